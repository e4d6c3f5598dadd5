extension FileProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .open: "cannot open"
        case .openDirectory: "cannot open the directory"
        case .createDirectory: "cannot make the directory"
        case .read: "cannot read"
        case .write, .writeStream: "cannot write"
        case .sync: "cannot get it onto the disk"
        case .replace: "cannot replace it; it is unchanged"
        case .createTemporary: "cannot write beside it; it is unchanged"
        case .keepAttributes: "cannot keep its ACL and attributes; it is unchanged"
        case .keepOwner: "cannot keep its owner; it is unchanged"
        case .keepMode: "cannot keep its mode; it is unchanged"
        case .danglingLink: "a link to a file that does not exist"
        case .directory: "a directory"
        case .notRegular: "not a regular file, and only a regular file can be replaced"
        case .notRead: "not a regular file, and was not read"
        case .hardLinked: "it has other hard links, which would keep the old content"
        case .makeWritable: "may not write"
        case .keepsChanging: "others keep changing it; it is as they left it"
        case .changedMeanwhile: "others have changed it meanwhile; it is as they left it"
        case .displaced: "somebody's version of the file is kept in it"
        case .alreadyExists: "it exists; it is unchanged"
        case .tooLarge: "too large"
        case .foreignFile(let owner): "it belongs to another user (\(owner)), who would get the plaintext"
        case .foreignLink(let owner):
            "it is a link of another user (\(owner)), who must not choose where plaintext goes"
        case .isTheInput: "the output is the input"
        }
    }
}
