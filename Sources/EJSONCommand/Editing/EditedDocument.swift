import EJSON
import SystemPackage

/// A document that is edited: what of it is shown, and what becomes of the result.
struct EditedDocument: ~Copyable {
    let file: FilePath

    /// What is shown to begin with.
    let shown: SecretBytes

    /// Which version of the document that was made of.
    let version: String

    /// `nil` for a file that is to be made.
    private let original: Document?

    /// What the original opens to; without the private key, the original.
    private let opened: Document?

    private let hasKey: Bool

    init(new file: FilePath, _ recipient: PublicKey) throws(EJSONError) {
        shown = try SecretBytes(copying: Array(documentTemplate(recipient).utf8).span)
        version = newVersion + recipient.description
        self.file = file
        original = nil
        opened = nil
        hasKey = false
    }

    /// Without the private key, sealed values are shown as they are.
    init(_ file: FilePath, withoutKey original: Document) throws(EJSONError) {
        shown = try original.copyOfText()
        version = original.sha256()
        self.file = file
        self.original = original
        opened = original
        hasKey = false
    }

    init(_ file: FilePath, _ original: Document, opened plaintext: borrowing SecretBytes) throws(EJSONError) {
        let opened = try plaintext.withBytes { (text) throws(EJSONError) in try Document(text) }
        shown = try opened.copyOfText()
        version = original.sha256()
        self.file = file
        self.original = original
        self.opened = opened
        hasKey = true
    }

    /// The recipient of a document that was to be made, of which an edit has left the version.
    static func recipient(ofNew version: String) -> PublicKey? {
        guard version.hasPrefix(newVersion) else { return nil }
        return try? PublicKey(hexadecimal: String(version.dropFirst(newVersion.count)))
    }

    /// Seals the edited text, and puts it into the file. Returns the number of bytes written; `nil` when the document has
    /// not changed.
    borrowing func save(_ text: borrowing SecretBytes) throws -> Int? {
        let edited = try text.withBytes { (text) throws(EJSONError) in try Document(text) }
        guard let original, let opened else {
            let sealed = try edited.encrypted()
            try DocumentFile(file).create(sealed.span)
            return sealed.count
        }
        guard hasKey || edited.recipient == original.recipient else {
            throw Failure(
                "\"_public_key\" was changed, and what is sealed to the old one cannot be opened here; "
                    + "edit where its private key is")
        }
        let sealed = try edited.keepingBoxes(of: original, opened: opened).encrypted()
        let isSame = try Document(sealed.span).hasSameText(as: original)
        return try DocumentFile(file).rewrite { (current) throws(EJSONError) -> [UInt8]? in
            guard current.hasSameText(as: original) else { throw EJSONError(.inputOutput, .file(.changedMeanwhile)) }
            return isSame ? nil : sealed
        }
    }
}

private let newVersion = "new "
