import CSodium
import EJSONFormat

/// A Curve25519 private key: 32 bytes in guarded memory, wiped when the value goes.
///
/// ```swift
/// let privateKey = try PrivateKey(hexadecimal: digits)
/// let secrets = try Secrets(document, privateKey: privateKey)
/// ```
///
/// It cannot be copied, compared or printed. Its public half is computed when it is made, so that a wrong key and a box
/// that does not open are different errors.
public struct PrivateKey: ~Copyable, Sendable {
    /// The number of bytes in a key.
    public static let byteCount = 32

    /// The public key that belongs to this key. The C function is `crypto_scalarmult_base`.
    public let publicKey: PublicKey

    private let bytes: SecretBytes

    /// A key from 64 hex digits of either case, with or without white space around them, as a key file holds it. The
    /// digits are not copied elsewhere. The caller wipes them.
    ///
    /// - Throws: `invalidPrivateKey`, `outOfMemory`, `cryptographyUnavailable`.
    public init(hexadecimal digits: Span<UInt8>) throws(EJSONError) {
        var bytes = try SecretBytes(capacity: Self.byteCount)
        let trimmed = digits.extracting(rangeWithoutWhiteSpace(digits))
        let isValid = bytes.withRoom { room, count in
            count = room.count
            return decodeHexadecimal(trimmed, into: &room)
        }
        guard isValid else { throw EJSONError(.invalidPrivateKey, .notHexadecimal) }
        try self.init(consuming: bytes)
    }

    /// A key from its 32 bytes, which stay in the same guarded memory.
    ///
    /// - Throws: `invalidPrivateKey` for another number of bytes.
    public init(consuming bytes: consuming SecretBytes) throws(EJSONError) {
        guard bytes.count == Self.byteCount else { throw EJSONError(.invalidPrivateKey) }
        var point = Bytes32()
        let status = bytes.withBytes { key in
            point.withMutableBytes { point in
                unsafe withPointer(to: key, 0..<Self.byteCount) { key in
                    unsafe withMutablePointer(to: &point, 0..<PublicKey.byteCount) { point in
                        unsafe crypto_scalarmult_base(point, key)
                    }
                }
            }
        }
        guard status == 0 else { throw EJSONError(.invalidPrivateKey) }
        Sodium.wipeStack()
        self.init(bytes, publicKey: try PublicKey(point))
    }

    init(_ bytes: consuming SecretBytes, publicKey: PublicKey) {
        self.bytes = bytes
        self.publicKey = publicKey
    }

    /// Calls `body` with the 32 bytes. The span cannot outlive the call.
    public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withBytes(body)
    }

    /// The key as 64 lower-case hex digits and a line feed, as a key file holds it, in guarded memory.
    ///
    /// - Throws: `outOfMemory`.
    public borrowing func keyFileContent() throws(EJSONError) -> SecretBytes {
        var content = try SecretBytes(capacity: 2 * Self.byteCount + 1)
        bytes.withBytes { bytes in
            content.withRoom { room, count in
                encodeHexadecimal(bytes, into: &room)
                room[room.count - 1] = 0x0A
                count = room.count
            }
        }
        return content
    }
}

/// The range without ASCII white space at both ends.
private func rangeWithoutWhiteSpace(_ text: Span<UInt8>) -> Range<Int> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    var start = 0
    var end = text.count
    while start < end, isSpace(text[start]) { start += 1 }
    while end > start, isSpace(text[end - 1]) { end -= 1 }
    return start..<end
}
