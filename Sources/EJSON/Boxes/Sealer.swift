import EJSONFormat

/// Seals values to one recipient with one ephemeral key.
package struct Sealer: ~Copyable, Sendable {
    private let sharedKey: SecretBytes
    private let prefix: [UInt8]

    package init(recipient: PublicKey) throws(EJSONError) {
        let ephemeral = try KeyPair.generate()
        var sharedKey = try SecretBytes(capacity: Box.sharedKeyCount)
        let isSafe = sharedKey.withRoom { room, count in
            count = room.count
            return Box.computeSharedKey(recipient.bytes, ephemeral.privateKey, into: &room, at: 0)
        }
        guard isSafe else { throw EJSONError(.invalidPublicKey, .lowOrderPoint) }
        self.sharedKey = sharedKey
        prefix = ephemeral.publicKey.withBytes { BoxedMessage.prefix(ephemeralKey: $0) }
    }

    /// The boxed message of one value.
    ///
    /// - Throws: `cryptographyUnavailable` when libsodium refuses to seal.
    package borrowing func message(sealing plaintext: Span<UInt8>) throws(EJSONError) -> [UInt8] {
        let count = plaintext.count
        var message = [UInt8](repeating: 0, count: BoxedMessage.count(sealing: count))
        var output = message.mutableSpan
        var nonces = NonceSource()
        let isSealed = nonces.withNext { nonce in
            sharedKey.withBytes { key in
                let start = BoxedMessage.boxOffset(sealing: count)
                guard Box.seal(plaintext, nonce: nonce, sharedKey: key, into: &output, at: start) else {
                    return false
                }
                BoxedMessage.finish(&output, at: 0, sealing: count, prefix: prefix.span, nonce: nonce)
                return true
            }
        }
        guard isSealed else { throw EJSONError(.cryptographyUnavailable) }
        return message
    }

    /// Writes the boxed message of one string to `output`, from `start` on.
    borrowing func seal(
        _ string: JSONString,
        of source: Span<UInt8>,
        nonce: Span<UInt8>,
        into output: inout MutableSpan<UInt8>,
        at start: Int
    ) -> Bool {
        let count = string.unescapedCount
        let boxStart = start + BoxedMessage.boxOffset(sealing: count)
        let isSealed = sharedKey.withBytes { key in
            guard string.hasEscapes else {
                return Box.seal(
                    source.extracting(string.range), nonce: nonce, sharedKey: key, into: &output, at: boxStart)
            }
            // The box is then written over the unescaped text.
            unescape(source.extracting(string.range), into: &output, at: boxStart + BoxedMessage.tagCount)
            return Box.seal(inPlace: &output, at: boxStart, count: count, nonce: nonce, sharedKey: key)
        }
        if isSealed { BoxedMessage.finish(&output, at: start, sealing: count, prefix: prefix.span, nonce: nonce) }
        return isSealed
    }
}
