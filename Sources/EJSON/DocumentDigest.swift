import CSodium

extension Document {
    /// The SHA-256 of the document's text, in hex: which version of a file was read.
    /// The C function is `crypto_hash_sha256`.
    package func sha256() -> String {
        var digest = Bytes32()
        text.withBytes { text in
            digest.withMutableBytes { digest in
                unsafe withPointer(to: text, 0..<text.count) { text in
                    unsafe withMutablePointer(to: &digest, 0..<Bytes32.count) { digest in
                        _ = unsafe crypto_hash_sha256(digest, text, UInt64(self.text.count))
                    }
                }
            }
        }
        return digest.hexadecimal
    }
}
