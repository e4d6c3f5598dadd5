import EJSONFormat

/// One entry in a document's list `_recipients`: a recipient, and the document's private key sealed to it.
///
/// ```swift
/// let key = try RecipientKey(parsing: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ… root@web1")
/// let recipient = try Recipient(name, key, sealing: privateKey)
/// print("  \"\(recipient.entry)\",")
/// ```
public struct Recipient: Hashable, Sendable {
    /// The recipient's name in the document.
    public let name: RecipientName

    /// The recipient's key.
    public let key: RecipientKey

    /// The nonce and the box.
    private let box: [UInt8]

    /// A new entry for a recipient, made with the document's private key.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    public init(
        _ name: RecipientName,
        _ key: RecipientKey,
        sealing documentKey: borrowing PrivateKey
    ) throws(EJSONError) {
        self.name = name
        self.key = key
        box = try RecipientBox.seal(documentKey, to: key.publicKey, named: name)
    }

    /// An entry from its text: name, key and box, with one space between them.
    ///
    /// - Throws: `invalidRecipient`, `invalidPublicKey`.
    public init(entry: String) throws(EJSONError) {
        try self.init(entry: Array(entry.utf8).span)
    }

    init(entry: Span<UInt8>) throws(EJSONError) {
        let fields = entry.fields()
        guard fields.count == 3 || fields.count == 4 else { throw problem(.notAnEntry) }
        guard let name = RecipientName(entry.extracting(fields[0])) else { throw problem(.invalidName) }
        self.name = name
        let type = entry.extracting(fields[1])
        if fields.count == 3 {
            key = .publicKey(try PublicKey(hexadecimalDigits: type))
        } else {
            let typeName = String(decoding: type.indices.map { type[$0] }, as: UTF8.self)
            guard isKeyType(typeName) else { throw problem(.notAnEntry) }
            guard typeName == SSHPublicKey.type else { throw problem(.unsupportedKeyType(typeName)) }
            key = .ssh(try SSHPublicKey(base64: entry.extracting(fields[2])))
        }
        box = try RecipientBox.decoded(entry.extracting(fields[fields.count - 1]), named: name)
    }

    /// The entry's text, as it is written in a document. It has no character that JSON escapes.
    public var entry: String { "\(name) \(key) \(base64(box))" }

    /// Makes sure that a holder of the document's private key made the entry with this name and key.
    ///
    /// - Throws: `forgedRecipient`; `outOfMemory`, `cryptographyUnavailable`.
    public func verify(with documentKey: borrowing PrivateKey) throws(EJSONError) {
        try RecipientBox.verify(box, named: name, sealedTo: key.publicKey, holding: documentKey)
    }

    /// The document's private key from the box, opened with the recipient's.
    ///
    /// - Parameters:
    ///   - identity: The recipient's private key, an X25519 one.
    ///   - document: The document's public key.
    /// - Throws: `forgedRecipient` when the box does not open, or does not hold that private key and the name;
    ///   `outOfMemory`, `cryptographyUnavailable`.
    public func privateKey(
        of document: PublicKey,
        openedWith identity: borrowing PrivateKey
    ) throws(EJSONError) -> PrivateKey {
        try RecipientBox.open(box, named: name, of: document, with: identity)
    }
}

private func problem(_ problem: RecipientProblem) -> EJSONError {
    EJSONError(.invalidRecipient, .recipient(problem))
}

extension Span<UInt8> {
    /// The ranges between single spaces.
    fileprivate func fields() -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = 0
        for index in indices where self[index] == UInt8(ascii: " ") {
            fields.append(start..<index)
            start = index + 1
        }
        return fields + [start..<count]
    }
}
