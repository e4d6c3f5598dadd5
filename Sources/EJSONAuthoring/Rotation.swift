package import EJSON
import EJSONFormat

extension Document {
    /// This document of plaintexts with every selected string sealed to `recipient` with one new ephemeral key. A
    /// string that is a boxed message is sealed as well, because the plaintext of a value may be one. `_public_key` is
    /// `recipient`. All other bytes are unchanged, except raw line breaks inside strings, which become `\n` and `\r`.
    ///
    /// - Throws: `invalidPublicKey`, `outOfMemory`.
    package func reencrypted(to recipient: PublicKey, progress: ProgressHandler? = nil) throws(EJSONError) -> [UInt8] {
        let document = try addressed(to: recipient)
        if let sealed = try document.encryptedText(
            progress: progress, processors: processorCount, boxedMessagesToo: true)
        {
            return sealed
        }
        return document.text.withBytes { text in text.indices.map { text[$0] } }
    }

    /// The document with another public key. The same key in upper case stays as it is written.
    private func addressed(to recipient: PublicKey) throws(EJSONError) -> Document {
        guard recipient != self.recipient else { return self }
        return try text.withBytes { (source) throws(EJSONError) in
            let digits = Array(recipient.description.utf8)
            let publicKey = text.scan.publicKey
            var output = try SecretBytes(capacity: source.count - publicKey.count + digits.count)
            output.append(source, 0..<publicKey.start)
            output.append(digits.span, 0..<digits.count)
            output.append(source, publicKey.end..<source.count)
            return try Document(consuming: output)
        }
    }

    /// Makes sure that the private key decrypts this document to the values of `plaintext`.
    ///
    /// - Throws: what `decrypted(with:)` throws; `authenticationFailed` when the values differ.
    package func requireValues(
        of plaintext: Document,
        with privateKey: borrowing PrivateKey
    ) throws(EJSONError) {
        let opened = try Document(consuming: decrypted(with: privateKey))
        guard try opened.hasSameValues(as: plaintext) else { throw EJSONError(.authenticationFailed) }
    }
}
