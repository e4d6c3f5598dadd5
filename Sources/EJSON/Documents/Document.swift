import EJSONFormat
public import SystemPackage

/// An EJSON document: a JSON object whose string values are sealed to the public key that it carries.
///
/// ```swift
/// let document = try Document(contentsOf: "secrets.ejson")
/// let privateKey = try KeyRing.standard.privateKey(for: document)
/// let plaintext = try document.decrypted(with: privateKey)
/// print("\(plaintext.count) bytes of JSON, which are wiped when `plaintext` goes")
/// ```
///
/// It is validated once, when it is made; sealing and opening then only splice. Its text may hold values not yet
/// sealed, so it lies in guarded memory, which is wiped when the last copy of the document goes.
public struct Document: Sendable {
    /// The public key that the document's values are sealed to: its top-level member `_public_key`.
    public let recipient: PublicKey

    package let text: DocumentText

    /// A document from its text, which is copied into guarded memory.
    ///
    /// - Throws: `malformedJSON`, `missingPublicKey`, `invalidPublicKey`, `duplicatePublicKey`, with the position;
    ///   `outOfMemory`. Values that are malformed boxed messages are told when the document is sealed or opened.
    public init(_ text: Span<UInt8>) throws(EJSONError) {
        try self.init(consuming: SecretBytes(copying: text))
    }

    /// A document from text in a string, which is copied into guarded memory and nowhere else. The string itself stays
    /// an ordinary one that nobody wipes: text with plaintext that matters is better passed as a span.
    ///
    /// ```swift
    /// let document = try Document("{\"_public_key\": \"\(keyPair.publicKey)\", \"password\": \"x\"}")
    /// ```
    ///
    /// - Throws: what `init(_:)` throws.
    public init(_ text: String) throws(EJSONError) {
        var text = text
        // Where it is: a copy in an array would not be wiped.
        let document = unsafe text.withUTF8 { bytes in
            Result { () throws(EJSONError) in try unsafe Document(bytes.span) }
        }
        self = try document.get()
    }

    /// A document from a file, a pipe or a device, read to its end.
    ///
    /// - Throws: `inputOutput`, and what `init(_:)` throws; with the file.
    public init(contentsOf path: FilePath) throws(EJSONError) {
        self = try OpenedFile(path).document()
    }

    /// A copy of the document's text.
    package func copyOfText() throws(EJSONError) -> SecretBytes {
        try text.withBytes { (text) throws(EJSONError) in try SecretBytes(copying: text) }
    }

    /// Refuses a private key that does not belong to the document's public key.
    ///
    /// - Throws: `keyMismatch`.
    package func requireKey<Source: SharedKeySource & ~Copyable>(_ source: borrowing Source) throws(EJSONError) {
        guard source.publicKey == recipient else { throw EJSONError(.keyMismatch, publicKey: recipient) }
    }

    package init(consuming bytes: consuming SecretBytes) throws(EJSONError) {
        text = try DocumentText(bytes)
        recipient = try text.recipient()
    }
}

extension OpenedFile {
    /// The document in it.
    ///
    /// - Throws: `inputOutput`, and what `Document.init(_:)` throws; with the file.
    package borrowing func document() throws(EJSONError) -> Document {
        do throws(EJSONError) {
            return try Document(consuming: contents(isDocument: true))
        } catch {
            throw error.concerning(path)
        }
    }
}

extension EJSONError {
    /// The same error, about `file` unless it is about another.
    package func concerning(_ file: FilePath) -> EJSONError {
        var error = self
        if error.file == nil { error.file = file }
        return error
    }
}
