import CPlatform
import EJSON
import SystemPackage

/// The directory that a volume is mounted on. It is looked up once: the directory that holds it is open, and its own name
/// is followed through no link.
struct MountPoint: ~Copyable {
    let path: FilePath

    private let parent: Descriptor
    private let name: FilePath

    /// - Parameter path: absolute. Links on the way to its last part are followed.
    /// - Throws: `noSuchFileOrDirectory` when the directory that holds it is not there.
    init(_ path: FilePath) throws(VolumeError) {
        guard path.isAbsolute, path.components.allSatisfy({ $0.kind == .regular }), let name = path.lastComponent else {
            throw VolumeError(path, "not the absolute path of a directory, without dots")
        }
        let parent = try attempt(path, "cannot open the directory that holds it") { () throws(Errno) in
            try systemOpen(path.removingLastComponent(), O_RDONLY | O_DIRECTORY)
        }
        self.path = path
        self.name = FilePath(root: nil, components: name)
        self.parent = Descriptor(owning: parent)
    }

    /// Makes the directory, for root alone, unless it is there.
    borrowing func make() throws(VolumeError) {
        _ = try attempt(path, "cannot make the directory") { () throws(Errno) in
            try systemMakeDirectoryIfMissing(name, in: parent.rawValue, mode: 0o700)
        }
    }

    /// Removes the directory, which must be empty. All is well when it is not there.
    borrowing func remove() throws(VolumeError) {
        do throws(Errno) {
            try systemRemoveDirectory(name, in: parent.rawValue)
        } catch {
            guard error != .noSuchFileOrDirectory else { return }
            throw VolumeError(path, "cannot remove the directory", error)
        }
    }

    /// The directory itself, or the top of what is mounted on it; `nil` when there is none.
    ///
    /// - Throws: when it is a link, or no directory.
    borrowing func open() throws(VolumeError) -> Descriptor? {
        do throws(Errno) {
            return Descriptor(
                owning: try systemOpen(name, in: parent.rawValue, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
        } catch {
            switch error {
            case .noSuchFileOrDirectory: return nil
            case .notDirectory, .tooManySymbolicLinkLevels:
                throw VolumeError(path, "this is a link, or no directory; nothing is mounted there", error)
            default: throw VolumeError(path, "cannot open the directory", error)
            }
        }
    }

    /// The number of the mount whose top an open directory is; `nil` when it is a directory like any other.
    ///
    /// - Throws: when `/proc` does not say.
    borrowing func mount(of directory: borrowing Descriptor) throws(VolumeError) -> Int? {
        guard let outer = MountTable.number(of: parent.rawValue), let inner = MountTable.number(of: directory.rawValue)
        else { throw VolumeError(path, "/proc does not say what is mounted there") }
        return inner == outer ? nil : inner
    }
}
