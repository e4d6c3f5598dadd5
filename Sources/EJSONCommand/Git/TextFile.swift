import CPlatform
import EJSON
import SystemPackage

/// A file that belongs to the user, in which a few lines are ours.
struct TextFile {
    let path: FilePath

    /// Whether a new one can be executed.
    let isProgram: Bool

    /// What is in it; `nil` when there is none.
    func text() throws -> String? {
        let isFile: Bool
        do throws(Errno) {
            isFile = try FileStatus(of: path, followingLinks: true).isRegular
        } catch  where error == .noSuchFileOrDirectory || error == .notDirectory {
            return nil
        } catch {
            // What cannot be looked at is not known to be absent.
            throw Failure("cannot look at \(printable(path)): \(error)")
        }
        // A repository may bring a pipe, which would be waited for.
        guard isFile else { throw Failure("\(printable(path)) is not a file") }
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
        return (try? systemCheckExecutable(path)) != nil
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
            do throws(Errno) {
                try systemRemove(path)
            } catch {
                throw Failure("cannot remove \(printable(path)): \(error)")
            }
            return true
        }
        if old == nil { try create() }
        try SecretBytes(copying: Array(new.utf8).span).write(to: path)
        return true
    }

    private func isLink() throws -> Bool {
        do throws(Errno) {
            return try FileStatus(of: path, followingLinks: false).isLink
        } catch  where error == .noSuchFileOrDirectory {
            return false
        } catch {
            throw Failure("cannot look at \(printable(path)): \(error)")
        }
    }

    /// An empty file, with the mode that the umask leaves it.
    private func create() throws {
        do {
            if FileIdentity(of: path.removingLastComponent()) == nil {
                // When it fails, making the file says why.
                try? systemMakeDirectory(path.removingLastComponent(), mode: 0o777)
            }
            let mode: FilePermissions = isProgram ? FilePermissions(rawValue: 0o777) : FilePermissions(rawValue: 0o666)
            try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusiveCreate], permissions: mode).close()
        } catch {
            throw Failure("cannot make \(printable(path)): \(error)")
        }
    }
}
