import EJSONFormat

/// Opens boxed messages with one private key.
struct MessageOpener: ~Copyable {
    private var sharedKeys: SharedKeyCache
    private var header = [UInt8](repeating: 0, count: BoxedMessage.headerCount)

    init() throws(EJSONError) {
        sharedKeys = try SharedKeyCache()
    }

    /// Appends the string of a message that has the shape of one, escaped for JSON, to `output`.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion`, `authenticationFailed`, `outOfMemory`, without a place.
    mutating func open(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        _ privateKey: borrowing PrivateKey,
        appendingTo output: inout SecretBytes
    ) throws(EJSONError) {
        let boxCount: Int
        do throws(BoxedMessage.Malformation) {
            var span = header.mutableSpan
            try BoxedMessage.decodeHeader(text, range, into: &span)
            boxCount = try BoxedMessage.boxCount(text, range)
        } catch {
            throw EJSONError(error)
        }
        let ephemeralKey = Bytes32(header.span)
        let slot = try sharedKeys.slot(for: ephemeralKey, privateKey)

        try output.reserve(boxCount)
        let nonce = header.span.extracting(BoxedMessage.ephemeralKeyCount..<BoxedMessage.headerCount)
        try output.withRoom { (room, count) throws(EJSONError) in
            do throws(BoxedMessage.Malformation) {
                try BoxedMessage.decodeBox(text, range, into: &room, at: count)
            } catch {
                throw EJSONError(error)
            }
            let isOpened = sharedKeys.withKey(in: slot) { key in
                Box.open(inPlace: &room, at: count, count: boxCount, nonce: nonce, sharedKey: key)
            }
            guard isOpened else { throw EJSONError(.authenticationFailed) }
            count += boxCount - BoxedMessage.tagCount
        }
        try output.escape(last: boxCount - BoxedMessage.tagCount)
    }
}
