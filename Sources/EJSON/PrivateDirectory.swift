import CSystemCalls
import SystemPackage

/// A directory `.ejson-tmp-…` of mode 0700 beside a file, for one entry of the file's name.
///
/// Whatever owner and mode that entry has, nobody else can read it there, even when the process is killed and the
/// directory is left behind. When the value goes, the directory is removed with what is still in it.
struct PrivateDirectory: ~Copyable {
    /// The directory, and in it the entry's name.
    var path: FilePath { target.directory.path.appending(name.components).appending(target.name.components) }

    let descriptor: CInt

    /// Leaves the directory where it is.
    var isKept = false

    private let target: FileTarget
    private let name: FilePath

    init(beside target: FileTarget) throws(Errno) {
        let parent = target.directory.descriptor
        let name = try Self.make(in: parent)
        let descriptor: CInt
        do throws(Errno) {
            descriptor = try Self.open(name, in: parent)
        } catch {
            try? systemRemove(name, in: parent, isDirectory: true)
            throw error
        }
        self.target = target
        self.name = name
        self.descriptor = descriptor
    }

    deinit {
        if !isKept {
            try? systemRemove(target.name, in: descriptor)
            try? systemRemove(name, in: target.directory.descriptor, isDirectory: true)
        }
        systemClose(descriptor)
    }

    private static func make(in parent: CInt) throws(Errno) -> FilePath {
        while true {
            let name = FilePath(".ejson-tmp-" + Sodium.randomHexadecimal())
            do throws(Errno) {
                try systemMakeDirectory(name, in: parent, mode: 0o700)
                return name
            } catch  where error == .fileExists {
                continue
            }
        }
    }

    /// Opens the directory just made, and makes sure that it is the one: others may be able to write beside it.
    private static func open(_ name: FilePath, in parent: CInt) throws(Errno) -> CInt {
        let descriptor = try systemOpen(name, in: parent, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        guard let status = try? FileStatus(of: descriptor), status.user == geteuid(), status.permissions & 0o077 == 0
        else {
            systemClose(descriptor)
            throw .notPermitted
        }
        return descriptor
    }
}
