import EJSONFormat

extension Document {
    /// The document with every boxed message replaced by its string, all other bytes unchanged: valid JSON, in guarded
    /// memory. Strings are escaped as the reference does: `\"`, `\\`, `\n`, `\r`, `\t`, other control characters as
    /// `\u00xx` in lower case, everything else raw.
    ///
    /// Either every value opens or nothing is returned. Takes time in proportion to the document, and one scalar
    /// multiplication for each ephemeral key.
    ///
    /// - Throws: `keyMismatch`; `malformedBoxedMessage`, `unsupportedVersion`, `authenticationFailed`, `notEncrypted`
    ///   for the first value at fault, with its position and key path; `malformedJSON` for a raw line break inside a
    ///   string, which only encryption accepts; `outOfMemory`. A string that the reference would not seal (the last key
    ///   before it begins with an underscore) and that is no boxed message passes through; that is not an error.
    ///
    /// The box is `crypto_box_open_easy`'s.
    public func decrypted(with privateKey: borrowing PrivateKey) throws(EJSONError) -> SecretBytes {
        guard privateKey.publicKey == recipient else { throw EJSONError(.keyMismatch, publicKey: recipient) }
        return try text.withBytes { (source) throws(EJSONError) in
            try rejectLineBreaks(source)
            var opener = try MessageOpener()
            var reader = LiteralReader()
            var output = try SecretBytes(capacity: expectedOutputCount)
            var read = 0
            for scanned in text.scan.strings where !scanned.selection.isEmpty {
                let string = scanned.string
                try output.reserve(string.start - read)
                output.append(source, read..<string.start)
                read = string.start
                do throws(EJSONError) {
                    let isOpened = try reader.read(string, of: source) { (text, range) throws(EJSONError) in
                        guard BoxedMessage.hasShape(text, range) else { return false }
                        try opener.open(text, range, privateKey, appendingTo: &output)
                        return true
                    }
                    if isOpened {
                        read = string.end
                    } else if scanned.selection.contains(.byLastKey) {
                        throw EJSONError(.notEncrypted)
                    }
                } catch {
                    throw text.placing(error, at: string)
                }
            }
            try output.reserve(source.count - read)
            output.append(source, read..<source.count)
            return output
        }
    }

    /// Room for the output when few of its strings need an escape: as good as always, it suffices.
    private var expectedOutputCount: Int {
        var count = text.count
        for scanned in text.scan.strings where scanned.string.count >= BoxedMessage.minimumCount {
            count -= scanned.string.count - BoxedMessage.greatestPlaintextCount(in: scanned.string.count)
        }
        return count + count / 32 + BoxedMessage.tagCount + 2
    }

    private func rejectLineBreaks(_ source: Span<UInt8>) throws(EJSONError) {
        guard let first = text.scan.strings.first(where: { $0.string.lineBreaks > 0 })?.string,
            let offset = first.range.first(where: { source[$0] == 0x0A || source[$0] == 0x0D })
        else { return }
        throw EJSONError(
            .malformedJSON, .syntax(.lineBreakInString), position: EJSONError.Position(of: offset, in: source))
    }
}
