import CPlatform
import SystemPackage

/// The new content of a file, in a private directory beside it. It is complete and on the disk before it replaces the
/// file.
struct StagedFile: ~Copyable {
    private let target: FileTarget
    private var directory: PrivateDirectory
    private let file: Descriptor

    /// Creates an empty file of the given mode, less the umask.
    init(for target: FileTarget, mode: mode_t = 0o600) throws(EJSONError) {
        let directory = try attempt(to: .createTemporary) { () throws(Errno) in
            try PrivateDirectory(beside: target)
        }
        let descriptor = directory.descriptor
        let file = try attempt(to: .createTemporary) { () throws(Errno) in
            let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
            return Descriptor(owning: try systemOpen(target.name, in: descriptor, flags, mode: mode))
        }
        self.target = target
        self.directory = directory
        self.file = file
    }

    // MARK: Content

    /// Writes the content and waits until it is on the disk.
    borrowing func write(_ bytes: Span<UInt8>) throws(EJSONError) {
        try attempt(to: .write) { () throws(Errno) in try file.write(bytes) }
    }

    /// Takes the ACL, extended attributes, owner and mode of the file to be replaced.
    borrowing func adopt(_ original: borrowing Descriptor) throws(EJSONError) {
        let status = try attempt(to: .open) { () throws(Errno) in try original.status() }
        try attempt(to: .keepAttributes) { () throws(Errno) in
            try systemCopyAttributes(from: original.rawValue, to: file.rawValue)
        }
        try attempt(to: .keepOwner) { () throws(Errno) in
            let own = try file.status()
            if own.user != status.user || own.group != status.group {
                try systemChangeOwner(file.rawValue, user: status.user, group: status.group)
            }
        }
        try attempt(to: .keepMode) { () throws(Errno) in
            // Where the mount decides the mode, as on FAT, it cannot be changed and is equal already.
            if try file.status().permissions != status.permissions {
                try systemChangeMode(file.rawValue, status.permissions)
            }
        }
    }

    /// Waits until the content, owner and mode are on the disk.
    borrowing func sync() throws(EJSONError) {
        try attempt(to: .sync) { () throws(Errno) in try systemSync(file.rawValue) }
    }

    // MARK: Publication

    /// Gives the content the target's name, which must be free. If the directory cannot be synced, the name is free
    /// again.
    borrowing func publish() throws(EJSONError) {
        do throws(Errno) {
            try systemRenameNew(target.name, in: directory.descriptor, to: target.directory.descriptor)
        } catch {
            throw EJSONError(.inputOutput, .file(error == .fileExists ? .alreadyExists : .replace), errno: error)
        }
        do throws(EJSONError) {
            try target.directory.sync()
        } catch {
            // The first error is thrown.
            try? systemRemove(target.name, in: target.directory.descriptor)
            throw error
        }
    }

    /// Replaces the file at the target by the content, which is `bytes`. If the directory cannot be synced, the old
    /// file is put back.
    mutating func replace(writing bytes: Span<UInt8>) throws(EJSONError) {
        waitForLock(on: target.directory.descriptor)
        do throws(Errno) {
            try exchange()
        } catch  where error.meansNoExchange {
            return try replaceWithoutExchange()
        } catch {
            throw EJSONError(.inputOutput, .file(.replace), errno: error)
        }
        do throws(EJSONError) {
            try target.directory.sync()
        } catch {
            try putBack(instead: bytes)
            throw error
        }
    }

    /// Replaces `original` by the content, which is `bytes`, if it is still the file at the target and holds exactly
    /// `old`.
    ///
    /// Returns `false` when another program has replaced or changed the file; its version stays. The files are swapped
    /// in one step, and the one that comes out is compared before it is removed, so no edit is lost. While an edited
    /// file is swapped out, other programs see `bytes` without that edit. So the file is compared before the swap too,
    /// with nothing slow in between.
    mutating func replace(
        _ original: borrowing Descriptor,
        holding old: Span<UInt8>,
        writing bytes: Span<UInt8>
    ) throws(EJSONError) -> Bool {
        waitForLock(on: target.directory.descriptor)
        let watch = FileLease(original)
        defer { watch.end() }
        guard try isCurrent(original, holding: old) else { return false }
        do throws(Errno) {
            try exchange()
        } catch  where error == .noSuchFileOrDirectory {
            return false
        } catch  where error.meansNoExchange {
            try replaceWithoutExchange()
            return true
        } catch {
            throw EJSONError(.inputOutput, .file(.replace), errno: error)
        }
        var isOurs: Bool
        do throws(EJSONError) {
            isOurs = try isDisplaced(original, holding: old)
            if isOurs { try target.directory.sync() }
            if watch.hasSeenWriter { isOurs = false }
        } catch {
            try putBack(instead: bytes)
            throw error
        }
        if !isOurs {
            try putBack(instead: bytes)
            try target.directory.sync()
        }
        return isOurs
    }

