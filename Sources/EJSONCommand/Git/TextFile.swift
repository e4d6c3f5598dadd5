import CPlatform
import EJSON
import SystemPackage

/// A user's file, in which a few lines are ours.
struct TextFile {
    let path: FilePath

    /// Whether a new file is executable.
    let isProgram: Bool

    /// Its content; `nil` when there is no file.
    func text() throws -> String? {
        let isFile: Bool
        do throws(Errno) {
            isFile = try FileStatus(of: path, followingLinks: true).isRegular
        } catch  where error == .noSuchFileOrDirectory || error == .notDirectory {
            return nil
        } catch {
            // A file that cannot be examined may exist.
            throw Failure("cannot look at \(printable(path))", error)
        }
        // A repository may contain a pipe, on which reading would block.
        guard isFile else { throw Failure("\(printable(path)) is not a file") }
        let content = try SecretBytes.contents(of: path)
        let bytes = content.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure("\(printable(path)) is not UTF-8", hint: "edit it by hand")
        }
        return text
    }

    /// Whether it is executable or missing.
    func isUsable() throws -> Bool {
        if try text() == nil { return true }
        return (try? systemCheckExecutable(path)) != nil
    }

    /// Replaces the text by the result of `edit` in one step, and returns whether it changed. `nil` means no file.
    func change(_ edit: (String?) throws -> String?) throws -> Bool {
        let old = try text()
        let new = try edit(old)
        guard new != old else { return false }
        // A repository may contain the link, and it may lead to the user's other files; git does not follow such links
        // either.
        guard try !isLink() else {
            throw Failure(
                "\(printable(path)) is a link, and what it leads to may be anybody's",
                hint: "make it a file, or change it by hand")
        }
        guard let new else {
            do throws(Errno) {
                try systemRemove(path)
            } catch {
                throw Failure("cannot remove \(printable(path))", error)
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
            throw Failure("cannot look at \(printable(path))", error)
        }
    }

    /// Creates an empty file with a mode according to the umask.
    private func create() throws {
        do throws(Errno) {
            if FileIdentity(of: path.removingLastComponent()) == nil {
                // If it fails, creating the file reports why.
                try? systemMakeDirectory(path.removingLastComponent(), mode: 0o777)
            }
            systemClose(try systemOpen(path, O_WRONLY | O_CREAT | O_EXCL, mode: isProgram ? 0o777 : 0o666))
        } catch {
            throw Failure("cannot make \(printable(path))", error)
        }
    }
}
