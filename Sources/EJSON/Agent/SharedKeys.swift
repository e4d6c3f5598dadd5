import EJSONFormat

/// The shared keys of a document's ephemeral keys, as an agent has answered them. They open the values of the document
/// that were sealed with those ephemeral keys, and nothing else. They are in guarded memory, and wiped when the value
/// goes.
package struct SharedKeys: ~Copyable, Sendable {
    /// The public key that the values are sealed to.
    package let publicKey: PublicKey

    /// Where each key begins.
    private let offsets: [Bytes32: Int]
    private var bytes: SecretBytes

    /// With room for the shared keys of `ephemeralKeys`, which are to be received in their order.
    init(of publicKey: PublicKey, _ ephemeralKeys: [PublicKey]) throws(EJSONError) {
        bytes = try SecretBytes(capacity: ephemeralKeys.count * Box.sharedKeyCount)
        self.publicKey = publicKey
        offsets = Dictionary(
            ephemeralKeys.enumerated().map { ($1.bytes, $0 * Box.sharedKeyCount) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Receives the answer to a request for the next keys.
    mutating func receive(_ count: Int, over connection: borrowing AgentConnection) throws(EJSONError) {
        try connection.receiveAnswer(keys: count, appendingTo: &bytes)
    }
}

extension SharedKeys: SharedKeySource {
    package func sharedKey(
        for ephemeralKey: Bytes32,
        into room: inout MutableSpan<UInt8>,
        at start: Int
    ) throws(EJSONError) {
        guard let offset = offsets[ephemeralKey] else {
            // All ephemeral keys of the document were asked for.
            throw EJSONError(.refusedByAgent, .agent(.notInFile))
        }
        bytes.withBytes { copyBytes($0.extracting(offset..<offset + Box.sharedKeyCount), to: &room, at: start) }
    }
}
