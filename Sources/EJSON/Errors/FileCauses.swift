package import SystemPackage

extension FileProblem {
    /// What is wrong, in words, with the system's reason.
    ///
    /// - Parameter file: how the file is named; `nil` when it has just been named, as in front of a colon.
    package func cause(of file: String? = nil, _ errno: Errno? = nil) -> String {
        let system = errno.map { ": \($0)" } ?? ""
        let object = (file.map { " \($0)" } ?? "") + system
        let attributes = (file.map { " of \($0)" } ?? "") + system
        let it = file ?? "it"
        switch self {
        case .open: return "cannot open\(object)"
        case .openDirectory: return "cannot open the directory\(object)"
        case .createDirectory: return "cannot make the directory\(object)"
        case .read where errno == .isDirectory: return "\(it) is a directory"
        case .read: return "cannot read\(object)"
        case .write: return "cannot write\(object); \(it) is unchanged"
        case .writeStream: return "cannot write\(object)"
        case .sync: return "cannot write\(object) to the disk"
        case .replace where errno == .resourceBusy || errno == .improperLink:
            return "cannot replace\(object); \(it) is a mount of its own"
        case .replace: return "cannot replace\(object); \(it) is unchanged"
        case .createTemporary: return "cannot write beside \(it)\(system); \(it) is unchanged"
        case .keepAttributes: return "cannot keep the ACL and attributes\(attributes); \(it) is unchanged"
        case .keepOwner: return "cannot keep the owner\(attributes); \(it) is unchanged"
        case .keepMode: return "cannot keep the mode\(attributes); \(it) is unchanged"
        case .danglingLink: return "\(it) is a link to a file that does not exist"
        case .directory: return "\(it) is a directory"
        case .notRegular: return "\(it) is not a regular file"
        case .notRead: return "\(it) is not a regular file, and was not read"
        case .hardLinked: return "\(it) has other hard links, which would keep the old content"
        case .makeWritable: return "may not write\(object)"
        case .keepsChanging: return "others keep changing \(it); it is as they left it"
        case .changedMeanwhile: return "others have changed \(it) meanwhile; it is as they left it"
        case .displaced: return "somebody's version of the file is kept in \(it)\(system)"
        case .alreadyExists: return "\(it) exists; it is unchanged"
        case .tooLarge: return "\(it) is too large"
        case .foreignFile(let owner): return "\(it) belongs to another user (\(owner)), who would get the plaintext"
        case .foreignLink(let owner):
            return "\(it) is a link of another user (\(owner)), who must not choose where plaintext goes"
        case .isTheInput: return "the output is the input"
        }
    }
}
