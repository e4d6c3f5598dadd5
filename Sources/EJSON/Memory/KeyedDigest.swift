import CSodium

/// Digests with a random key, which is wiped with this value. They show which texts are equal, and nothing else. The C
/// function is `crypto_generichash`.
package struct KeyedDigest: ~Copyable {
    private let key: SecretBytes

    package init() throws(EJSONError) {
        var key = try SecretBytes(capacity: Bytes32.count)
        key.withRoom { room, count in
            Sodium.randomize(&room)
            count = room.count
        }
        self.key = key
    }

    /// The digest of a text. The caller wipes the stack after the last one (`Sodium.wipeDeepStack()`).
    package borrowing func digest(_ text: Span<UInt8>) -> Bytes32 {
        var digest = Bytes32()
        key.withBytes { key in
            digest.withMutableBytes { digest in
                unsafe withPointer(to: text, 0..<text.count) { bytes in
                    unsafe withPointer(to: key, 0..<Bytes32.count) { key in
                        unsafe withMutablePointer(to: &digest, 0..<Bytes32.count) { digest in
                            _ = unsafe crypto_generichash(
                                digest, Bytes32.count, bytes, UInt64(text.count), key, Bytes32.count)
                        }
                    }
                }
            }
        }
        return digest
    }
}
