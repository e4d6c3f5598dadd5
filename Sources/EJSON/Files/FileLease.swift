import SystemPackage

/// A lease on a file, which shows whether another process opens the file for writing before `end()`. The caller must call
/// `end()` soon, because until then that process waits in `open(2)`.
///
/// Comparing the content is not enough. To truncate a file, the system first looks up its name; the file may be swapped
/// out, compared and removed before the system does the rest, and what is then written is lost. A lease shows such a
/// process in time, unless it is stopped between the look-up and the check for leases until the swap is over.
///
/// Where there are no leases (other people's files, some file systems, Darwin), it shows no process. The C function is
/// `fcntl(2)` with `F_SETLEASE`.
struct FileLease {
    private let descriptor: CInt?

    /// Takes a lease on a file that is open for reading only. A process that writes to it now has three seconds to finish;
    /// one that keeps it open for longer (`ejson encrypt secrets.ejson 9<>secrets.ejson`) is unlikely to write.
    init(_ file: borrowing Descriptor) {
        let file = file.rawValue
        let isLeased = waitForOthers { () throws(Errno) in try systemLease(file) }
        descriptor = isLeased ? file : nil
    }

    var hasSeenWriter: Bool {
        guard let descriptor else { return false }
        return !systemIsLeased(descriptor)
    }

    func end() {
        guard let descriptor else { return }
        systemEndLease(descriptor)
    }
}
