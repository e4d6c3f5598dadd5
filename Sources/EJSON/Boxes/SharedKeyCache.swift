import EJSONFormat

/// The shared keys of the ephemeral keys met last, in guarded memory.
///
/// A document written in one go has one ephemeral key; one grown over years has one for each day it was edited.
/// The number of slots is fixed, so a document made to fill the cache costs time in proportion to its length, and no
/// memory.
struct SharedKeyCache: ~Copyable {
    private static let slotCount = 256

    private var ephemeralKeys = [Bytes32?](repeating: nil, count: slotCount)
    private var sharedKeys: SecretBytes

    init() throws(EJSONError) {
        sharedKeys = try SecretBytes(capacity: Self.slotCount * Box.sharedKeyCount)
        sharedKeys.withRoom { $1 = $0.count }
    }

    /// The slot that holds the shared key, computed if need be.
    ///
    /// - Throws: `malformedBoxedMessage` for a point of low order.
    mutating func slot(for ephemeralKey: Bytes32, _ privateKey: borrowing PrivateKey) throws(EJSONError) -> Int {
        let slot = ephemeralKey.withBytes { Int($0[0]) } % Self.slotCount
        if ephemeralKeys[slot] == ephemeralKey { return slot }
        ephemeralKeys[slot] = nil
        let isSafe = sharedKeys.withRoom { room, _ in
            Box.computeSharedKey(ephemeralKey, privateKey, into: &room, at: slot * Box.sharedKeyCount)
        }
        guard isSafe else { throw EJSONError(.malformedBoxedMessage, .lowOrderPoint) }
        ephemeralKeys[slot] = ephemeralKey
        return slot
    }

    /// Calls `body` with the shared key in `slot`.
    borrowing func withKey<Result>(in slot: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        sharedKeys.withBytes { keys in
            body(keys.extracting(slot * Box.sharedKeyCount..<(slot + 1) * Box.sharedKeyCount))
        }
    }
}
