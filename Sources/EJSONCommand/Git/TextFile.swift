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

/// A file that belongs to the user, in which a few lines are ours.
struct TextFile {
    let path: FilePath

    /// Whether a new one can be executed.
    let isProgram: Bool

    /// What is in it; `nil` when there is none.
    func text() throws -> String? {
        var status = stat()
        guard unsafe path.withPlatformString({ unsafe stat($0, &status) }) == 0 else {
            let error = Errno.current
            if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
            // What cannot be looked at is not known to be absent.
            throw Failure("cannot look at \(printable(path)): \(error)")
        }
        // A repository may bring a pipe, which would be waited for.
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure("\(printable(path)) is not a file") }
        let content = try SecretBytes.contents(of: path)
        let bytes = content.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure("\(printable(path)) is not UTF-8", hint: "edit it by hand")
        }
        return text
    }

    /// Whether it can be executed, or is not there.
    func isUsable() throws -> Bool {
        if try text() == nil { return true }
        return unsafe path.withPlatformString { unsafe access($0, X_OK) } == 0
    }

    /// Puts what `edit` makes of the text in its place, in one step, and returns whether that is another. There is no
    /// file before or afterwards where there is no text.
    func change(_ edit: (String?) throws -> String?) throws -> Bool {
        let old = try text()
        let new = try edit(old)
        guard new != old else { return false }
        // A repository may bring it, and it may lead to the user's own files; git does not follow such links either.
        guard try !isLink() else {
            throw Failure(
                "\(printable(path)) is a link, and what it leads to may be anybody's",
                hint: "make it a file, or change it by hand")
        }
        guard let new else {
            guard unsafe path.withPlatformString({ unsafe unlink($0) }) == 0 else {
                throw Failure("cannot remove \(printable(path)): \(Errno.current)")
            }
            return true
        }
        if old == nil { try create() }
        try SecretBytes(copying: Array(new.utf8).span).write(to: path)
        return true
    }

    private func isLink() throws -> Bool {
        var status = stat()
        guard unsafe path.withPlatformString({ unsafe lstat($0, &status) }) == 0 else {
            guard Errno.current == .noSuchFileOrDirectory else {
                throw Failure("cannot look at \(printable(path)): \(Errno.current)")
            }
            return false
        }
        return status.st_mode & S_IFMT == S_IFLNK
    }

    /// An empty file, with the mode that the umask leaves it.
    private func create() throws {
        do {
            if FileIdentity(of: path.removingLastComponent()) == nil {
                _ = unsafe path.removingLastComponent().withPlatformString { unsafe mkdir($0, 0o777) }
            }
            let mode: FilePermissions = isProgram ? FilePermissions(rawValue: 0o777) : FilePermissions(rawValue: 0o666)
            try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusiveCreate], permissions: mode).close()
        } catch {
            throw Failure("cannot make \(printable(path)): \(error)")
        }
    }
}
