extension Bytes32 {
    /// Why the bytes must not be used as a public key; `nil` when they may.
    ///
    /// With a point of low order the shared secret is all zeros, so anyone can open the box. A coordinate also has
    /// several encodings, because the top bit is ignored and values above the prime are reduced (RFC 7748, section 5).
    /// Key generation makes only the canonical one. Others are refused, because with them a boxed message could be
    /// changed unnoticed.
    ///
    /// Comparing encodings checks a document without a key and without a scalar multiplication for each box. libsodium
    /// refuses low order as well when it computes a shared key, and its result is checked there.
    var pointDefect: EJSONError.Reason? {
        withBytes { bytes in
            let isLowOrder = lowOrderPoints.contains { point in
                bytes[31] & 0x7F == point[31] && (0..<31).allSatisfy { bytes[$0] == point[$0] }
            }
            if isLowOrder { return .lowOrderPoint }
            let isBelowPrime = bytes[31] < 0x7F || bytes[0] < 0xED || (1..<31).contains { bytes[$0] != 0xFF }
            return bytes[31] < 0x80 && isBelowPrime ? nil : .nonCanonicalPoint
        }
    }
}

/// Every encoding below 2^255 of a coordinate of order 1, 2, 4 or 8: 0, 1, two points of order 8, p-1, p and p+1.
let lowOrderPoints: [[UInt8]] = [
    [UInt8](repeating: 0x00, count: 32),
    [0x01] + [UInt8](repeating: 0x00, count: 31),
    [
        0xE0, 0xEB, 0x7A, 0x7C, 0x3B, 0x41, 0xB8, 0xAE, 0x16, 0x56, 0xE3, 0xFA, 0xF1, 0x9F, 0xC4, 0x6A,
        0xDA, 0x09, 0x8D, 0xEB, 0x9C, 0x32, 0xB1, 0xFD, 0x86, 0x62, 0x05, 0x16, 0x5F, 0x49, 0xB8, 0x00,
    ],
    [
        0x5F, 0x9C, 0x95, 0xBC, 0xA3, 0x50, 0x8C, 0x24, 0xB1, 0xD0, 0xB1, 0x55, 0x9C, 0x83, 0xEF, 0x5B,
        0x04, 0x44, 0x5C, 0xC4, 0x58, 0x1C, 0x8E, 0x86, 0xD8, 0x22, 0x4E, 0xDD, 0xD0, 0x9F, 0x11, 0x57,
    ],
    [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [0xEE] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
]
