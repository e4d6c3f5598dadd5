import CSodium

extension Bytes32 {
    /// The SHA-256 of a text. The C function is `crypto_hash_sha256`.
    package init(sha256Of text: Span<UInt8>) {
        self.init()
        withMutableBytes { digest in
            unsafe withPointer(to: text, 0..<text.count) { bytes in
                unsafe withMutablePointer(to: &digest, 0..<Bytes32.count) { digest in
                    _ = unsafe crypto_hash_sha256(digest, bytes, UInt64(text.count))
                }
            }
        }
    }

    /// The first eight hex digits, which suffice to see that a text has changed.
    package var abbreviation: String { String(hexadecimal.prefix(8)) }
}
