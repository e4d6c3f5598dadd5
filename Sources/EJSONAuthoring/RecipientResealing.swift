package import EJSON

extension Document {
    /// This document of plaintexts, encrypted for another key pair, with these recipients. Before it is returned, it is
    /// decrypted again and its list is verified.
    ///
    /// - Throws: `invalidRecipient`, `authenticationFailed`, `outOfMemory`, `cryptographyUnavailable`.
    package func reencrypted(
        to privateKey: borrowing PrivateKey,
        for recipients: [ListedRecipient],
        progress: ProgressHandler? = nil
    ) throws(EJSONError) -> [UInt8] {
        let list = try RecipientList(recipients, sealing: privateKey)
        let plaintext = try Document(consuming: replacingRecipients(with: list))
        let sealed = try plaintext.reencrypted(to: privateKey.publicKey, progress: progress)
        let result = try Document(sealed.span)
        try result.requireValues(of: plaintext, with: privateKey)
        try result.recipients().verify(with: privateKey)
        return sealed
    }

    /// The list, if a holder of the document's private key made every entry except those of `ignored`. Only then may
    /// the private key be sealed to the keys in it again.
    ///
    /// - Throws: `forgedRecipient` with the recipient's name as the error's `path`; what `recipients()` throws.
    package func verifiedRecipients(
        with privateKey: borrowing PrivateKey,
        ignoring ignored: Set<RecipientName> = []
    ) throws(EJSONError) -> RecipientList {
        let list = try recipients()
        var checked = list
        for name in ignored { checked.remove(name) }
        try checked.verify(with: privateKey)
        return list
    }
}
