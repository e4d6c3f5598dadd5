import EJSONFormat

/// Opens boxed messages with one private key, or with the shared keys that an agent has answered.
package struct MessageOpener: ~Copyable {
    private var reader = BoxedMessageReader()
    private var sharedKeys: SharedKeyCache

    /// The cache's slot with the shared key of the last message.
    private var slot = 0

    package init() throws(EJSONError) {
        sharedKeys = try SharedKeyCache()
    }

    /// libsodium leaves the beginning of each plaintext on the stack. It is wiped before any memory is unmapped.
    deinit {
        Sodium.wipeDeepStack()
    }

    /// Appends the string of a boxed message, escaped for JSON, to `output`. Returns `false`, and appends nothing, for
    /// a string that does not have the shape of one.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion`, `authenticationFailed`, `outOfMemory`, without a
    ///   position.
    package mutating func open<Source: SharedKeySource & ~Copyable>(
        _ string: Span<UInt8>,
        _ source: borrowing Source,
        appendingTo output: inout SecretBytes
    ) throws(EJSONError) -> Bool {
        try reader.read(string) { (reader, hasNewKey) throws(EJSONError) in
            if hasNewKey { slot = try sharedKeys.slot(for: reader.ephemeralKey, source) }
            let boxCount = try decodeBox(string, appendingTo: &output)
            let isOpened = output.withRoom { room, count in
                sharedKeys.withKey(in: slot) { key in
                    Box.open(inPlace: &room, at: count, count: boxCount, nonce: reader.nonce.span, sharedKey: key)
                }
            }
            guard isOpened else { throw EJSONError(.authenticationFailed) }
            output.count += boxCount - BoxedMessage.tagCount
            try output.escape(last: boxCount - BoxedMessage.tagCount)
        }
    }
}

/// Decodes the box of a message to the unused capacity of `output`, and returns its length in bytes.
private func decodeBox(
    _ string: Span<UInt8>,
    appendingTo output: inout SecretBytes
) throws(EJSONError) -> Int {
    let boxCount: Int
    do throws(BoxedMessage.Malformation) {
        boxCount = try BoxedMessage.boxCount(string)
    } catch {
        throw EJSONError(error)
    }
    try output.reserve(boxCount)
    try output.withRoom { (room, count) throws(EJSONError) in
        do throws(BoxedMessage.Malformation) {
            try BoxedMessage.decodeBox(string, into: &room, at: count)
        } catch {
            throw EJSONError(error)
        }
    }
    return boxCount
}
