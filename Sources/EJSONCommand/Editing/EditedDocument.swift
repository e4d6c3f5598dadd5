import EJSON
import EJSONAuthoring
import SystemPackage

/// An edited document: the text that is shown, and how the result is saved.
struct EditedDocument: ~Copyable {
    let file: FilePath

    /// The text that is shown first.
    let shown: SecretBytes

    /// The version of the document from which it was made.
    let version: String

    /// `nil` for a new file.
    private let original: Document?

    /// The opened original; without the private key, the original.
    private let opened: Document?

    /// The public key that the result must keep: an edit changes values, never the key.
    private let recipient: PublicKey

    /// Set instead of the original when the file has merge conflicts.
    private let conflict: ConflictEdit?

    init(new file: FilePath, _ recipient: PublicKey) throws(EJSONError) {
        shown = try SecretBytes(copying: Array(documentTemplate(recipient).utf8).span)
        version = newVersion + recipient.description
        self.file = file
        self.recipient = recipient
        original = nil
        opened = nil
        conflict = nil
    }

    /// Without the private key, sealed values are shown as they are.
    init(_ file: FilePath, withoutKey original: Document) throws(EJSONError) {
        shown = try original.copyOfText()
        version = original.sha256()
        self.file = file
        self.original = original
        recipient = original.recipient
        opened = original
        conflict = nil
    }

    init(_ file: FilePath, _ original: Document, opened plaintext: borrowing SecretBytes) throws(EJSONError) {
        let opened = try plaintext.withBytes { (text) throws(EJSONError) in try Document(text) }
        shown = try opened.copyOfText()
        version = original.sha256()
        self.file = file
        self.original = original
        recipient = original.recipient
        self.opened = opened
        conflict = nil
    }

    init(_ file: FilePath, _ conflict: consuming ConflictEdit) throws(EJSONError) {
        shown = try conflict.shown()
        version = conflict.version
        self.file = file
        recipient = conflict.recipient
        original = nil
        opened = nil
        self.conflict = consume conflict
    }

    /// The public key of a new document, from the version that an unfinished edit has left.
    static func recipient(ofNew version: String) -> PublicKey? {
        guard version.hasPrefix(newVersion) else { return nil }
        return try? PublicKey(hexadecimal: String(version.dropFirst(newVersion.count)))
    }

    /// Seals the edited text and writes the file. Returns the number of bytes written; `nil` when nothing has changed.
    ///
    /// - Parameter check: called with the sealed document before it is written; throws when it must not be.
    borrowing func save(_ text: borrowing SecretBytes, check: (Document) throws -> Void) throws -> Int? {
        switch conflict {
        case .some(let conflict): return try conflict.save(text, to: file, check: check)
        case .none: break
        }
        let edited = try parse(text)
        guard let original, let opened else {
            let sealed = try edited.encrypted()
            try check(Document(sealed.span))
            try DocumentFile(file).create(sealed.span)
            return sealed.count
        }
        let sealed = try edited.keepingBoxes(of: original, opened: opened).encrypted()
        let result = try Document(sealed.span)
        let isSame = result.hasSameText(as: original)
        if !isSame { try check(result) }
        return try DocumentFile(file).rewrite { (current) throws(EJSONError) -> [UInt8]? in
            guard current.hasSameText(as: original) else { throw EJSONError(.inputOutput, .file(.changedMeanwhile)) }
            return isSame ? nil : sealed
        }
    }

    /// The edited text as a document, which must name the same public key: with one changed digit every value would be
    /// sealed to a key that nobody has. Upper-case digits are the same key.
    private borrowing func parse(_ text: borrowing SecretBytes) throws -> Document {
        let edited: Document
        do throws(EJSONError) {
            edited = try text.withBytes { (text) throws(EJSONError) in try Document(text) }
        } catch {
            switch error.code {
            case .missingPublicKey, .invalidPublicKey, .duplicatePublicKey:
                throw failure(error.code == .missingPublicKey ? "removed" : "changed", at: error.position)
            default: throw error
            }
        }
        guard edited.recipient == recipient else { throw failure("changed") }
        return edited
    }

    private borrowing func failure(_ change: String, at position: EJSONError.Position? = nil) -> PublicKeyChange {
        PublicKeyChange(
            message: messageForChangedPublicKey(change, recipient, file: original == nil ? nil : file),
            line: position?.line)
    }
}

/// The edited text no longer names the document's public key.
struct PublicKeyChange: Error {
    let message: Message

    /// The line for the next edit.
    let line: Int?
}

private let newVersion = "new "
