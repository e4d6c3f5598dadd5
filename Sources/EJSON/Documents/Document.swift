import EJSONFormat
public import SystemPackage

/// An EJSON document: a JSON object whose string values are sealed to the public key in it.
///
/// ```swift
/// let document = try Document(contentsOf: "secrets.ejson")
/// let privateKey = try KeyRing.standard.privateKey(for: document)
/// let plaintext = try document.decrypted(with: privateKey)
/// print("\(plaintext.count) bytes of JSON, which are wiped when `plaintext` goes")
/// ```
///
/// The text is validated once, when the document is made; encryption and decryption then only replace values. The text
/// may have values that are not sealed yet, so it is in guarded memory, which is wiped when the last copy of the
/// document goes.
public struct Document: Sendable {
    /// The public key that the document's values are sealed to: its top-level member `_public_key`.
    public let recipient: PublicKey

    package let text: DocumentText

    /// A document from its text, which is copied into guarded memory.
    ///
    /// - Throws: `malformedJSON`, `missingPublicKey`, `invalidPublicKey`, `duplicatePublicKey`, with the position;
    ///   `outOfMemory`. Malformed boxed messages are reported when the document is encrypted or decrypted.
    public init(_ text: Span<UInt8>) throws(EJSONError) {
        try self.init(consuming: SecretBytes(copying: text))
    }

    /// A document from text in a string, which is copied into guarded memory and nowhere else. The string itself is
    /// never wiped. If the text has plaintext that matters, use `init(_:)` with a span.
    ///
    /// ```swift
    /// let document = try Document("{\"_public_key\": \"\(keyPair.publicKey)\", \"password\": \"x\"}")
    /// ```
    ///
    /// - Throws: what `init(_:)` throws.
    public init(_ text: String) throws(EJSONError) {
        var text = text
        // Where it is: a copy in an array would not be wiped.
        let document = text.withUTF8 { bytes in
            Result { () throws(EJSONError) in try unsafe Document(bytes.span) }
        }
        self = try document.get()
    }

    /// A document from a file, pipe or device, which is read to its end.
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
    /// The document in the file.
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
    /// The same error with a file, if it has none yet.
    package func concerning(_ file: FilePath) -> EJSONError {
        var error = self
        if error.file == nil { error.file = file }
        return error
    }
}
