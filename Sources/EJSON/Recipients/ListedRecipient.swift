/// A recipient without its entry in a document: a name and a key.
package struct ListedRecipient: Hashable, Sendable {
    package let name: RecipientName
    package let key: RecipientKey

    package init(_ name: RecipientName, _ key: RecipientKey) {
        self.name = name
        self.key = key
    }
}

extension RecipientList {
    /// A new entry for each recipient, made with the document's private key.
    ///
    /// - Throws: `invalidRecipient` for two recipients of one name and for too many; `outOfMemory`,
    ///   `cryptographyUnavailable`.
    package init(_ recipients: [ListedRecipient], sealing documentKey: borrowing PrivateKey) throws(EJSONError) {
        self.init()
        for recipient in recipients { try append(Recipient(recipient.name, recipient.key, sealing: documentKey)) }
    }

    /// The recipients, without their entries.
    package var listed: [ListedRecipient] { entries.map { ListedRecipient($0.name, $0.key) } }
}
