import EJSONFormat

extension Document {
    /// What keeps the document's values from being opened, as far as can be seen without a key, in document order:
    /// `notEncrypted`, `malformedBoxedMessage`, `unsupportedVersion`, and `malformedJSON` for raw line breaks, which only
    /// encryption accepts. Each with its position and key path. Empty when all is well.
    ///
    /// - Throws: `outOfMemory`.
    package func findings() throws(EJSONError) -> [EJSONError] {
        var inspector = BoxedMessageInspector()
        return try findings { (text, range) throws(EJSONError) in try inspector.isBoxed(text, range) }
    }

    /// What keeps the document's values from being opened with this key: the same, and `authenticationFailed`. What was
    /// opened is wiped.
    ///
    /// - Throws: `keyMismatch`, `outOfMemory`.
    package func findings(openingWith privateKey: borrowing PrivateKey) throws(EJSONError) -> [EJSONError] {
        guard privateKey.publicKey == recipient else { throw EJSONError(.keyMismatch, publicKey: recipient) }
        var opener = try MessageOpener()
        var opened = try SecretBytes(capacity: 1_024)
        return try findings { (text, range) throws(EJSONError) in
            opened.withRoom { _, count in count = 0 }
            return try opener.open(text, range, privateKey, appendingTo: &opened)
        }
    }

    private func findings(
        _ isBoxed: (Span<UInt8>, Range<Int>) throws(EJSONError) -> Bool
    ) throws(EJSONError) -> [EJSONError] {
        let errors = try text.withBytes { (source) throws(EJSONError) in
            var reader = LiteralReader()
            var errors: [(EJSONError, JSONString)] = []
            for scanned in text.scan.strings {
                let string = scanned.string
                guard !scanned.selection.isEmpty else {
                    errors.append((EJSONError(.malformedJSON, .syntax(.lineBreakInString)), string))
                    continue
                }
                do throws(EJSONError) {
                    let isSealed = try reader.read(string, of: source) { (text, range) throws(EJSONError) in
                        try isBoxed(text, range)
                    }
                    if !isSealed { errors.append((EJSONError(.notEncrypted), string)) }
                } catch {
                    if error.code == .outOfMemory { throw error }
                    errors.append((error, string))
                }
            }
            return errors
        }
        return text.placing(errors)
    }
}
