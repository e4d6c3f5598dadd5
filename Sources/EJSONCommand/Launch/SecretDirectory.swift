import CPlatform
import EJSON
import SystemPackage

/// A directory in memory with one file a value, each readable by one user only.
///
/// Where that is allowed, a fresh tmpfs is mounted there, which only the program and what it starts can see, and which is
/// gone with them. Else the directory must be in memory already; what is written then stays until it is removed.
struct SecretDirectory {
    /// Absolute, for the program may go elsewhere.
    let path: FilePath
    private let isNew: Bool
    private let isMounted: Bool
    private var written: [String] = []

    /// - Throws: `Failure` when the directory cannot be made, holds anything on a disk, or is on a disk and nothing can
    ///   be mounted there.
    init(_ path: FilePath) throws {
        guard !path.isEmpty else { throw Failure("--directory needs the path of a directory") }
        isNew = unsafe path.withPlatformString { unsafe mkdir($0, 0o700) } == 0
        if !isNew, Errno.current != .fileExists {
            let error = Errno.current
            throw Failure("cannot make the directory \(printable(path.string)): \(error)")
        }
        do {
            isMounted = try Self.mount(path)
            self.path = try resolvedPath(path)
        } catch {
            if isNew { _ = unsafe path.withPlatformString { unsafe rmdir($0) } }
            throw error
        }
    }

    /// Whether a tmpfs of ours is mounted there now; if not, the directory is in memory already.
    private static func mount(_ path: FilePath) throws -> Bool {
        let directory = try open(path)
        defer { try? directory.close() }
        let isInMemory = platform_is_in_memory(directory.rawValue) == 1
        // A mount would hide what is there from the program: whoever names /etc has made a mistake.
        guard try isInMemory || isEmptyDirectory(path) else {
            throw Failure("\(printable(path.string)) is not empty; name a directory for the secrets alone")
        }
        if platform_own_mounts() == 0,
            unsafe path.withPlatformString({ unsafe platform_mount_memory($0, "mode=0700") }) == 0
        {
            return true
        }
        let cause = Errno.current
        guard isInMemory else {
            throw Failure(
                "\(printable(path.string)) is on a disk, and a tmpfs cannot be mounted there (\(cause)); give the "
                    + "container one: docker run --tmpfs \(printable(path.string)), or name a directory below /dev/shm")
        }
        guard try !othersCanReplaceFiles(in: path) else {
            throw Failure(
                "others can replace files in \(printable(path.string)); run: chmod o-w \(printable(path.string))")
        }
        return false
    }

    /// Writes the values to files of mode 0400 that belong to `user`, and makes a mount of ours read-only.
    mutating func write(_ values: borrowing SecretValues, for user: UserIdentity?) throws {
        let directory = try Self.open(path)
        defer { try? directory.close() }
        do {
            for entry in values.entries {
                // Files of an earlier run in the same directory make way.
                _ = unsafe unlinkat(directory.rawValue, entry.name, 0)
                let number = unsafe platform_open(
                    directory.rawValue, entry.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o400)
                guard number >= 0 else { throw Errno.current }
                written.append(entry.name)
                let file = FileDescriptor(rawValue: number)
                try file.closeAfter {
                    try values.withValue(of: entry) { (value: Span<UInt8>) throws(Errno) in
                        try writeAll(value, to: number)
                    }
                    guard fchmod(number, 0o400) == 0 else { throw Errno.current }
                    if let user { guard fchown(number, user.user, user.group) == 0 else { throw Errno.current } }
                }
            }
            if let user, isMounted || isNew {
                guard fchown(directory.rawValue, user.user, user.group) == 0 else { throw Errno.current }
            }
            guard isMounted else { return }
            guard fchmod(directory.rawValue, 0o500) == 0,
                unsafe path.withPlatformString({ unsafe platform_freeze_mount($0, "") }) == 0
            else { throw Errno.current }
        } catch let error as Errno {
            throw Failure("cannot write to the directory \(printable(path.string)): \(error)")
        }
    }

    /// Takes away what was written, when nothing is started after all.
    func remove() {
        if isMounted {
            _ = unsafe path.withPlatformString { unsafe platform_unmount($0) }
            return
        }
        guard let directory = try? Self.open(path) else { return }
        for name in written { _ = unsafe unlinkat(directory.rawValue, name, 0) }
        try? directory.close()
    }

    private static func open(_ path: FilePath) throws -> FileDescriptor {
        do {
            return try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
        } catch {
            throw Failure("cannot open the directory \(printable(path.string)): \(error)")
        }
    }
}
