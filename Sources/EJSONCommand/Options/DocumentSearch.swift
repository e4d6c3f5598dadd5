import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// `--find`: a document that is not in the working directory is looked for in the directories above.
struct DocumentSearch: ParameterGroup {
    var find = false

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag(
            "--find", help: "Look for the document in the directories above too, up to the repository's top.",
            into: &find)
    }

    /// The file to read: `file`, or with `--find` the one of that name in the nearest directory above that has one.
    ///
    /// - Throws: `Failure` when there is one that is not taken.
    func resolve(_ document: DocumentArgument) throws -> DocumentArgument {
        guard find, let file = document.file, isMissing(file) else { return document }
        switch documentAbove(file) {
        case .found(let path): return DocumentArgument(path)
        case .refused(let path, let reason):
            throw Failure("\(printable(path)) is not taken, because \(reason)", hint: "name it if it is the right one")
        case .none:
            throw Failure("there is none here, and none in the directories above, up to the repository's top")
        }
    }
}

/// What a search in the directories above comes to.
enum DocumentAbove {
    case none
    case found(FilePath)
    /// Others could have put it there.
    case refused(FilePath, reason: String)
}

/// Looks for a file of this relative name above the working directory: up to the directory with `.git`, and no further
/// than the home directory or the file system goes. Outside of a repository nothing is looked for: there would be no
/// telling where to stop, and in `/tmp` everyone can leave a document.
func documentAbove(_ name: FilePath) -> DocumentAbove {
    guard name.isRelative, !name.components.contains(where: { $0.kind == .parentDirectory }),
        let above = directoriesAbove()
    else { return .none }
    var way = FilePath()
    for directory in above {
        way.append("..")
        let path = way.pushing(name)
        if isMissing(path) { continue }
        if let reason = distrust(directory) ?? distrust(path) { return .refused(path, reason: reason) }
        return .found(path)
    }
    return .none
}

/// The directories above the working directory, the nearest first, up to the repository's top; `nil` outside of one.
private func directoriesAbove() -> [FilePath]? {
    // Where the working directory is gone, nothing is above it.
    guard var directory = try? workingDirectory(), let device = FileIdentity(of: directory)?.device else { return nil }
    let home = environmentPath("HOME").flatMap { FileIdentity(of: $0) }
    var above: [FilePath] = []
    while FileIdentity(of: directory.appending(".git")) == nil {
        if let home, FileIdentity(of: directory) == home { return nil }
        guard directory.removeLastComponent(), FileIdentity(of: directory)?.device == device else { return nil }
        above.append(directory)
    }
    return above
}

/// Why a file or directory may be another user's work; `nil` when only the user and root can have made it.
private func distrust(_ path: FilePath) -> String? {
    // Of a link, its own owner counts as well as that of what it leads to.
    for followingLinks in [true, false] {
        guard let status = try? FileStatus(of: path, followingLinks: followingLinks) else {
            return "it cannot be looked at"
        }
        if status.user != 0, status.user != effectiveUser { return "it is another user's" }
        if status.isDirectory, status.isWritableByEveryone { return "everyone can write to its directory" }
        if status.isRegular, status.isWritableByEveryone { return "everyone can change it" }
    }
    return nil
}

private func isMissing(_ path: FilePath) -> Bool { !exists(path) }
