/// Bytes that depend on the seed alone (SplitMix64): the same on every machine. Not for keys.
struct SeededBytes {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Characters of base64, none of which a JSON string escapes.
    mutating func characters(_ count: Int) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var characters = [UInt8]()
        characters.reserveCapacity(count + 9)
        while characters.count < count {
            var bits = next()
            for _ in 0..<10 {
                characters.append(alphabet[Int(bits & 63)])
                bits >>= 6
            }
        }
        characters.removeLast(characters.count - count)
        return characters
    }
}
