import CPlatform
import EJSON
import EJSONDelivery
import SystemPackage

/// A directory in memory with one file for each value, readable by one user only.
///
/// If permitted, a new tmpfs is mounted there. Only the program and its children can see it, and it ends with them.
/// Otherwise the directory must already be in memory, and the files stay until they are removed.
///
/// The directory and its ancestors are opened once and checked on these descriptors, and all later steps use them.
struct SecretDirectory: ~Copyable {
    /// Absolute, because the program may change its working directory.
    var path: FilePath { place.path }

    /// Whether a tmpfs was mounted over the directory.
    var isMounted: Bool {
        switch mount {
        case .some: true
        case .none: false
        }
    }

    private let place: OwnedDirectory

    /// The root of the tmpfs.
    private let mount: Descriptor?

    /// The directory, or the root of the tmpfs mounted there.
    private var descriptor: CInt {
        switch mount {
        case .some(let mount): mount.rawValue
        case .none: place.descriptor.rawValue
        }
    }

    private let user: UserIdentity?
    private var written: [String] = []

    /// - Throws: `Failure` when the directory cannot be made, is on a disk and not empty, is on a disk and nothing can
    ///   be mounted there, or could be replaced by others.
    init(_ path: FilePath, for user: UserIdentity?) throws {
        guard !path.isEmpty else { throw Failure("--directory needs the path of a directory") }
        // First, because descriptors opened before refer to the old mount namespace.
        let mountsError = platform_own_mounts() == 0 ? nil : Errno.current
        let place = try OwnedDirectory(path, user)
        let mount: Descriptor?
        do {
            mount = try Self.mount(over: place, mountsError)
        } catch {
            if let problem = place.removeIfNew() { printWarning(problem) }
            throw error
        }
        self.user = user
        self.place = place
        self.mount = mount
    }

    /// The root of our tmpfs; `nil` when the directory itself is in memory and nobody else can write there.
    private static func mount(over place: borrowing OwnedDirectory, _ mountsError: Errno?) throws -> Descriptor? {
        let name = printable(place.path)
        let isInMemory = systemIsInMemory(place.descriptor.rawValue)
        // A mount would hide existing files from the program: naming /etc is a mistake.
        if !isInMemory {
            let isEmpty = platform_is_empty_directory(place.descriptor.rawValue)
            guard isEmpty >= 0 else { throw Failure("cannot read the directory \(name)", Errno.current) }
            guard isEmpty == 1 else {
                throw Failure("\(name) is not empty", hint: "name a directory for the secrets alone")
            }
        }
        var cause = mountsError
        if cause == nil {
            let status = platform_mount_memory(place.descriptor.rawValue)
            if status == 0 { return try openMount(over: place) }
            guard status == -1 else { throw Failure("cannot go back to the working directory", Errno.current) }
            cause = Errno.current
        }
        guard isInMemory else {
            throw Failure(
                "\(name) is on a disk, and a tmpfs cannot be mounted there (\(cause.map { "\($0)" } ?? ""))",
                hint: "give the container one: docker run --tmpfs \(name), or name a directory below /dev/shm")
        }
        try place.requireOthersCannotWrite()
        return nil
    }

    /// Opens the mount and verifies that it is the new tmpfs.
    private static func openMount(over place: borrowing OwnedDirectory) throws -> Descriptor {
        let name = printable(place.path)
        let mount: Descriptor
        do {
            mount = try place.reopen()
        } catch {
            throw Failure("cannot open what was mounted on \(name)", because: error)
        }
        guard FileIdentity(of: mount.rawValue) != FileIdentity(of: place.descriptor.rawValue),
            systemIsInMemory(mount.rawValue), platform_is_empty_directory(mount.rawValue) == 1
        else {
            // Even if it was another mount, only this process's namespace loses it.
            _ = platform_unmount(mount.rawValue)
            throw Failure("\(name) is not what was mounted there; is it being replaced?")
        }
        return mount
    }

    /// Writes the values to files of mode 0400 that the user owns, and makes our mount read-only.
    mutating func write(_ values: borrowing SecretValues) throws {
        do {
            for entry in values.entries {
                // Files of an earlier run are replaced.
                let name = FilePath(entry.name)
                try systemRemoveIfThere(name, in: descriptor)
                let number = try systemOpen(
                    name, in: descriptor, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o400)
                written.append(entry.name)
                let file = Descriptor(owning: number)
                try values.withValue(of: entry) { (value: Span<UInt8>) throws(Errno) in try file.write(value) }
                try systemChangeMode(number, 0o400)
                if let user { try systemChangeOwner(number, user: user.user, group: user.group) }
            }
            if let user, isMounted || place.isNew {
                try systemChangeOwner(descriptor, user: user.user, group: user.group)
            }
            guard isMounted else { return }
            try systemChangeMode(descriptor, 0o500)
            guard platform_freeze_mount(descriptor) == 0 else { throw Errno.current }
        } catch let error as Errno {
            throw Failure("cannot write to the directory \(printable(path))", error)
        }
    }

    /// Removes everything when nothing is started, and warns about what could not be removed.
    borrowing func remove() {
        var problem: Message?
        if isMounted {
            if platform_unmount(descriptor) != 0 {
                problem = Failure("cannot unmount \(printable(path))", Errno.current).message
            }
        } else {
            for name in written {
                do throws(Errno) {
                    try systemRemove(FilePath(name), in: descriptor)
                } catch {
                    problem = Failure("cannot remove \(printable(path.appending(name)))", error).message
                }
            }
        }
        problem = problem ?? place.removeIfNew()
        if let problem { printWarning(problem) }
    }
}
