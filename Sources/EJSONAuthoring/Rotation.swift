package import EJSON
import EJSONFormat

extension Document {
    /// This document, which holds plaintexts, with every selected string sealed to `recipient` with one new ephemeral key,
    /// those too that are boxed messages: what a value is sealed around may be one. `_public_key` is `recipient`;
    /// all other bytes are unchanged but for raw line breaks inside strings, which become `\n` and `\r`.
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

    /// The document with another public key; a key that is spelled in upper case keeps its spelling if it is the same.
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

    /// Makes sure that this document opens with the private key, to the values of `plaintext`.
    ///
    /// - Throws: what `decrypted(with:)` throws; `authenticationFailed` when the values are others.
    package func requireValues(
        of plaintext: Document,
        with privateKey: borrowing PrivateKey
    ) throws(EJSONError) {
        let opened = try Document(consuming: decrypted(with: privateKey))
        guard try opened.hasSameValues(as: plaintext) else { throw EJSONError(.authenticationFailed) }
    }
}
