import EJSON
import SystemPackage

// About files that cannot be read or written, and where plaintext goes.

/// A document that is to be changed is not there.
func messageForMissingDocument(_ file: FilePath) -> Message {
    Message("there is no such file", hint: "make a new document: ejson init \(shellWord(file))")
}

func messageForFile(_ error: EJSONError, about subject: DocumentArgument?) -> Message {
    guard case .file(let problem) = error.reason else { return "\(error.description)" }
    let cause = error.errno.map { ": \($0)" } ?? ""
    if let keyDirectory = error.keyDirectory, problem == .open, error.errno == .noSuchFileOrDirectory {
        return messageForMissingDirectory(keyDirectory, error.errno)
    }
    // A file that the line has named already is not named again.
    let other = error.file.flatMap { $0 == subject?.file ? nil : printable($0) }
    let object = other.map { " \($0)" } ?? ""
    let it = other ?? "it"
    let whole = other.map { "\($0) " } ?? ""
    switch problem {
    case .open where error.keyDirectory != nil:
        return Message(
            "cannot open the key file\(object)\(cause)",
            hint: "run as a user who may read it, or pass the key: --key-from-stdin")
    case .open: return Message("cannot open\(object)\(cause)", hint: hintOfDocumentAbove(error, subject))
    case .read where error.errno == .isDirectory: return "\(whole)is a directory"
    case .openDirectory where error.keyDirectory != nil:
        return Message("cannot open the key directory\(object)\(cause)", hint: "run as a user who may enter it")
    case .createDirectory: return "cannot make the directory\(object)\(cause)"
    case .openDirectory: return "cannot open the directory\(object)\(cause)"
    case .read: return "cannot read\(object)\(cause)"
    case .write: return "cannot write\(object)\(cause); \(it) is unchanged"
    case .sync: return "cannot get\(object) onto the disk\(cause)"
    case .replace where error.errno == .resourceBusy || error.errno == .improperLink:
        return Message(
            "cannot replace\(object)\(cause); \(it) is a mount of its own", hint: "mount its directory instead")
    case .replace: return "cannot replace\(object)\(cause); \(it) is unchanged"
    case .createTemporary where error.errno == .noSpace || error.errno == .diskQuotaExceeded:
        return "cannot write beside \(it)\(cause); \(it) is unchanged"
    case .createTemporary:
        return Message(
            "cannot write beside \(it)\(cause)",
            hint: "its directory must be writable, because a file is replaced as a whole")
    case .keepAttributes:
        return "cannot keep the ACL and attributes\(object.isEmpty ? "" : " of\(object)")\(cause); \(it) is unchanged"
    case .keepOwner:
        return Message("cannot keep the owner\(object.isEmpty ? "" : " of\(object)")\(cause)", hint: "run as the owner")
    case .keepMode: return "cannot keep the mode\(object.isEmpty ? "" : " of\(object)")\(cause); \(it) is unchanged"
    case .danglingLink: return "\(whole)is a link to a file that does not exist"
    case .directory: return "\(whole)is a directory"
    case .notRead:
        return Message("\(whole)is not a regular file, and was not read", hint: "remove it, or give it another name")
    case .notRegular: return "\(whole)is not a regular file, and only a regular file can be replaced"
    case .hardLinked:
        return Message("\(whole)has other hard links, which would keep the old content", hint: "leave only one name")
    case .makeWritable:
        return Message("may not write\(object)\(cause)", hint: "make it writable, or run as a user who may")
    case .keepsChanging: return "others keep changing \(it); it is as they left it"
    case .changedMeanwhile: return "others have changed \(it) meanwhile; it is as they left it"
    case .displaced: return Message("somebody's version of the file is kept in \(it)\(cause)", hint: "move it back")
    case .alreadyExists: return "\(it) exists; it is unchanged"
    case .tooLarge: return "\(other ?? "standard input") is too large"
    case .writeStream: return "cannot write\(object)\(cause)"
    case .foreignFile(let owner):
        return Message(
            "\(it) belongs to another user (\(owner)), who would get the plaintext",
            hint: "remove it, or name another file")
    case .foreignLink(let owner):
        return Message(
            "\(it) is a link of another user (\(owner)), who must not choose where plaintext goes",
            hint: "name the file it leads to")
    case .isTheInput: return Message("the output \(whole)is the input", hint: "name another file")
    }
}

/// That a document which is not here is in a directory above.
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
