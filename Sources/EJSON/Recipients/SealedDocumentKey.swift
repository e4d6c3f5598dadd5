import EJSONFormat

/// The parts of an entry that its recipient needs: the name, and the box with the document's private key. The key in
/// the entry is not parsed, because the check that it encodes a point takes longer than opening the box, which does not
/// need it.
struct SealedDocumentKey {
    let name: RecipientName
    private let box: [UInt8]

    /// - Throws: `invalidRecipient`.
    init(entry: Span<UInt8>) throws(EJSONError) {
        let spaces = entry.indices.filter { entry[$0] == UInt8(ascii: " ") }
        guard let first = spaces.first, let last = spaces.last, first < last else {
            throw EJSONError(.invalidRecipient, .recipient(.notAnEntry))
        }
        guard let name = RecipientName(entry.extracting(0..<first)) else {
            throw EJSONError(.invalidRecipient, .recipient(.invalidName))
        }
        self.name = name
        box = try RecipientBox.decoded(entry.extracting(last + 1..<entry.count), named: name)
    }

    /// The document's private key.
    ///
    /// - Throws: `forgedRecipient` when the box does not open, or does not hold that private key and the name;
    ///   `outOfMemory`, `cryptographyUnavailable`.
    func privateKey(of document: PublicKey, openedWith identity: borrowing Identity) throws(EJSONError) -> PrivateKey {
        do throws(EJSONError) {
            return try RecipientBox.open(box, named: name, of: document, with: identity.privateKey)
        } catch {
            var error = error
            if error.code == .forgedRecipient { error.path = name.description }
            throw error
        }
    }
}
