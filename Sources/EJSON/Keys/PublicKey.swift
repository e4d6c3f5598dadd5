import EJSONFormat

/// A Curve25519 public key: 32 bytes, written as 64 hex digits. Each document has one.
///
/// ```swift
/// let key = try PublicKey(hexadecimal: "b72238d9ff93b0037ec984e5e7f85b715b77223d35cb9b093cefc5dc58c80567")
/// print("the private key belongs in \(KeyDirectory.standard.file(for: key))")
/// ```
public struct PublicKey: Hashable, Sendable {
    /// The number of bytes in a key.
    public static let byteCount = 32

    package let bytes: Bytes32

    /// A key from 64 hex digits of either case, without white space.
    ///
    /// - Throws: `invalidPublicKey` for anything else, and for a point of low order or not in its canonical encoding.
    public init(hexadecimal: String) throws(EJSONError) {
        try self.init(hexadecimalDigits: Array(hexadecimal.utf8).span)
    }

    /// A key from its 32 bytes.
    ///
    /// - Throws: `invalidPublicKey` for another number of bytes, and for a point of low order or not in its canonical
    ///   encoding.
    public init(bytes: Span<UInt8>) throws(EJSONError) {
        guard bytes.count == Self.byteCount else { throw EJSONError(.invalidPublicKey) }
        try self.init(Bytes32(bytes))
    }

    init(hexadecimalDigits digits: Span<UInt8>) throws(EJSONError) {
        var bytes = Bytes32()
        guard bytes.withMutableBytes({ decodeHexadecimal(digits, into: &$0) }) else {
            throw EJSONError(.invalidPublicKey, .notHexadecimal)
        }
        try self.init(bytes)
    }

    init(_ bytes: Bytes32) throws(EJSONError) {
        if let defect = bytes.pointDefect { throw EJSONError(.invalidPublicKey, defect) }
        self.bytes = bytes
    }

    /// Calls `body` with the 32 bytes.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withBytes(body)
    }

    /// The key as 64 lower-case hex digits, which is also the name of the private key's file.
    public var description: String { bytes.hexadecimal }
}
