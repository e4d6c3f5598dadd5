import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// `--find`: searches a missing document in the directories above.
struct DocumentSearch: ParameterGroup {
    var find = false

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag(
            "--find", help: "Look for the document in the directories above too, up to the repository's top.",
            into: &find)
    }

    /// The file to read: `file`, or with `--find` the file of that name in the nearest directory above.
    ///
    /// - Throws: `Failure` when a file was found but must not be used.
    func resolve(_ document: DocumentArgument) throws -> DocumentArgument {
        guard find, let file = document.file, isMissing(file) else { return document }
        switch documentAbove(file) {
        case .found(let path): return DocumentArgument(path)
        case .refused(let path, let reason):
            throw Failure("\(printable(path)) is not taken, because \(reason)", hint: "name it if it is the right one")
        case .none:
            throw Failure(
                "there is none here, and none in the directories above, up to the repository's top",
                hint: "make a new document: ejson init \(shellWord(file))")
        }
    }
}

/// The result of a search in the directories above.
enum DocumentAbove {
    case none
    case found(FilePath)
    /// Another user could have put it there.
    case refused(FilePath, reason: String)
}

/// Searches a file of this relative name above the working directory, up to the directory with `.git`, but not above
/// the home directory or on another file system. Outside of a repository nothing is searched: there is no natural
/// limit, and in `/tmp` everyone can create a document.
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

/// The directories above the working directory, the nearest first, up to the repository's top; `nil` outside of a
/// repository.
private func directoriesAbove() -> [FilePath]? {
    // A deleted working directory has no parent.
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

/// Why another user may have made a file or directory; `nil` when only the user and root could.
private func distrust(_ path: FilePath) -> String? {
    // For a link, its owner and its target's owner count.
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
