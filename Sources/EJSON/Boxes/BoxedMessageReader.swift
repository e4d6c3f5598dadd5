import EJSONFormat

/// Reads the ephemeral key and the nonce of one boxed message after another.
struct BoxedMessageReader: ~Copyable {
    /// The ephemeral key of the message read last.
    private(set) var ephemeralKey = Bytes32()

    /// The beginning of messages with the same ephemeral key. Most messages of a document have the same one.
    private var prefix = [UInt8](repeating: 0, count: BoxedMessage.prefixCount)

    /// The nonce of the message read last: 24 bytes.
    private(set) var nonce = [UInt8](repeating: 0, count: BoxedMessage.nonceCount)

    /// Calls `body` for a string that has the shape of a boxed message, when its header has been read. Returns `false`
    /// for any other string, whatever `body` has thrown for it. The shape is checked only after an error, because a
    /// string whose parts decode has it.
    mutating func read(
        _ string: Span<UInt8>,
        _ body: (borrowing BoxedMessageReader, _ hasNewKey: Bool) throws(EJSONError) -> Void
    ) throws(EJSONError) -> Bool {
        guard BoxedMessage.hasFrame(string) else { return false }
        do throws(EJSONError) {
            let hasNewKey = try readHeader(string)
            try body(self, hasNewKey)
            return true
        } catch {
            guard BoxedMessage.hasShape(string) else { return false }
            throw error
        }
    }

    /// Returns whether the ephemeral key differs from that of the last message.
    private mutating func readHeader(_ string: Span<UInt8>) throws(EJSONError) -> Bool {
        let hasNewKey = !BoxedMessage.hasPrefix(string, prefix.span)
        do throws(BoxedMessage.Malformation) {
            if hasNewKey {
                try ephemeralKey.withMutableBytes { (key) throws(BoxedMessage.Malformation) in
                    try BoxedMessage.decodeEphemeralKey(string, into: &key)
                }
            }
            var nonce = nonce.mutableSpan
            try BoxedMessage.decodeNonce(string, into: &nonce)
        } catch {
            throw EJSONError(error)
        }
        if hasNewKey {
            if let defect = ephemeralKey.pointDefect { throw EJSONError(.malformedBoxedMessage, defect) }
            var prefix = prefix.mutableSpan
            copyBytes(string.extracting(0..<BoxedMessage.prefixCount), to: &prefix, at: 0)
        }
        return hasNewKey
    }
}
