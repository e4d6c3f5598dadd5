import CPlatform
import SystemPackage

/// An open directory. Its entries stay the same ones, whatever happens to the path.
final class OpenDirectory: Sendable {
    let path: FilePath
    private let file: Descriptor

    /// For system calls. It is closed when the value goes.
    var descriptor: CInt { file.rawValue }

    init(_ path: FilePath) throws(EJSONError) {
        self.path = path
        file = try attempt(to: .openDirectory, path) { () throws(Errno) in
            Descriptor(owning: try systemOpen(path, O_RDONLY | O_DIRECTORY))
        }
    }

    /// Takes ownership of an open descriptor.
    init(_ path: FilePath, owning descriptor: CInt) {
        self.path = path
        file = Descriptor(owning: descriptor)
    }

    /// Whether only this user, root and this process's group can add files to it.
    func isClosed() throws(EJSONError) -> Bool {
        let status = try attempt(to: .openDirectory, path) { () throws(Errno) in try FileStatus(of: descriptor) }
        let isGroupOwn = status.group == effectiveGroup || status.group == 0
        return isOwn(status.user) && status.permissions & (isGroupOwn ? 0o002 : 0o022) == 0
    }

    /// Waits until the directory's entries are on the disk. File systems that cannot sync a directory report `EINVAL`,
    /// `ENOSYS` or `ENOTSUP`, which is ignored.
    func sync() throws(EJSONError) {
        do throws(Errno) {
            try systemSync(descriptor)
        } catch  where error == .invalidArgument || error == .noFunction || error == .notSupported {
            return
        } catch {
            throw EJSONError(.inputOutput, .file(.sync), errno: error)
        }
    }
}
