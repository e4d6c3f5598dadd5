import CPlatform
package import SystemPackage

/// A directory `.ejson-tmp-…` of mode 0700 beside a file, for one entry with the file's name.
///
/// Nobody else can read the entry, whatever its owner and mode are, even when the process is killed and the directory
/// stays; and git ignores it. When the value goes, the directory is removed with its content.
struct PrivateDirectory: ~Copyable {
    /// The path of the entry in the directory.
    var path: FilePath { target.directory.path.appending(name.components).appending(target.name.components) }

    var descriptor: CInt { directory.rawValue }

    /// Whether the directory stays when the value goes.
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
            // The first error is reported. At worst an empty directory stays.
            try? systemRemoveDirectory(name, in: parent)
            throw error
        }
        self.target = target
        self.name = name
        self.directory = directory
    }

    deinit {
        guard !isKept else { return }
        // If this fails, others still cannot read the directory, and git still ignores it.
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

    /// Opens the new directory, and makes sure that it has not been replaced, because others may be able to write
    /// beside it.
    private static func open(_ name: FilePath, in parent: CInt, for entry: FilePath) throws(Errno) -> Descriptor {
        let directory = Descriptor(owning: try systemOpen(name, in: parent, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
        let status = try directory.status()
        guard status.user == effectiveUser, status.permissions & 0o077 == 0 else { throw .notPermitted }
        try systemBequeathNoACL(directory.rawValue)
        if entry != ignoreFile { try hideFromGit(directory) }
        return directory
    }

    private static let ignoreFile: FilePath = ".gitignore"

    /// A killed process may leave plaintext here, which `git add --all` must not add.
    private static func hideFromGit(_ directory: borrowing Descriptor) throws(Errno) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        let file = Descriptor(owning: try systemOpen(ignoreFile, in: directory.rawValue, flags, mode: 0o600))
        do throws(Errno) {
            try file.write(Array("*\n".utf8).span)
        } catch {
            // The first error is reported.
            try? systemRemove(ignoreFile, in: directory.rawValue)
            throw error
        }
    }
}

/// How the names of temporary directories begin.
private let temporaryPrefix = ".ejson-tmp-"

/// Whether a file is in a temporary directory of a command that was killed: an old version, or a part of a new one.
package func isLeftover(_ file: FilePath) -> Bool { isLeftoverDirectory(file.removingLastComponent()) }

/// Whether a directory is named as the temporary directories of commands are.
package func isLeftoverDirectory(_ directory: FilePath) -> Bool {
    directory.lastComponent?.string.hasPrefix(temporaryPrefix) ?? false
}

/// The name of the file of which a temporary directory holds a version; `nil` when there is none in it, or that is not
/// known.
package func nameOfLeftover(in directory: FilePath) -> FilePath? {
    let names = (try? systemEntries(directory)) ?? []
    let name = names.first { $0.kind == .regular && $0.string != ".gitignore" }
    return name.map { FilePath(root: nil, [$0]) }
}
