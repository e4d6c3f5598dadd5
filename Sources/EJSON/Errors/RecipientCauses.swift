extension RecipientProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .notAList: "\"_recipients\" must be an array of strings, one for each recipient"
        case .duplicateList: "a second \"_recipients\", or one that is spelled with an escape"
        case .tooMany: "more than \(Self.greatestCount) recipients"
        case .notAnEntry: "not a recipient: a name, a public key and a box, with one space between them"
        case .invalidName: "not a recipient's name: 1 to 64 letters, digits, dots, underscores, at signs and hyphens"
        case .duplicateName(let name): "there are two recipients named \(printable(name))"
        case .notAKey: "not a public key: 64 hex digits, or a line with ssh-ed25519 and its base64"
        case .unsupportedKeyType(let type): "a key of type \(printable(type)) cannot open a box"
        case .marker(let marker): "a line marked \(printable(marker)) does not name a host's own key"
        case .severalKeys: "there are several ed25519 keys"
        case .invalidPoint: "not a public key that a box can be sealed to: low order, or not in its canonical encoding"
        case .malformedBox: "the recipient's box is not base64, or has the wrong length"
        case .forged: "this entry was not made by a holder of the document's private key for this name and key"
        case .notAnIdentity:
            "neither a private key (64 hex digits), nor an ed25519 private key of OpenSSH, nor a document"
        case .privateKey: "this is, or may be, a private key"
        case .passphrase: "the ssh key is protected by a passphrase"
        case .loop: "these documents open each other in a circle"
        case .chainTooLong: "more than 8 documents open each other in a row"
        }
    }
}
