import EJSONFormat

/// A source of the shared keys that open a document's values: the document's private key, or the answer of an agent.
package protocol SharedKeySource: ~Copyable, Sendable {
    /// The public key that the values are sealed to.
    var publicKey: PublicKey { get }

    /// Writes the 32 bytes of the key that is shared with an ephemeral key to `room`, from `start` on.
    ///
    /// - Throws: `malformedBoxedMessage` for a point of low order; `refusedByAgent` for a key that is not there.
    func sharedKey(
        for ephemeralKey: Bytes32,
        into room: inout MutableSpan<UInt8>,
        at start: Int
    ) throws(EJSONError)
}

extension PrivateKey: SharedKeySource {
    package func sharedKey(
        for ephemeralKey: Bytes32,
        into room: inout MutableSpan<UInt8>,
        at start: Int
    ) throws(EJSONError) {
        guard Box.computeSharedKey(ephemeralKey, self, into: &room, at: start) else {
            throw EJSONError(.malformedBoxedMessage, .lowOrderPoint)
        }
    }
}
