/// Why a list of recipients, an entry of it, or the key of a recipient or an identity is refused.
package enum RecipientProblem: Hashable, Sendable {
    /// The greatest number of entries in a list.
    static let greatestCount = 4_096

    /// `_recipients` is not an array of strings.
    case notAList
    /// A second `_recipients`, or one that is spelled with an escape.
    case duplicateList
    /// More than 4,096 entries.
    case tooMany
    /// An entry is not a name, a key and a box with one space between them.
    case notAnEntry
    /// A name is not 1 to 64 of `A-Z a-z 0-9 . _ @ -`.
    case invalidName
    /// Two entries have this name.
    case duplicateName(String)
    /// Neither 64 hex digits nor `ssh-ed25519` and its base64.
    case notAKey
    /// A kind of ssh key that cannot open a box, such as `ssh-rsa`.
    case unsupportedKeyType(String)
    /// A line of `known_hosts` that does not name a host's own key: `@cert-authority` or `@revoked`.
    case marker(String)
    /// A text has several ed25519 keys, and which one is meant is unknown.
    case severalKeys
    /// The key is a point of low order, not on the curve, or not in its canonical encoding.
    case invalidPoint
    /// The box is not strict base64, or has another length than one for this name.
    case malformedBox
    /// The entry was not made by a holder of the document's private key, or was made for another name, key or document.
    case forged
    /// A file holds neither a private key in hex, nor an ed25519 key of OpenSSH, nor a document.
    case notAnIdentity
    /// A file that should have a public key has a private one, or possibly one.
    case privateKey
    /// An ssh private key is protected by a passphrase.
    case passphrase
    /// A chain of documents that open each other leads back to where it began.
    case loop
    /// A chain of documents that open each other has more than 8 links.
    case chainTooLong
}
