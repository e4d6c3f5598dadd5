import CPlatform
import EJSON
import SystemPackage

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
            isNew = try systemMakeDirectoryIfMissing(
                FilePath(root: nil, [name]), in: parent.rawValue, mode: 0o700)
            descriptor = try Self.open(name, in: parent)
        } catch {
            let made = exists(path) ? "open" : "make"
            throw Failure("cannot \(made) the directory \(printable(path)): \(error)")
        }
        do {
            let status = try Self.status(descriptor, path)
            if isNew, status.user != effectiveUser {
                throw Failure("another directory was put in the place of \(printable(path))")
            }
            try Self.requireOwner(status, path, user)
            if isNew { try Self.close(toOthers: descriptor, path) }
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
        guard isNew else { return nil }
        do throws(Errno) {
            try systemRemoveDirectory(FilePath(root: nil, [name]), in: parent.rawValue)
            return nil
        } catch {
            return "cannot remove the directory \(printable(path)): \(error)"
        }
    }

    // MARK: The way there

    /// Opens the directories above, one in another, and judges each.
    private static func openParent(of path: FilePath, _ user: UserIdentity?) throws -> FileDescriptor {
        var (directory, walked) = (try openRoot(), FilePath("/"))
        do {
            try judge(directory, walked, user)
            for component in path.components.dropLast() {
                walked.append(component)
                let number: CInt
                do throws(Errno) {
                    number = try systemPin(FilePath(root: nil, [component]), in: directory.rawValue)
                } catch {
                    throw Failure("cannot open the directory \(printable(walked)): \(error)")
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

    private static func requireOwner(_ status: FileStatus, _ path: FilePath, _ user: UserIdentity?) throws {
        guard status.isDirectory else { throw Failure("\(printable(path)) is not a directory") }
        let owner = status.user
        guard owner != 0, owner != effectiveUser, owner != user?.user, !isOutside(owner) else { return }
        throw Failure(
            "\(printable(path)) belongs to user \(owner), who can replace what is in it",
            hint: "name a directory that belongs, with all above it, to root or to the user of the program")
    }

    private static func requireOthersCannotRename(in path: FilePath, _ status: FileStatus, _ user: UserIdentity?) throws
    {
        // With the sticky bit only owners rename and remove, and those are judged.
        guard !status.isSticky else { return }
        let name = printable(path)
        if status.isWritableByEveryone {
            throw Failure("others can replace files in \(name)", hint: "run: chmod o-w \(shellWord(path))")
        }
        let group = status.group
        if status.isWritableByGroup, group != 0, group != effectiveGroup, group != user?.group, !isOutside(group) {
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
        do throws(Errno) {
            return FileDescriptor(rawValue: try systemOpenDirectory("/"))
        } catch {
            throw Failure("cannot open the directory /: \(error)")
        }
    }

    private static func open(_ name: FilePath.Component, in parent: FileDescriptor) throws(Errno) -> FileDescriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        return FileDescriptor(rawValue: try systemOpen(FilePath(root: nil, [name]), in: parent.rawValue, flags))
    }

    private static func status(_ descriptor: FileDescriptor, _ path: FilePath) throws -> FileStatus {
        do throws(Errno) {
            return try FileStatus(of: descriptor.rawValue)
        } catch {
            throw Failure("cannot open the directory \(printable(path)): \(error)")
        }
    }

    private static func close(toOthers descriptor: FileDescriptor, _ path: FilePath) throws {
        do throws(Errno) {
            try systemChangeMode(descriptor.rawValue, 0o700)
        } catch {
            throw Failure("cannot change the mode of \(printable(path)): \(error)")
        }
    }

    private static func close(_ descriptor: FileDescriptor) throws {
        do { try descriptor.close() } catch { throw Failure("cannot close a directory: \(error)") }
    }
}
