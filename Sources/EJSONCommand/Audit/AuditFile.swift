import CPlatform
import EJSON
import SystemPackage

/// Opens an audit log, to append to it: a file, which is made with mode 0600 when there is none; a pipe that somebody
/// reads; a character device. What was opened is judged, not the name:
///
/// - A link is refused. Where it leads may change between two lines.
/// - Another user's file or pipe is refused where any user can put one: in `/tmp`, whoever made it first could take
///   lines out of it. In a directory that is closed to others it is what an administrator has set up.
/// - A pipe without a reader, or a full one, is an error: nothing is decrypted that cannot be recorded, and nobody waits.
func openAuditLog(_ path: FilePath) throws -> FileDescriptor {
    let name = "the audit log \(printable(path))"
    let log: FileDescriptor
    do {
        let options: FileDescriptor.OpenOptions = [.append, .create, .closeOnExec, .noFollow, .nonBlocking, noTerminal]
        log = try FileDescriptor.open(path, .writeOnly, options: options, permissions: .ownerReadWrite)
    } catch Errno.tooManySymbolicLinkLevels {
        throw Failure("\(name) is a link", hint: "name the file it leads to, or an open descriptor: fd:2")
    } catch Errno.noSuchAddressOrDevice {
        throw Failure("\(name) is a pipe that nobody reads, or a socket")
    } catch {
        throw Failure("cannot open \(name): \(error)")
    }
    do {
        let status = try FileStatus(of: log.rawValue)
        guard status.isRegular || status.isPipe || status.isCharacterDevice else {
            throw Failure("\(name) is neither a file nor a pipe")
        }
        if !isOwn(status.user), try anyoneCanAddFiles(beside: path) {
            throw Failure(
                "\(name) belongs to another user (\(status.user)), in a directory where everyone can put files",
                hint: "name one in a directory of your own")
        }
        return log
    } catch {
        // Nothing was written, and the first error says more.
        try? log.close()
        guard let error = error as? Errno else { throw error }
        throw Failure("cannot open \(name): \(error)")
    }
}

/// The terminal of a log does not become this process's own.
private let noTerminal = FileDescriptor.OpenOptions(rawValue: O_NOCTTY)

private func anyoneCanAddFiles(beside path: FilePath) throws -> Bool {
    let parent = path.removingLastComponent()
    return try FileStatus(of: parent.isEmpty ? "." : parent, followingLinks: true).isWritableByEveryone
}
