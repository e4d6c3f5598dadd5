import CSodium
import EJSONFormat

extension Document {
    /// The SHA-256 of the document's text, in hex: which version of a file was read.
    package func sha256() -> String {
        text.withBytes { EJSON.sha256($0).hexadecimal }
    }
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
