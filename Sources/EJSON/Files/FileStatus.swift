package import CPlatform
package import SystemPackage

/// The metadata of a file.
package struct FileStatus: Hashable, Sendable {
    package let identity: FileIdentity
    package let mode: mode_t
    package let user: uid_t
    package let group: gid_t
    package let links: Int
    package let size: Int
    private let modified: [Int]

    package init(of descriptor: CInt) throws(Errno) {
        self.init(try systemStatus(descriptor))
    }

    package init(of path: FilePath, in directory: CInt = AT_FDCWD, followingLinks: Bool) throws(Errno) {
        self.init(try systemStatus(path, in: directory, followingLinks: followingLinks))
    }

    private init(_ status: stat) {
        identity = FileIdentity(device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino))
        mode = status.st_mode
        user = status.st_uid
        group = status.st_gid
        // A file system in user space may give any number.
        links = Int(clamping: status.st_nlink)
        size = max(0, Int(clamping: status.st_size))
        #if canImport(Darwin)
            modified = [status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec]
        #else
            modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        #endif
    }

    package var isRegular: Bool { type == mode_t(S_IFREG) }
    package var isDirectory: Bool { type == mode_t(S_IFDIR) }
    package var isLink: Bool { type == mode_t(S_IFLNK) }
    package var isPipe: Bool { type == mode_t(S_IFIFO) }
    package var isCharacterDevice: Bool { type == mode_t(S_IFCHR) }

    private var type: mode_t { mode & mode_t(S_IFMT) }

    /// The permission bits.
    package var permissions: mode_t { mode & 0o7777 }

    /// Whether the directory lets only owners rename and remove entries.
    package var isSticky: Bool { mode & 0o1000 != 0 }
    package var isWritableByGroup: Bool { mode & 0o020 != 0 }
    package var isWritableByEveryone: Bool { mode & 0o002 != 0 }

    /// Whether it is still the same file with the same size and modification time.
    package func isUnchanged(since earlier: FileStatus) -> Bool {
        identity == earlier.identity && size == earlier.size && modified == earlier.modified
    }
}

/// The identity of a file, independent of its name.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    let inode: UInt64

    /// The file that a path leads to, links followed; `nil` when there is none, or the system does not say.
    package init?(of path: FilePath) {
        guard let status = try? FileStatus(of: path, followingLinks: true) else { return nil }
        self = status.identity
    }

    /// The file that is open as `descriptor`; `nil` when none is.
    package init?(of descriptor: CInt) {
        guard let status = try? FileStatus(of: descriptor) else { return nil }
        self = status.identity
    }

    init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}

/// Whether something exists at the path, including a link that leads nowhere. `true` when the system does not say.
package func exists(_ path: FilePath) -> Bool {
    do throws(Errno) {
        _ = try FileStatus(of: path, followingLinks: false)
        return true
    } catch {
        return error != .noSuchFileOrDirectory
    }
}
