import EJSONFormat

/// The shared keys of the last ephemeral keys, in guarded memory.
///
/// A document that was encrypted once has one ephemeral key; one that has been edited for years has one for each edit.
/// The number of slots is fixed, so a document that is made to fill the cache takes time in proportion to its length,
/// and no memory.
struct SharedKeyCache: ~Copyable {
    private static let slotCount = 256

    private var ephemeralKeys = [Bytes32?](repeating: nil, count: slotCount)
    private var sharedKeys: SecretBytes

    init() throws(EJSONError) {
        sharedKeys = try SecretBytes(capacity: Self.slotCount * Box.sharedKeyCount)
        sharedKeys.withRoom { $1 = $0.count }
    }

    /// The slot with the shared key, which is taken from the source if it is not there yet.
    ///
    /// - Throws: what the source throws.
    mutating func slot<Source: SharedKeySource & ~Copyable>(
        for ephemeralKey: Bytes32,
        _ source: borrowing Source
    ) throws(EJSONError) -> Int {
        let slot = ephemeralKey.withBytes { Int($0[0]) } % Self.slotCount
        if ephemeralKeys[slot] == ephemeralKey { return slot }
        ephemeralKeys[slot] = nil
        try sharedKeys.withRoom { (room, _) throws(EJSONError) in
            try source.sharedKey(for: ephemeralKey, into: &room, at: slot * Box.sharedKeyCount)
        }
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
