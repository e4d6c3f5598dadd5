import EJSONFormat

/// Distinguishes boxed messages from plaintexts, without a key.
package struct BoxedMessageInspector: ~Copyable {
    package init() {}

    private var reader = BoxedMessageReader()

    /// The ephemeral key of the last boxed message.
    package var ephemeralKey: Bytes32 { reader.ephemeralKey }

    /// Whether the string, its escapes resolved, is a boxed message.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion` for a string that only has the shape of one; without a
    ///   position.
    package mutating func isBoxed(_ string: Span<UInt8>) throws(EJSONError) -> Bool {
        try reader.read(string) { (_, _) throws(EJSONError) in
            do throws(BoxedMessage.Malformation) {
                try BoxedMessage.validateBox(string)
            } catch {
                throw EJSONError(error)
            }
        }
    }
}
