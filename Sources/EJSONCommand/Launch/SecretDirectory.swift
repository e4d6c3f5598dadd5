import CPlatform
import EJSON
import EJSONDelivery
import SystemPackage

/// A directory in memory with one file a value, each readable by one user only.
///
/// Where that is allowed, a fresh tmpfs is mounted there, which only the program and what it starts can see, and which is
/// gone with them. Else the directory must be in memory already; what is written then stays until it is removed.
///
/// It is opened once, and judged on that descriptor, as are the directories above it. All that follows goes through it.
struct SecretDirectory {
    /// Absolute, because the program may go elsewhere.
    var path: FilePath { place.path }

    /// Whether what was there is hidden from the program by a tmpfs of its own.
    let isMounted: Bool

    private let place: OwnedDirectory

    /// The directory, or the top of the tmpfs that is mounted there.
    private let descriptor: FileDescriptor
    private let user: UserIdentity?
    private var written: [String] = []

    /// - Throws: `Failure` when the directory cannot be made, holds anything on a disk, is on a disk and nothing can be
    ///   mounted there, or when others could put another in its place.
    init(_ path: FilePath, for user: UserIdentity?) throws {
        guard !path.isEmpty else { throw Failure("--directory needs the path of a directory") }
        // First, because what was opened before is not among the mounts of one's own.
        let mountsError = platform_own_mounts() == 0 ? nil : Errno.current
        self.user = user
        place = try OwnedDirectory(path, user)
        do {
            let mount = try Self.mount(over: place, mountsError)
            isMounted = mount != nil
            descriptor = mount ?? place.descriptor
        } catch {
            if let problem = place.removeIfNew() { printWarning(problem) }
            throw error
        }
    }

    /// The top of a tmpfs of ours; `nil` when the directory itself is in memory, and nobody else can write there.
    private static func mount(over place: OwnedDirectory, _ mountsError: Errno?) throws -> FileDescriptor? {
        let name = printable(place.path)
        let isInMemory = systemIsInMemory(place.descriptor.rawValue)
        // A mount would hide what is there from the program: whoever names /etc has made a mistake.
        if !isInMemory {
            let isEmpty = platform_is_empty_directory(place.descriptor.rawValue)
            guard isEmpty >= 0 else { throw Failure("cannot read the directory \(name): \(Errno.current)") }
            guard isEmpty == 1 else {
                throw Failure("\(name) is not empty", hint: "name a directory for the secrets alone")
            }
        }
        var cause = mountsError
        if cause == nil {
            let status = platform_mount_memory(place.descriptor.rawValue)
            if status == 0 { return try openMount(over: place) }
            guard status == -1 else { throw Failure("cannot go back to the working directory: \(Errno.current)") }
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

    /// What lies over the directory now must be the tmpfs just made, and nothing else.
    private static func openMount(over place: OwnedDirectory) throws -> FileDescriptor {
        let name = printable(place.path)
        let mount: FileDescriptor
        do {
            mount = try place.reopen()
        } catch {
            throw Failure("cannot open what was mounted on \(name): \(error)")
        }
        guard FileIdentity(of: mount) != FileIdentity(of: place.descriptor),
            systemIsInMemory(mount.rawValue), platform_is_empty_directory(mount.rawValue) == 1
        else {
            // If it was something else after all, it is out of this process's sight only.
            _ = platform_unmount(mount.rawValue)
            throw Failure("\(name) is not what was mounted there; is it being replaced?")
        }
        return mount
    }

    /// Writes the values to files of mode 0400 that belong to the user, and makes a mount of ours read-only.
    mutating func write(_ values: borrowing SecretValues) throws {
        do {
            for entry in values.entries {
                // Files of an earlier run in the same directory make way.
                let name = FilePath(entry.name)
                try systemRemoveIfThere(name, in: descriptor.rawValue)
                let number = try systemOpen(
                    name, in: descriptor.rawValue, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o400)
                written.append(entry.name)
                let file = FileDescriptor(rawValue: number)
                try file.closeAfter {
                    try values.withValue(of: entry) { (value: Span<UInt8>) throws(Errno) in
                        try writeAll(value, to: number)
                    }
                    try systemChangeMode(number, 0o400)
                    if let user { try systemChangeOwner(number, user: user.user, group: user.group) }
                }
            }
            if let user, isMounted || place.isNew {
                try systemChangeOwner(descriptor.rawValue, user: user.user, group: user.group)
            }
            guard isMounted else { return }
            try systemChangeMode(descriptor.rawValue, 0o500)
            guard platform_freeze_mount(descriptor.rawValue) == 0 else { throw Errno.current }
        } catch let error as Errno {
            throw Failure("cannot write to the directory \(printable(path)): \(error)")
        }
    }

    /// Takes away what was made and written, when nothing is started after all, and says what is left.
    func remove() {
        var problem: String?
        if isMounted {
            if platform_unmount(descriptor.rawValue) != 0 {
                problem = "cannot unmount \(printable(path)): \(Errno.current)"
            }
        } else {
            for name in written {
                do throws(Errno) {
                    try systemRemove(FilePath(name), in: descriptor.rawValue)
                } catch {
                    problem = "cannot remove \(printable(path.appending(name))): \(error)"
                }
            }
        }
        problem = problem ?? place.removeIfNew()
        if let problem { printWarning(problem) }
    }
}
