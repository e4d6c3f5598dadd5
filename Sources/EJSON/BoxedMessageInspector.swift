import EJSONFormat

/// Tells boxed messages from plaintexts, without a key.
struct BoxedMessageInspector: ~Copyable {
    private var header = [UInt8](repeating: 0, count: BoxedMessage.headerCount)

    /// Whether the string, its escapes resolved, is a boxed message.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion` when it only has the shape of one; without a place.
    mutating func isBoxed(_ text: Span<UInt8>, _ range: Range<Int>) throws(EJSONError) -> Bool {
        guard BoxedMessage.hasShape(text, range) else { return false }
        do throws(BoxedMessage.Malformation) {
            var span = header.mutableSpan
            try BoxedMessage.decodeHeader(text, range, into: &span)
            try BoxedMessage.validateBox(text, range)
        } catch {
            throw EJSONError(error)
        }
        if let defect = Bytes32(header.span).pointDefect { throw EJSONError(.malformedBoxedMessage, defect) }
        return true
    }
}
