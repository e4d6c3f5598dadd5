import CSystemCalls
import SystemPackage

/// A file's new content, complete and on the disk before anyone sees it, in a private directory beside the file.
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
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
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

    /// Takes the owner and mode of the file to be replaced.
    borrowing func adopt(_ status: FileStatus) throws(EJSONError) {
        try attempt(to: .keepOwner) { () throws(Errno) in
            let own = try file.status()
            if own.user != status.user || own.group != status.group {
                try systemChangeOwner(file.rawValue, user: status.user, group: status.group)
            }
        }
        try attempt(to: .keepMode) { () throws(Errno) in
            try systemChangeMode(file.rawValue, status.permissions)
        }
    }

    /// Waits until the content, owner and mode are on the disk.
    borrowing func sync() throws(EJSONError) {
        try attempt(to: .sync) { () throws(Errno) in try systemSync(file.rawValue) }
    }

    // MARK: Publication

    /// Puts the content at the target's name, where nothing may be. When the directory cannot be synced, the name is
    /// free again.
    borrowing func publish() throws(EJSONError) {
        do throws(Errno) {
            try systemRenameNew(target.name, in: directory.descriptor, to: target.directory.descriptor)
        } catch {
            throw EJSONError(.inputOutput, .file(error == .fileExists ? .alreadyExists : .replace), errno: error)
        }
        do throws(EJSONError) {
            try target.directory.sync()
        } catch {
            try? systemRemove(target.name, in: target.directory.descriptor)
            throw error
        }
    }

    /// Puts the content at the target's name, over whatever file is there. When the directory cannot be synced, that
    /// file is back.
    mutating func replace() throws(EJSONError) {
        do throws(Errno) {
            try exchange()
        } catch  where error.meansNoExchange {
            return try replaceWithoutExchange()
        } catch {
            throw EJSONError(.inputOutput, .file(.replace), errno: error)
        }
        try syncOrExchangeBack()
    }

    /// Puts the content at the target's name, if `original` is what is there and holds exactly `bytes`.
    ///
    /// Returns `false`, with nothing changed, when others have put another file there or changed it: theirs stays.
    /// The two are swapped in one step, and what was swapped out is looked at before it is let go; so no edit is lost
    /// however close it comes.
    mutating func replace(_ original: borrowing Descriptor, holding bytes: Span<UInt8>) throws(EJSONError) -> Bool {
        do throws(Errno) {
            try exchange()
        } catch  where error == .noSuchFileOrDirectory {
            return false
        } catch  where error.meansNoExchange {
            guard try isCurrent(original, holding: bytes) else { return false }
            try replaceWithoutExchange()
            return true
        } catch {
            throw EJSONError(.inputOutput, .file(.replace), errno: error)
        }
        let isTheirs: Bool
        do throws(EJSONError) {
            isTheirs = try !isDisplaced(original, holding: bytes)
        } catch {
            try exchangeBack()
            throw error
        }
        if isTheirs {
            try exchangeBack()
            return false
        }
        try syncOrExchangeBack()
        return true
    }

    private borrowing func exchange() throws(Errno) {
        try systemExchange(target.name, in: directory.descriptor, with: target.directory.descriptor)
    }

    /// Whether what was swapped out is the original, unchanged.
    private borrowing func isDisplaced(
        _ original: borrowing Descriptor,
        holding bytes: Span<UInt8>
    ) throws(EJSONError) -> Bool {
        try attempt(to: .read) { () throws(Errno) in
            let displaced = try FileStatus(of: target.name, in: directory.descriptor, followingLinks: false)
            let status = try original.status()
            guard displaced.identity == status.identity else { return false }
            return try original.holds(bytes)
        }
    }

    private mutating func syncOrExchangeBack() throws(EJSONError) {
        do throws(EJSONError) {
            try target.directory.sync()
        } catch {
            try exchangeBack()
            throw error
        }
    }

    /// Swaps until what comes back is the staged file: then the latest of the others' versions is at the target.
    private mutating func exchangeBack() throws(EJSONError) {
        do throws(Errno) {
            let own = try file.status().identity
            repeat {
                try exchange()
            } while try FileStatus(of: target.name, in: directory.descriptor, followingLinks: false).identity != own
        } catch {
            // Somebody's version lies in the private directory and must not be removed.
            directory.isKept = true
            throw EJSONError(.inputOutput, .file(.displaced), file: directory.path, errno: error)
        }
    }

    // MARK: File systems that cannot swap

    /// The last look before a rename: whether the original is what is at the target, unchanged.
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

    private borrowing func replaceWithoutExchange() throws(EJSONError) {
        try attempt(to: .replace) { () throws(Errno) in
            try systemRename(target.name, in: directory.descriptor, to: target.directory.descriptor)
        }
        try target.directory.sync()
    }
}

extension Errno {
    /// Whether a swap failed because the kernel or the file system has none.
    fileprivate var meansNoExchange: Bool {
        self == .invalidArgument || self == .noFunction || self == .notSupported
    }
}
