import SystemPackage

/// Tells whether somebody opens a file for writing, from now until `end()`. The caller must call that soon, for until then
/// whoever does waits in `open(2)`.
///
/// Comparing the content is not enough. To truncate a file the system looks its name up first; the file may be swapped
/// out, compared and removed before it does the rest, and what is then written is lost. A lease tells of such an opener
/// in time, all but one that is stopped between the look-up and the check for leases until all is over.
///
/// Where there are no leases (other people's files, some file systems, Darwin), it sees nobody. The C function is
/// `fcntl(2)` with `F_SETLEASE`.
struct WriterWatch {
    private let descriptor: CInt?

    /// Watches a file that is open for reading only. One who writes to it now has three seconds to finish; who keeps it
    /// open (`ejson encrypt secrets.ejson 9<>secrets.ejson`) hardly means to write.
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
