package import EJSON

extension Document {
    /// This document, which holds plaintexts, with everything sealed to another key pair, and these recipients. It is opened
    /// again, and its list verified, before it is returned.
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

    /// The list, when a holder of the document's private key made every entry but those of `ignored`: only then may
    /// the private key be sealed to its keys again.
    ///
    /// - Throws: `forgedRecipient` with the name as its key path; what `recipients()` throws.
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
