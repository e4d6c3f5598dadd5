import CPlatform
import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A directory that only root, this process's user and the user of the program can replace by another: it and all above
/// it belong to them, and nobody else may rename what is in those.
///
/// The program will look the path up again. So it must lead there for as long as it runs; a directory in `/tmp` or
/// `/dev/shm` may be used, because their sticky bit keeps others from renaming what is not theirs.
struct OwnedDirectory {
    /// Absolute and without links.
    let path: FilePath
    let descriptor: FileDescriptor

    /// Whether it was made here.
    let isNew: Bool

    private let parent: FileDescriptor
    private let name: FilePath.Component
    private let user: UserIdentity?

    /// Opens the directory, or makes it where it is missing.
    init(_ path: FilePath, _ user: UserIdentity?) throws {
        let path = try resolvedPath(path, mayBeNew: true)
        guard let name = path.lastComponent else {
            throw Failure("--directory / would hide all files", hint: "name a directory for the secrets alone")
        }
        self.path = path
        self.name = name
        self.user = user
        parent = try Self.openParent(of: path, user)
        do {
            let parent = parent.rawValue
            isNew = unsafe name.withPlatformString { unsafe mkdirat(parent, $0, 0o700) } == 0
            if !isNew, Errno.current != .fileExists { throw Errno.current }
            descriptor = try Self.open(name, in: self.parent)
        } catch {
            let made = exists(path) ? "open" : "make"
            throw Failure("cannot \(made) the directory \(printable(path)): \(error)")
        }
        do {
            let status = try Self.status(descriptor, path)
            if isNew, status.st_uid != geteuid() {
                throw Failure("another directory was put in the place of \(printable(path))")
            }
            try Self.requireOwner(status, path, user)
            if isNew, fchmod(descriptor.rawValue, 0o700) < 0 {
                throw Failure("cannot change the mode of \(printable(path)): \(Errno.current)")
            }
        } catch {
            _ = removeIfNew()
            throw error
        }
    }

    /// Opens what is there now: what was mounted over the directory.
    func reopen() throws -> FileDescriptor {
        try Self.open(name, in: parent)
    }

    /// - Throws: `Failure` when others than the owner can replace or remove files in it.
    func requireOthersCannotWrite() throws {
        try Self.requireOthersCannotRename(in: path, Self.status(descriptor, path), user)
    }

    /// Removes the directory if it was made here, and returns what kept it from that.
    func removeIfNew() -> String? {
        guard isNew, unsafe name.withPlatformString({ unsafe unlinkat(parent.rawValue, $0, AT_REMOVEDIR) }) < 0 else {
            return nil
        }
        return "cannot remove the directory \(printable(path)): \(Errno.current)"
    }

    // MARK: The way there

    /// Opens the directories above, one in another, and judges each.
    private static func openParent(of path: FilePath, _ user: UserIdentity?) throws -> FileDescriptor {
        var (directory, walked) = (try openRoot(), FilePath("/"))
        do {
            try judge(directory, walked, user)
            for component in path.components.dropLast() {
                walked.append(component)
                let above = directory.rawValue
                let number = unsafe component.withPlatformString { unsafe platform_pin(above, $0) }
                guard number >= 0 else {
                    throw Failure("cannot open the directory \(printable(walked)): \(Errno.current)")
                }
                try close(directory)
                directory = FileDescriptor(rawValue: number)
                try judge(directory, walked, user)
            }
            return directory
        } catch {
            try close(directory)
            throw error
        }
    }

    private static func judge(_ directory: FileDescriptor, _ path: FilePath, _ user: UserIdentity?) throws {
        let status = try status(directory, path)
        try requireOwner(status, path, user)
        try requireOthersCannotRename(in: path, status, user)
    }

    private static func requireOwner(_ status: stat, _ path: FilePath, _ user: UserIdentity?) throws {
        guard status.st_mode & S_IFMT == S_IFDIR else { throw Failure("\(printable(path)) is not a directory") }
        let owner = status.st_uid
        guard owner != 0, owner != geteuid(), owner != user?.user, !isOutside(owner) else { return }
        throw Failure(
            "\(printable(path)) belongs to user \(owner), who can replace what is in it",
            hint: "name a directory that belongs, with all above it, to root or to the user of the program")
    }

    private static func requireOthersCannotRename(in path: FilePath, _ status: stat, _ user: UserIdentity?) throws {
        // With the sticky bit only owners rename and remove, and those are judged.
        guard status.st_mode & S_ISVTX == 0 else { return }
        let name = printable(path)
        if status.st_mode & S_IWOTH != 0 {
            throw Failure("others can replace files in \(name)", hint: "run: chmod o-w \(shellWord(path))")
        }
        let group = status.st_gid
        if status.st_mode & S_IWGRP != 0, group != 0, group != getegid(), group != user?.group, !isOutside(group) {
            throw Failure(
                "the group \(group) can replace files in \(name)", hint: "run: chmod g-w \(shellWord(path))")
        }
    }

    /// In a user namespace, 65534 stands for everyone outside of it, who made the container and can do with it as they
    /// like. Elsewhere it is a user, `nobody`.
    private static func isOutside(_ id: UInt32) -> Bool {
        id == 65_534 && platform_is_in_user_namespace() == 1
    }

    // MARK: System calls

    private static func openRoot() throws -> FileDescriptor {
        let number = unsafe platform_open_directory("/")
        guard number >= 0 else { throw Failure("cannot open the directory /: \(Errno.current)") }
        return FileDescriptor(rawValue: number)
    }

    private static func open(_ name: FilePath.Component, in parent: FileDescriptor) throws(Errno) -> FileDescriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let number = unsafe name.withPlatformString { unsafe platform_open(parent.rawValue, $0, flags, 0) }
        guard number >= 0 else { throw Errno.current }
        return FileDescriptor(rawValue: number)
    }

    private static func status(_ descriptor: FileDescriptor, _ path: FilePath) throws -> stat {
        var status = stat()
        guard unsafe fstat(descriptor.rawValue, &status) == 0 else {
            throw Failure("cannot open the directory \(printable(path)): \(Errno.current)")
        }
        return status
    }

    private static func close(_ descriptor: FileDescriptor) throws {
        do { try descriptor.close() } catch { throw Failure("cannot close a directory: \(error)") }
    }
}
