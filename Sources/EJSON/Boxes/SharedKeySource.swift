import EJSONFormat

/// What gives the shared keys that open a document's values: the document's private key, or what an agent has answered.
package protocol SharedKeySource: ~Copyable, Sendable {
    /// The public key that the values are sealed to.
    var publicKey: PublicKey { get }

    /// Writes the key that is shared with an ephemeral key to `room`, from `start` on: 32 bytes.
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
