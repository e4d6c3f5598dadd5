/// A private key that opens a recipient's entry: the key of a host, a user or a document.
///
/// ```swift
/// let identity = try Identity(hostKey)
/// let recipients = try document.recipients()
/// guard let privateKey = try identity.privateKey(of: document.recipient, in: recipients) else { return nil }
/// let secrets = try Secrets(document, privateKey: privateKey)
/// ```
public struct Identity: ~Copyable, Sendable {
    /// The key under which lists of recipients have it.
    public let key: RecipientKey

    let privateKey: PrivateKey

    /// An identity from an X25519 private key.
    public init(_ privateKey: consuming PrivateKey) {
        self.init(.publicKey(privateKey.publicKey), privateKey)
    }

    private init(_ key: RecipientKey, _ privateKey: consuming PrivateKey) {
        self.key = key
        self.privateKey = privateKey
    }

    /// An identity from the text of a file: a private key in hex, or an Ed25519 private key of OpenSSH without a
    /// passphrase. The caller wipes the text.
    ///
    /// - Throws: `invalidRecipient`, `keyMismatch` when the two halves of an ssh key do not belong together; `outOfMemory`.
    public init(_ text: Span<UInt8>) throws(EJSONError) {
        try self.init(text, isTrusted: false)
    }

    /// - Parameter isTrusted: Whether the two halves of an ssh key are taken to belong together. The check takes as
    ///   long as opening a box.
    init(_ text: Span<UInt8>, isTrusted: Bool) throws(EJSONError) {
        if SSHPrivateKey.isPrivateKey(text) {
            self = try SSHPrivateKey.read(text, isTrusted: isTrusted) { Identity(.ssh($0), $1) }
            return
        }
        do throws(EJSONError) {
            self.init(try PrivateKey(hexadecimal: text))
        } catch  where error.code == .invalidPrivateKey {
            throw EJSONError(.invalidRecipient, .recipient(.notAnIdentity))
        }
    }

    /// The private key of a document that has this identity as a recipient; `nil` when it does not.
    ///
    /// - Throws: `forgedRecipient` when no entry with this key opens; `outOfMemory`.
    public borrowing func privateKey(
        of document: PublicKey,
        in recipients: RecipientList
    ) throws(EJSONError) -> PrivateKey? {
        var failure: EJSONError?
        for recipient in recipients.entries(for: key) {
            do throws(EJSONError) {
                return try recipient.privateKey(of: document, openedWith: privateKey)
            } catch {
                guard error.code == .forgedRecipient else { throw error }
                failure = error
                failure?.path = recipient.name.description
            }
        }
        if let failure { throw failure }
        return nil
    }
}
