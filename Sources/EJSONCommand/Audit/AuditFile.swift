import CPlatform
import EJSON
import SystemPackage

/// Opens an audit log for appending: a file, which is created with mode 0600 if needed, a pipe with a reader, or a
/// character device. The checks use the opened file, not its name:
///
/// - A link is refused. Where it leads may change between two lines.
/// - Another user's file or pipe is refused in a directory where any user can create one, such as `/tmp`: its owner
///   could remove lines. In a directory closed to others, an administrator has set it up.
/// - A pipe that has no reader or is full is an error: nothing is decrypted without a record, and the command does not
///   wait.
func openAuditLog(_ path: FilePath) throws -> Descriptor {
    let name = "the audit log \(printable(path))"
    let log: Descriptor
    do {
        // A terminal as log must not become the controlling terminal.
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        log = Descriptor(owning: try systemOpen(path, flags, mode: 0o600))
    } catch Errno.tooManySymbolicLinkLevels {
        throw Failure("\(name) is a link", hint: "name the file it leads to, or an open descriptor: fd:2")
    } catch Errno.noSuchAddressOrDevice {
        throw Failure(
            "\(name) is a pipe that nobody reads, or a socket", hint: "start its reader first, or name a file")
    } catch {
        throw Failure("cannot open \(name)", because: error, hint: hintOfAuditLog(path))
    }
    do {
        let status = try log.status()
        guard status.isRegular || status.isPipe || status.isCharacterDevice else {
            throw Failure("\(name) is neither a file nor a pipe", hint: "name another")
        }
        if !isOwn(status.user), try anyoneCanAddFiles(beside: path) {
            throw Failure(
                "\(name) belongs to another user (\(status.user)), in a directory where everyone can put files",
                hint: "name one in a directory of your own")
        }
        return log
    } catch let error as Errno {
        throw Failure("cannot open \(name)", error)
    }
}

private func anyoneCanAddFiles(beside path: FilePath) throws -> Bool {
    let parent = path.removingLastComponent()
    return try FileStatus(of: parent.isEmpty ? "." : parent, followingLinks: true).isWritableByEveryone
}
