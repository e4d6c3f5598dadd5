import EJSON
import SystemPackage

// Messages about files, and about where plaintext goes.

/// The document to change is missing.
func messageForMissingDocument(_ file: FilePath) -> Message {
    Message("there is no such file", hint: "make a new document: ejson init \(shellWord(file))")
}

func messageForFile(_ error: EJSONError, about subject: DocumentArgument?) -> Message {
    guard case .file(let problem) = error.reason else { return Message(cause(of: error)) }
    if let keyDirectory = error.keyDirectory, problem == .open, error.errno == .noSuchFileOrDirectory {
        return messageForMissingDirectory(keyDirectory, error.errno)
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

private func hint(_ problem: FileProblem, _ error: EJSONError, _ subject: DocumentArgument?) -> String? {
    switch problem {
    case .open where error.keyDirectory != nil:
        "run as a user who may read it, or pass the key: --key-from-stdin"
    case .open: hintOfDocumentAbove(error, subject)
    case .openDirectory where error.keyDirectory != nil: "run as a user who may enter it"
    case .replace where error.errno == .resourceBusy || error.errno == .improperLink: "mount its directory instead"
    case .createTemporary where error.errno != .noSpace && error.errno != .diskQuotaExceeded:
        "its directory must be writable, because a file is replaced as a whole"
    case .keepOwner: "run as the owner"
    case .notRegular: "only a regular file can be replaced"
    case .notRead: "remove it, or give it another name"
    case .hardLinked: "leave only one name"
    case .makeWritable: "make it writable, or run as a user who may"
    case .displaced: "move it back"
    case .foreignFile: "remove it, or name another file"
    case .foreignLink: "name the file it leads to"
    case .isTheInput: "name another file"
    default: nil
    }
}

/// A missing document exists in a directory above.
private func hintOfDocumentAbove(_ error: EJSONError, _ subject: DocumentArgument?) -> String? {
    guard error.errno == .noSuchFileOrDirectory, error.keyDirectory == nil, let file = error.file,
        file == subject?.file, isDocumentName(file.nameBytes), case .found(let path) = documentAbove(file)
    else { return nil }
    return "there is \(shellWord(path)): name it (`run`, `env` and `get` find it with --find)"
}

// MARK: Where plaintext goes

func messageForReadableOutput(_ file: FilePath) -> Message {
    Message("everyone can read \(printable(file)), which holds plaintext", hint: "run: chmod o-r \(shellWord(file))")
}
