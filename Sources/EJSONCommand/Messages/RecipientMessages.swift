import EJSON

/// The document's private key is not here, and no identity is one of its recipients.
func wordsForNoIdentity(_ recipients: [String], _ tried: [String]) -> String {
    "its private key is not here, and neither is that of a recipient (\(shortList(recipients))); "
        + (tried.isEmpty ? "" : "tried \(shortList(tried)); ")
        + "name an identity with --identity, or have a recipient run: ejson recipients add FILE NAME KEY"
}

/// The first few of many names.
func shortList(_ names: [String]) -> String {
    let shown = names.prefix(names.count > 9 ? 8 : 9).map(printable).joined(separator: ", ")
    return names.count > 9 ? "\(shown) and \(names.count - 8) more" : shown
}

/// What is wrong with a list of recipients, an entry or a key, and what to do.
func words(_ problem: RecipientProblem) -> String {
    switch problem {
    case .notAList: "\"_recipients\" must be an array of strings, one for each recipient"
    case .duplicateList: "a second \"_recipients\", or one that is spelled with an escape; keep one, spelled plainly"
    case .tooMany:
        "more than \(RecipientList.maximumCount) recipients; put them into a document of their own, and make that a recipient"
    case .notAnEntry: "not a recipient: a name, a public key and a box, with one space between them"
    case .invalidName: "not a recipient's name: 1 to 64 letters, digits, dots, underscores, at signs and hyphens"
    case .duplicateName(let name): "there are two recipients named \(printable(name)); names must be unique"
    case .notAKey: "not a public key: 64 hex digits, or a line with ssh-ed25519 and its base64"
    case .unsupportedKeyType(let type):
        "a key of type \(printable(type)) cannot open a box; use an ed25519 key (ssh-keygen -t ed25519) or `ejson keygen -w`"
    case .marker(let marker): "a line marked \(printable(marker)) does not name a host's own key"
    case .severalKeys: "there are several ed25519 keys; give the one that is meant, as of a host: ssh-keygen -F HOST"
    case .invalidPoint: "not a public key that a box can be sealed to: low order, or not in its canonical encoding"
    case .malformedBox: "the recipient's box is not base64, or has the wrong length; restore the line from git"
    case .forged:
        "this entry was not made by a holder of the document's private key for this name and key; restore the line from git"
    case .notAnIdentity: "neither a private key (64 hex digits), nor an ed25519 private key of OpenSSH, nor a document"
    case .passphrase: "the ssh key is protected by a passphrase; use one without, or a key of `ejson keygen -w`"
    case .loop: "these documents open each other in a circle"
    case .chainTooLong: "more than 8 documents open each other in a row"
    }
}