    private borrowing func exchange() throws(Errno) {
        try systemExchange(target.name, in: directory.descriptor, with: target.directory.descriptor)
    }

    /// Whether the file that was swapped out is the original, unchanged.
    private borrowing func isDisplaced(
        _ original: borrowing Descriptor,
        holding bytes: Span<UInt8>
    ) throws(EJSONError) -> Bool {
        try attempt(to: .read) { () throws(Errno) in
            let displaced = try displacedIdentity()
            guard try displaced == original.status().identity else { return false }
            return try original.holds(bytes)
        }
    }

    private borrowing func displacedIdentity() throws(Errno) -> FileIdentity {
        try FileStatus(of: target.name, in: directory.descriptor, followingLinks: false).identity
    }

    /// Puts back the file that was swapped out for `bytes`, or the latest version that other programs have put at the
    /// target since.
    private mutating func putBack(instead bytes: Span<UInt8>) throws(EJSONError) {
        do throws(Errno) {
            let own = try file.status().identity
            var putBack = PutBack(own: own)
            // The files at the target in this turn and in the one before.
            var pins: [CInt] = []
            defer { pins.forEach(systemClose) }
            while true {
                switch putBack.step {
                case .pin:
                    if pins.count == 2 { systemClose(pins.removeFirst()) }
                    let pin = try systemPin(target.name, in: directory.descriptor)
                    pins.append(pin)
                    putBack.handle(.pinned(try FileStatus(of: pin).identity))
                case .swap:
                    do throws(Errno) {
                        try exchange()
                    } catch  where error == .noSuchFileOrDirectory {
                        // Another program has moved it away.
                        putBack.handle(.foundNothing)
                        continue
                    }
                    let out = try displacedIdentity()
                    var isUnchanged = true
                    if out == own { isUnchanged = try file.holds(bytes) }
                    putBack.handle(.swapped(out: out, isUnchanged: isUnchanged))
                case .takeName:
                    do throws(Errno) {
                        try systemRenameNew(target.name, in: directory.descriptor, to: target.directory.descriptor)
                        putBack.handle(.tookName)
                    } catch  where error == .fileExists {
                        putBack.handle(.foundNameTaken)
                    }
                case .finished: return
                case .gaveUp: throw .resourceBusy
                }
            }
        } catch {
            // A version of another program is in the private directory and must not be removed.
            directory.isKept = true
            throw EJSONError(.inputOutput, .file(.displaced), file: directory.path, errno: error)
        }
    }

    /// The last check before the file is replaced: whether the original is at the target, unchanged.
    private borrowing func isCurrent(
        _ original: borrowing Descriptor,
        holding bytes: Span<UInt8>
    ) throws(EJSONError) -> Bool {
        do throws(Errno) {
            guard try original.holds(bytes) else { return false }
            let current = try FileStatus(of: target.name, in: target.directory.descriptor, followingLinks: false)
            return current.identity == (try original.status().identity)
        } catch  where error == .noSuchFileOrDirectory {
            return false
        } catch {
            throw EJSONError(.inputOutput, .file(.read), errno: error)
        }
    }

    /// For file systems that cannot swap.
    private borrowing func replaceWithoutExchange() throws(EJSONError) {
        try attempt(to: .replace) { () throws(Errno) in
            try systemRename(target.name, in: directory.descriptor, to: target.directory.descriptor)
        }
        try target.directory.sync()
    }
}

extension Errno {
    /// Whether a swap failed because the kernel or the file system does not support it, or a filter of system calls
    /// (seccomp) refuses it with `EPERM`. If the file itself may not be replaced, renaming fails too.
    fileprivate var meansNoExchange: Bool {
        self == .invalidArgument || self == .noFunction || self == .notSupported || self == .notPermitted
    }
}
