import EJSON
import EJSONFormat
import SystemPackage

// Messages about files, and about where plaintext goes.

/// The document to change is missing.
func messageForMissingDocument(_ file: FilePath) -> Message {
    Message("there is no such file", hint: hintOfMissing(file, isDocument: true))
}

/// What to do when a file is not there: its directory is missing too, or another document was likely meant.
private func hintOfMissing(_ file: FilePath, isDocument: Bool) -> String? {
    let directory = file.removingLastComponent()
    if !directory.isEmpty, !isDirectory(directory) { return hintOfMissingDirectory(directory) }
    guard isDocument else { return nil }
    if isDocumentName(file.nameBytes), case .found(let path) = documentAbove(file) {
        return "there is \(shellWord(path)): name it (`run`, `env` and `get` find it with --find)"
    }
    let new = "make a new document: ejson init \(shellWord(file))"
    return documentBeside(file, in: directory).map { "there is \(shellWord($0)): name it, or \(new)" } ?? new
}

/// The audit log cannot be opened.
func hintOfAuditLog(_ path: FilePath) -> String {
    hintOfMissing(path, isDocument: false)
        ?? "name another with --audit or EJSON_AUDIT; nothing is decrypted without a record"
}

private func hintOfMissingDirectory(_ directory: FilePath) -> String {
    let above = existingPart(of: directory)
    if !above.isEmpty, !isDirectory(above) { return "\(printable(above)) is a file, and not a directory" }
    return "there is no directory \(printable(directory)); to make it: mkdir -p \(shellWord(directory))"
}

/// The path itself, or the nearest directory above it that exists; empty when nothing of a relative path does.
func existingPart(of path: FilePath) -> FilePath {
    var path = path
    while !path.isEmpty, !exists(path) { path.removeLastComponent() }
    return path
}

/// The document with nearly this name in a directory, or the only one there.
private func documentBeside(_ file: FilePath, in directory: FilePath) -> FilePath? {
    // A directory that cannot be read gives no suggestion.
    let names = ((try? systemList(directory.isEmpty ? "." : directory)) ?? []).filter {
        isDocumentName(Array($0.utf8)[...])
    }
    let name = nearest(to: file.lastComponent?.string ?? "", among: names) ?? (names.count == 1 ? names[0] : nil)
    return name.map { directory.appending($0) }
}

func messageForFile(_ error: EJSONError, about subject: DocumentArgument?) -> Message {
    guard case .file(let problem) = error.reason else { return Message(cause(of: error)) }
    if let keyDirectory = error.keyDirectory, problem == .open, isMissing(error) {
        return messageForMissingDirectory(keyDirectory, error.errno)
    }
    if let keyDirectory = error.keyDirectory, problem == .createTemporary {
        return Message(
            FileProblem.writeStream.cause(of: "in the key directory \(printable(keyDirectory))", error.errno),
            hint: hint(problem, error, subject))
    }
    // A file that the line has named already is not named again.
    let name = error.file.flatMap { $0 == subject?.file ? nil : printable($0) }
    let isKeyFile = problem == .open && error.keyDirectory != nil
    let isKeyDirectory = problem == .openDirectory && error.keyDirectory != nil
    let object = name.map { (isKeyFile ? "the key file " : isKeyDirectory ? "the key directory " : "") + $0 }
    // The cause of `openDirectory` would say "the directory" twice.
    return Message(
        (isKeyDirectory ? FileProblem.open : problem).cause(of: object, error.errno),
        hint: hint(problem, error, subject))
}

/// Whether the file, or a directory on the way to it, is not there.
private func isMissing(_ error: EJSONError) -> Bool {
    error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory
}

private func hint(_ problem: FileProblem, _ error: EJSONError, _ subject: DocumentArgument?) -> String? {
    let specific = specificHint(problem, error, subject)
    return error.errno.map { hint(of: $0, otherwise: specific) } ?? specific
}

/// What to do about this problem with this file; `nil` when the error of the system says more.
private func specificHint(_ problem: FileProblem, _ error: EJSONError, _ subject: DocumentArgument?) -> String? {
    let isForbidden = error.errno == .permissionDenied || error.errno == .notPermitted
    return switch problem {
    case .open where error.keyDirectory != nil && isForbidden:
        "run as a user who may read it, or pass the key: --key-from-stdin"
    case .open where isMissing(error):
        error.file.flatMap { hintOfMissing($0, isDocument: $0 == subject?.file) }
    case .open where error.errno == .permissionDenied:
        error.file == subject?.file
            ? "run as a user who may read it" : "name another one, or run as a user who may open it"
    case .openDirectory where error.errno == .permissionDenied: "run as a user who may enter it"
    case .createDirectory where error.errno == .permissionDenied: hintOfOwnKeyDirectory
    case .read where error.errno == .isDirectory, .directory: hintOfFileIn(error.file)
    case .danglingLink: "make the file that it leads to, or remove the link"
    case .keepsChanging, .changedMeanwhile: "try again"
    case .replace where error.errno == .resourceBusy || error.errno == .improperLink: "mount its directory instead"
    case .createTemporary where isForbidden || error.errno == .readOnlyFileSystem:
        error.keyDirectory == nil
            ? "its directory must be writable, because a file is replaced as a whole" : hintOfOwnKeyDirectory
    case .keepOwner where isForbidden: "run as the owner"
    case .notRegular: "only a regular file can be replaced"
    case .notRead: "remove it, or give it another name"
    case .hardLinked: "leave only one name"
    case .makeWritable where error.errno == .readOnlyFileSystem:
        "its file system is mounted read-only; change a copy elsewhere"
    case .makeWritable where isForbidden: "make it writable, or run as a user who may"
    case .displaced: "move it back"
    case .alreadyExists: "name another"
    case .tooLarge: "name a smaller one"
    case .foreignFile: "remove it, or name another file"
    case .foreignLink: "name the file it leads to"
    case .isTheInput: "name another file"
    default: nil
    }
}

/// A directory was given, where a file must be.
private func hintOfFileIn(_ directory: FilePath?) -> String {
    guard let document = directory?.appending("secrets.ejson"), exists(document) else { return "name a file in it" }
    return "name the document in it: \(shellWord(document))"
}

// MARK: What killed commands leave

/// A temporary directory that a killed command has left.
func messageForLeftover(_ directory: FilePath) -> Message {
    let remove = "rm -r \(shellWord(directory))"
    guard let name = nameOfLeftover(in: directory) else {
        return Message("left by a command that was killed, or is running now", hint: "when none runs: \(remove)")
    }
    let file = directory.removingLastComponent().pushing(name)
    return Message(
        "left by a command that was killed, or is running now: the old or the new version of \(printable(file)), perhaps in "
            + "plaintext",
        hint: "when none runs, see that \(printable(file)) is as it should be, then: \(remove)")
}

// MARK: Where plaintext goes

func messageForReadableOutput(_ file: FilePath) -> Message {
    Message("everyone can read \(printable(file)), which holds plaintext", hint: "run: chmod o-r \(shellWord(file))")
}
