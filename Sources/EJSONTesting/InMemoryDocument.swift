public import EJSON

/// An encrypted document and its key pair in memory, for tests of code that uses secrets. No file is read or written.
///
/// ```swift
/// let service = Service(secrets: try Secrets(testing: #"{"database": {"password": "x"}}"#))
/// ```
public struct InMemoryDocument: ~Copyable, Sendable {
    /// The key pair, which was made for this document.
    public let keyPair: KeyPair

    /// The text of the encrypted document, as in a file.
    public let text: [UInt8]

    /// The document with this text.
    public let document: Document

    /// Encrypts a JSON object, which does not have `_public_key` yet, for a new key pair.
    ///
    /// - Throws: `malformedJSON`, `duplicatePublicKey`, and what `Document.encrypted()` throws. Positions count the
    ///   member `_public_key`, which is put before the others.
    public init(_ json: String) throws(EJSONError) {
        try self.init(json, recipients: [:])
    }

    /// The same with recipients, each of which decrypts the document with its own private key: see `KeyRing`.
    ///
    /// - Parameters:
    ///   - json: An object without `_public_key`.
    ///   - recipients: Their names and keys.
    /// - Throws: what `init(_:)` and `Recipient.init(_:_:sealing:)` throw.
    public init(_ json: String, recipients: [RecipientName: RecipientKey]) throws(EJSONError) {
        let keyPair = try KeyPair.generate()
        var entries: [String] = []
        for (name, key) in recipients.sorted(by: { $0.key < $1.key }) {
            entries.append("\"\(try Recipient(name, key, sealing: keyPair.privateKey).entry)\"")
        }
        let list = entries.isEmpty ? "" : ", \"_recipients\": [\(entries.joined(separator: ", "))]"
        let member = "\"_public_key\": \"\(keyPair.publicKey)\"" + list
        var plaintext = Array(json.utf8)
        if let brace = plaintext.firstIndex(of: UInt8(ascii: "{")) {
            let isSpace = { (byte: UInt8) in byte == 0x20 || 0x09...0x0D ~= byte }
            let isEmpty = plaintext[(brace + 1)...].first { !isSpace($0) } == UInt8(ascii: "}")
            plaintext.insert(contentsOf: Array((isEmpty ? member : member + ", ").utf8), at: brace + 1)
        }
        let text = try Document(plaintext.span).encrypted()
        document = try Document(text.span)
        self.text = text
        self.keyPair = keyPair
    }

    /// The secrets of the decrypted document.
    ///
    /// - Throws: what `Document.decrypted(with:)` throws.
    public borrowing func secrets() throws(EJSONError) -> Secrets {
        try Secrets(document, privateKey: keyPair.privateKey)
    }
}

extension Secrets {
    /// The secrets in a JSON object, which is encrypted for a new key pair and decrypted again, as a service gets them
    /// from a file. `_public_key` is added.
    ///
    /// - Throws: what `InMemoryDocument(_:)` throws.
    public init(testing json: String) throws(EJSONError) {
        self = try InMemoryDocument(json).secrets()
    }

    /// The same for several layered JSON objects: later ones win. Each is encrypted for its own key pair.
    ///
    /// - Throws: what `InMemoryDocument(_:)` and `Secrets(layered:)` throw.
    public init(testing layers: [String]) throws(EJSONError) {
        var opened: [Secrets] = []
        for json in layers { opened.append(try Secrets(testing: json)) }
        try self.init(layered: opened)
    }
}
