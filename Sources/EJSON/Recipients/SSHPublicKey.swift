import CSodium
import EJSONFormat

/// An Ed25519 public key of ssh. Boxes are sealed to the X25519 key that belongs to it.
///
/// ```swift
/// if case .ssh(let key) = try RecipientKey(parsing: text) {
///     print(key.fingerprint)
/// }
/// ```
public struct SSHPublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The X25519 public key of the same key pair. The C function is `crypto_sign_ed25519_pk_to_curve25519`.
    public let publicKey: PublicKey

    private let point: Bytes32

    /// The name of the key type.
    static let type = "ssh-ed25519"

    /// A key from the base64 after `ssh-ed25519` in a `.pub` file.
    ///
    /// - Throws: `invalidRecipient`, also for a point that is of low order, not on the curve, not in the group of the base
    ///   point, or not in its canonical encoding. The C function is `crypto_core_ed25519_is_valid_point`.
    public init(base64: String) throws(EJSONError) {
        try self.init(base64: Array(base64.utf8).span)
    }

    init(base64 text: Span<UInt8>) throws(EJSONError) {
        // 4 + 11 bytes for the type, 4 + 32 for the point.
        var blob = [UInt8](repeating: 0, count: 51)
        var span = blob.mutableSpan
        guard Base64.decodedCount(text) == span.count,
            Base64.decode(text, into: &span, at: 0) == span.count
        else { throw EJSONError(.invalidRecipient, .recipient(.notAKey)) }
        try self.init(blob: blob.span)
    }

    /// A key from its encoding in ssh.
    init(blob: Span<UInt8>) throws(EJSONError) {
        var wire = SSHWire()
        guard wire.reads(Self.type, blob), let range = wire.string(blob), range.count == Bytes32.count,
            range.upperBound == blob.count
        else { throw EJSONError(.invalidRecipient, .recipient(.notAKey)) }
        try self.init(point: Bytes32(blob, at: range.lowerBound))
    }

    init(point: Bytes32) throws(EJSONError) {
        try Sodium.initialize()
        var converted = Bytes32()
        let isValid = point.withBytes { point in
            converted.withMutableBytes { converted in
                unsafe withPointer(to: point, 0..<Bytes32.count) { point in
                    unsafe withMutablePointer(to: &converted, 0..<Bytes32.count) { converted in
                        unsafe crypto_core_ed25519_is_valid_point(point) == 1
                            && crypto_sign_ed25519_pk_to_curve25519(converted, point) == 0
                    }
                }
            }
        }
        guard isValid else { throw EJSONError(.invalidRecipient, .recipient(.invalidPoint)) }
        self.point = point
        publicKey = try PublicKey(converted)
    }

    /// A key that was derived from its private key.
    init(point: Bytes32, publicKey: PublicKey) {
        self.point = point
        self.publicKey = publicKey
    }

    private var blob: [UInt8] {
        let type = Array(Self.type.utf8)
        return [0, 0, 0, UInt8(type.count)] + type + [0, 0, 0, UInt8(Bytes32.count)]
            + point.withBytes { point in point.indices.map { point[$0] } }
    }

    /// `ssh-ed25519` and the base64 of the key, as at the beginning of a `.pub` file.
    public var description: String { Self.type + " " + base64(blob) }

    /// `SHA256:` and the base64 of the key's SHA-256, as `ssh-keygen -l` prints it.
    public var fingerprint: String {
        let digest = Bytes32(sha256Of: blob.span).withBytes { digest in digest.indices.map { digest[$0] } }
        return "SHA256:" + String(base64(digest).prefix { $0 != "=" })
    }
}

/// The base64 of bytes that are not secret.
func base64(_ bytes: [UInt8]) -> String {
    let count = Base64.encodedCount(bytes.count)
    var text = [UInt8](repeating: 0, count: count - bytes.count) + bytes
    var span = text.mutableSpan
    Base64.encode(&span, from: count - bytes.count, count: bytes.count, to: 0)
    return String(decoding: text, as: UTF8.self)
}
