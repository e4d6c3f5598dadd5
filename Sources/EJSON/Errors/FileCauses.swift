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

extension KeyPermissionProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .otherOwner: "another user owns it and can change it"
        case .writableByEveryone: "others can change it"
        case .sharedDirectory: "others can put files into it"
        case .writableByGroup: "a group can change it"
        case .readableByEveryone: "everyone can read it"
        }
    }
}

extension AgentProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .unreachable: "no agent answers"
        case .noAnswer: "the agent has ended the connection without an answer"
        case .malformedAnswer: "what listens there does not speak the agent's protocol"
        case .unsupportedVersion: "the agent speaks another version of the protocol"
        case .malformedRequest: "the agent did not understand the request"
        case .notGranted: "the grant does not include the document"
        case .notInFile: "values were sealed with ephemeral keys that are not in the host's document now"
        case .noPrivateKey: "the agent has no private key for the document"
        case .weakEphemeralKey: "the document has an ephemeral key that is no safe point"
        case .tooManyRequests: "the agent has had more requests than the grant allows"
        case .notRecorded: "the agent could not record the request, and so refused it"
        case .unreadableFile: "the agent cannot read the document on the host"
        case .busy: "the agent has too much to do"
        }
    }
}
