import CPlatform
import EJSON
import SystemPackage

/// A directory that only root, this process's user and the program's user can replace: they own it and all its
/// ancestors, and nobody else may rename entries in those.
///
/// The program resolves the path again, so it must keep leading to the same directory. A directory in `/tmp` or
/// `/dev/shm` is allowed: their sticky bit prevents others from renaming it.
struct OwnedDirectory: ~Copyable {
    /// Absolute and without links.
    let path: FilePath
    let descriptor: Descriptor

    /// Whether it was made here.
    let isNew: Bool

    private let parent: Descriptor
    private let name: FilePath.Component
    private let user: UserIdentity?

    /// Opens the directory, or makes it if it is missing.
    init(_ path: FilePath, _ user: UserIdentity?) throws {
        let path = try resolvedPath(path, mayBeNew: true)
        guard let name = path.lastComponent else {
            throw Failure("--directory / would hide all files", hint: "name a directory for the secrets alone")
        }
        let parent = try Self.openParent(of: path, user)
        var isNew = false
        let descriptor: Descriptor
        do throws(Errno) {
            isNew = try systemMakeDirectoryIfMissing(FilePath(root: nil, [name]), in: parent.rawValue, mode: 0o700)
            descriptor = try Self.open(name, in: parent)
        } catch {
            let made = exists(path) ? "open" : "make"
            throw Failure(
                "cannot \(made) the directory \(printable(path))", error, hint: "name another one with --directory")
        }
        do {
            let status = try Self.status(descriptor, path)
            if isNew, status.user != effectiveUser {
                throw Failure("another directory was put in the place of \(printable(path))")
            }
            try Self.requireOwner(status, path, user)
            if isNew { try Self.close(toOthers: descriptor, path) }
        } catch {
            if isNew { _ = Self.remove(name, in: parent, path) }
            throw error
        }
        self.path = path
        self.name = name
        self.user = user
        self.isNew = isNew
        self.parent = parent
        self.descriptor = descriptor
    }

    /// Opens the path again, after a mount over the directory.
    borrowing func reopen() throws -> Descriptor {
        try Self.open(name, in: parent)
    }

    /// - Throws: `Failure` when others than the owner can replace or remove files in it.
    borrowing func requireOthersCannotWrite() throws {
        try Self.requireOthersCannotRename(in: path, Self.status(descriptor, path), user)
    }

    /// Removes the directory if it was made here, and returns a failure.
    borrowing func removeIfNew() -> Message? {
        isNew ? Self.remove(name, in: parent, path) : nil
    }

    private static func remove(
        _ name: FilePath.Component,
        in parent: borrowing Descriptor,
        _ path: FilePath
    ) -> Message? {
        do throws(Errno) {
            try systemRemoveDirectory(FilePath(root: nil, [name]), in: parent.rawValue)
            return nil
        } catch {
            return Failure("cannot remove the directory \(printable(path))", error).message
        }
    }

    // MARK: The ancestors

    /// Opens the ancestors one after the other, and checks each.
    private static func openParent(of path: FilePath, _ user: UserIdentity?) throws -> Descriptor {
        var directory = try openRoot()
        var walked = FilePath("/")
        try judge(directory, walked, user)
        for component in path.components.dropLast() {
            walked.append(component)
            do throws(Errno) {
                directory = Descriptor(
                    owning: try systemPin(FilePath(root: nil, [component]), in: directory.rawValue))
            } catch {
                throw Failure("cannot open the directory \(printable(walked))", error)
            }
            try judge(directory, walked, user)
        }
        return directory
    }

    private static func judge(_ directory: borrowing Descriptor, _ path: FilePath, _ user: UserIdentity?) throws {
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
        // With the sticky bit only owners can rename and remove, and owners are checked.
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

    /// In a user namespace, 65534 represents all users outside of it, who control the container anyway. Elsewhere it is
    /// the user `nobody`.
    private static func isOutside(_ id: UInt32) -> Bool {
        id == 65_534 && platform_is_in_user_namespace() == 1
    }

    // MARK: System calls

    private static func openRoot() throws -> Descriptor {
        do throws(Errno) {
            return Descriptor(owning: try systemOpenDirectory("/"))
        } catch {
            throw Failure("cannot open the directory /", error)
        }
    }

    private static func open(_ name: FilePath.Component, in parent: borrowing Descriptor) throws(Errno) -> Descriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        return Descriptor(owning: try systemOpen(FilePath(root: nil, [name]), in: parent.rawValue, flags))
    }

    private static func status(_ descriptor: borrowing Descriptor, _ path: FilePath) throws -> FileStatus {
        do throws(Errno) {
            return try descriptor.status()
        } catch {
            throw Failure("cannot open the directory \(printable(path))", error)
        }
    }

    private static func close(toOthers descriptor: borrowing Descriptor, _ path: FilePath) throws {
        do throws(Errno) {
            try systemChangeMode(descriptor.rawValue, 0o700)
        } catch {
            throw Failure("cannot change the mode of \(printable(path))", error)
        }
    }
}
