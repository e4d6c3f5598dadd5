import Corpus

/// What is measured, and on a document in which state.
enum Work: String, CaseIterable {
    /// `Document(_:)`: a copy into guarded memory, and the scan.
    case parse

    /// `encrypted()`, with every value still to be sealed.
    case encrypt

    /// `decrypted(with:)`, all values sealed by one ephemeral key.
    case decrypt

    /// `decrypted(with:)`, each value sealed by an ephemeral key of its own.
    case decryptOwnKeys = "decrypt-own-keys"

    /// `encrypted()`, with one value to be sealed.
    case encryptOneNew = "encrypt-one-new"

    /// `encrypted()`, with every value sealed.
    case nothingToDo = "nothing-to-do"

    func applies(to shape: DocumentShape) -> Bool {
        switch self {
        case .parse, .encrypt, .decrypt, .nothingToDo: true
        case .decryptOwnKeys: shape.hasOwnKeys
        case .encryptOneNew: shape.hasOthers
        }
    }

    func text(of corpus: Corpus) throws -> [UInt8] {
        switch self {
        case .encrypt: corpus.plain()
        case .parse, .decrypt, .nothingToDo: try corpus.sealed()
        case .decryptOwnKeys: try corpus.sealedOneByOne()
        case .encryptOneNew: try corpus.sealedButOne()
        }
    }
}
