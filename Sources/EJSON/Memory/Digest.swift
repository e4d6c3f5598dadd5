import CSodium
import EJSONFormat

/// The SHA-256 of bytes, in hex.
package func sha256(of bytes: [UInt8]) -> String {
    sha256(bytes.span).hexadecimal
}

/// The first eight hex digits of the SHA-256: enough to see that a text has changed.
package func shortDigest(of text: Span<UInt8>) -> String {
    String(sha256(text).hexadecimal.prefix(8))
}

/// The C function is `crypto_hash_sha256`.
func sha256(_ text: Span<UInt8>) -> Bytes32 {
    var digest = Bytes32()
    digest.withMutableBytes { digest in
        unsafe withPointer(to: text, 0..<text.count) { bytes in
            unsafe withMutablePointer(to: &digest, 0..<Bytes32.count) { digest in
                _ = unsafe crypto_hash_sha256(digest, bytes, UInt64(text.count))
            }
        }
    }
    return digest
}
