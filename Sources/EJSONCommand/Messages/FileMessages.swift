import EJSON
import SystemPackage

// About files that cannot be read or written, and where plaintext goes.

func wordsForFile(_ error: EJSONError, about subject: DocumentArgument?) -> String {
    guard case .file(let problem) = error.reason else { return error.description }
    let cause = error.errno.map { ": \($0)" } ?? ""
    if let keyDirectory = error.keyDirectory, problem == .open, error.errno == .noSuchFileOrDirectory {
        return wordsForMissingDirectory(keyDirectory, error.errno)
    }
    // A file that the line has named already is not named again.
    let other = error.file.flatMap { $0 == subject?.file ? nil : printable($0) }
    let object = other.map { " \($0)" } ?? ""
    let it = other ?? "it"
    let whole = other.map { "\($0) " } ?? ""
    switch problem {
    case .open where error.keyDirectory != nil:
        return
            "cannot open the key file\(object)\(cause); run as a user who may read it, or hand the key over: --key-from-stdin"
    case .open: return "cannot open\(object)\(cause)" + hintOfDocumentAbove(error, subject)
    case .read where error.errno == .isDirectory: return "\(whole)is a directory"
    case .openDirectory where error.keyDirectory != nil:
        return "cannot open the key directory\(object)\(cause); run as a user who may enter it"
    case .createDirectory: return "cannot make the directory\(object)\(cause)"
    case .openDirectory: return "cannot open the directory\(object)\(cause)"
    case .read: return "cannot read\(object)\(cause)"
    case .write: return "cannot write\(object)\(cause); \(it) is unchanged"
    case .sync: return "cannot get\(object) onto the disk\(cause)"
    case .replace where error.errno == .resourceBusy || error.errno == .improperLink:
        return "cannot replace\(object)\(cause); \(it) is a mount of its own: mount its directory instead"
    case .replace: return "cannot replace\(object)\(cause); \(it) is unchanged"
    case .createTemporary where error.errno == .noSpace || error.errno == .diskQuotaExceeded:
        return "cannot write beside \(it)\(cause); \(it) is unchanged"
    case .createTemporary:
        return "cannot write beside \(it)\(cause); its directory must be writable, for a file is replaced as a whole"
    case .keepAttributes:
        return "cannot keep the ACL and attributes\(object.isEmpty ? "" : " of\(object)")\(cause); \(it) is unchanged"
    case .keepOwner: return "cannot keep the owner\(object.isEmpty ? "" : " of\(object)")\(cause); run as the owner"
    case .keepMode: return "cannot keep the mode\(object.isEmpty ? "" : " of\(object)")\(cause); \(it) is unchanged"
    case .danglingLink: return "\(whole)is a link to a file that does not exist"
    case .directory: return "\(whole)is a directory"
    case .notRead: return "\(whole)is not a regular file, and was not read; remove it, or give it another name"
    case .notRegular: return "\(whole)is not a regular file, and only a regular file can be replaced"
    case .hardLinked: return "\(whole)has other hard links, which would keep the old content; leave only one name"
    case .makeWritable: return "may not write\(object)\(cause); make it writable, or run as a user who may"
    case .keepsChanging: return "others keep changing \(it); it is as they left it"
    case .changedMeanwhile: return "others have changed \(it) meanwhile; it is as they left it"
    case .displaced: return "somebody's version of the file is kept in \(it)\(cause); move it back"
    case .alreadyExists: return "\(it) exists; it is unchanged"
    case .tooLarge: return "\(other ?? "standard input") is too large"
    case .writeStream: return "cannot write\(object)\(cause)"
    case .foreignFile(let owner): return wordsForForeignFile(it, owner)
    case .foreignLink(let owner): return wordsForForeignLink(it, owner)
    case .isTheInput: return "the output \(whole)is the input; name another file"
    }
}

/// That a document which is not here is in a directory above; empty when there is none.
func hintOfDocumentAbove(_ error: EJSONError, _ subject: DocumentArgument?) -> String {
    guard error.errno == .noSuchFileOrDirectory, error.keyDirectory == nil, let file = error.file,
        file == subject?.file, isDocumentName(file.nameBytes), case .found(let path) = documentAbove(file)
    else { return "" }
    return "; there is \(shellWord(path)): name it (`run`, `env` and `get` find it with --find)"
}

// MARK: Where plaintext goes

func wordsForForeignFile(_ file: String, _ owner: UInt32) -> String {
    "\(file) belongs to another user (\(owner)), who would get the plaintext; remove it, or name another file"
}

func wordsForForeignLink(_ link: String, _ owner: UInt32) -> String {
    "\(link) is a link of another user's (\(owner)), and plaintext goes nowhere they say; name the file it leads to"
}

func wordsForReadableOutput(_ file: FilePath) -> String {
    "everyone can read \(printable(file)), which holds plaintext; run: chmod o-r \(shellWord(file))"
}
