/// The recipients of a document, in document order. Names are unique.
///
/// ```swift
/// let recipients = try document.recipients()
/// try recipients.verify(with: privateKey)
/// let names = recipients.entries.map(\.name)
/// ```
public struct RecipientList: Hashable, Sendable {
    /// The entries.
    public private(set) var entries: [Recipient] = []

    private var names: Set<RecipientName> = []

    /// The greatest number of entries.
    public static let maximumCount = RecipientProblem.greatestCount

    /// No recipients.
    public init() {}

    /// The recipient with this name.
    public subscript(name: RecipientName) -> Recipient? { entries.first { $0.name == name } }

    /// The recipients with this key. One key may have several names.
    public func entries(for key: RecipientKey) -> [Recipient] { entries.filter { $0.key == key } }

    /// Adds a recipient after all others.
    ///
    /// - Throws: `invalidRecipient` when there is a recipient with this name, or the list is full.
    public mutating func append(_ recipient: Recipient) throws(EJSONError) {
        guard entries.count < Self.maximumCount else { throw EJSONError(.invalidRecipient, .recipient(.tooMany)) }
        guard names.insert(recipient.name).inserted else {
            throw EJSONError(.invalidRecipient, .recipient(.duplicateName(recipient.name.description)))
        }
        entries.append(recipient)
    }

    /// The same names and keys, sealed to a new private key.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    public func resealed(with documentKey: borrowing PrivateKey) throws(EJSONError) -> RecipientList {
        var list = RecipientList()
        for recipient in entries {
            try list.append(Recipient(recipient.name, recipient.key, sealing: documentKey))
        }
        return list
    }

    /// Removes the recipient with this name, if there is one. This removes the entry only. The recipient could read the
    /// document's private key, so the document also needs a new key pair.
    public mutating func remove(_ name: RecipientName) {
        entries.removeAll { $0.name == name }
        names.remove(name)
    }

    /// Makes sure that a holder of the document's private key made every entry.
    ///
    /// - Throws: `forgedRecipient` for the first that was not, with the recipient's name as the error's `path`.
    public func verify(with documentKey: borrowing PrivateKey) throws(EJSONError) {
        for recipient in entries {
            do throws(EJSONError) {
                try recipient.verify(with: documentKey)
            } catch {
                var error = error
                error.path = recipient.name.description
                throw error
            }
        }
    }
}
