import CPlatform
package import SystemPackage

/// A directory `.ejson-tmp-…` of mode 0700 beside a file, for one entry of the file's name.
///
/// Whatever owner and mode that entry has, nobody else can read it there, even when the process is killed and the
/// directory is left behind; and git does not take it. When the value goes, the directory is removed with what is still
/// in it.
struct PrivateDirectory: ~Copyable {
    /// The directory, and in it the entry's name.
    var path: FilePath { target.directory.path.appending(name.components).appending(target.name.components) }

    var descriptor: CInt { directory.rawValue }

    /// Leaves the directory where it is.
    var isKept = false

    private let target: FileTarget
    private let name: FilePath
    private let directory: Descriptor

    init(beside target: FileTarget) throws(Errno) {
        let parent = target.directory.descriptor
        let name = try Self.make(in: parent)
        let directory: Descriptor
        do throws(Errno) {
            directory = try Self.open(name, in: parent, for: target.name)
        } catch {
            // The first error says what is wrong; what stays is empty.
            try? systemRemoveDirectory(name, in: parent)
            throw error
        }
        self.target = target
        self.name = name
        self.directory = directory
    }

    deinit {
        guard !isKept else { return }
        // What cannot be removed stays closed to others, and hidden from git.
        try? systemRemove(target.name, in: directory.rawValue)
        try? systemRemove(Self.ignoreFile, in: directory.rawValue)
        try? systemRemoveDirectory(name, in: target.directory.descriptor)
    }

    private static func make(in parent: CInt) throws(Errno) -> FilePath {
        while true {
            let name = FilePath(temporaryPrefix + Sodium.randomHexadecimal())
            do throws(Errno) {
                try systemMakeDirectory(name, in: parent, mode: 0o700)
                return name
            } catch  where error == .fileExists {
                continue
            }
        }
    }

    /// Opens the directory just made, and makes sure that it is the one: others may be able to write beside it.
    private static func open(_ name: FilePath, in parent: CInt, for entry: FilePath) throws(Errno) -> Descriptor {
        let directory = Descriptor(owning: try systemOpen(name, in: parent, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
        let status = try directory.status()
        guard status.user == effectiveUser, status.permissions & 0o077 == 0 else { throw .notPermitted }
        try systemBequeathNoACL(directory.rawValue)
        if entry != ignoreFile { try hideFromGit(directory) }
        return directory
    }

    private static let ignoreFile: FilePath = ".gitignore"

    /// What a killed process leaves here may be plaintext, which `git add --all` must not take.
    private static func hideFromGit(_ directory: borrowing Descriptor) throws(Errno) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        let file = Descriptor(owning: try systemOpen(ignoreFile, in: directory.rawValue, flags, mode: 0o600))
        do throws(Errno) {
            try file.write(Array("*\n".utf8).span)
        } catch {
            // The first error says what is wrong.
            try? systemRemove(ignoreFile, in: directory.rawValue)
            throw error
        }
    }
}

/// How the names of temporary directories begin.
private let temporaryPrefix = ".ejson-tmp-"

/// Whether a file lies in a temporary directory that a command has left when it was killed: an old or half of a new version.
package func isLeftover(_ file: FilePath) -> Bool {
    file.removingLastComponent().lastComponent?.string.hasPrefix(temporaryPrefix) ?? false
}
