import CSodium
import EJSONFormat

/// The NaCl box with a shared key that is computed already: libsodium's `crypto_box_*_afternm`.
///
/// Keys and nonces are spans of exactly 32 and 24 bytes. Ranges are checked before a pointer is taken.
enum Box {
    static let sharedKeyCount = 32

    /// Computes the key that both sides of a box share, into `sharedKey`, from `start` on.
    /// Returns `false` for a low-order public key. The C function is `crypto_box_beforenm`.
    static func computeSharedKey(
        _ publicKey: Bytes32,
        _ privateKey: borrowing PrivateKey,
        into sharedKey: inout MutableSpan<UInt8>,
        at start: Int
    ) -> Bool {
        let status = privateKey.withBytes { privateKey in
            publicKey.withBytes { publicKey in
                unsafe withPointer(to: privateKey, 0..<PrivateKey.byteCount) { privateKey in
                    unsafe withPointer(to: publicKey, 0..<PublicKey.byteCount) { publicKey in
                        unsafe withMutablePointer(to: &sharedKey, start..<start + sharedKeyCount) { sharedKey in
                            unsafe crypto_box_beforenm(sharedKey, publicKey, privateKey)
                        }
                    }
                }
            }
        }
        Sodium.wipeStack()
        return status == 0
    }

    /// Seals `plaintext` into a box in `output`, from `start` on: 16 bytes more than the plaintext.
    /// The C function is `crypto_box_easy_afternm`.
    static func seal(
        _ plaintext: Span<UInt8>,
        nonce: Span<UInt8>,
        sharedKey: Span<UInt8>,
        into output: inout MutableSpan<UInt8>,
        at start: Int
    ) -> Bool {
        let count = plaintext.count
        return unsafe withPointer(to: plaintext, 0..<count) { plaintext in
            unsafe withPointers(&output, start, count + BoxedMessage.tagCount, nonce, sharedKey) {
                box, nonce, sharedKey in
                unsafe crypto_box_easy_afternm(box, plaintext, UInt64(count), nonce, sharedKey) == 0
            }
        }
    }

    /// Seals in place: the `count` bytes of plaintext begin 16 bytes after `start`, where the box is to begin.
    /// The C function is `crypto_box_easy_afternm`.
    static func seal(
        inPlace output: inout MutableSpan<UInt8>,
        at start: Int,
        count: Int,
        nonce: Span<UInt8>,
        sharedKey: Span<UInt8>
    ) -> Bool {
        unsafe withPointers(&output, start, count + BoxedMessage.tagCount, nonce, sharedKey) { box, nonce, sharedKey in
            unsafe crypto_box_easy_afternm(box, box + BoxedMessage.tagCount, UInt64(count), nonce, sharedKey) == 0
        }
    }

    /// Opens the box of `count` bytes at `start` in place: the plaintext, 16 bytes shorter, then begins at `start`.
    /// Returns `false` when it does not open. The C function is `crypto_box_open_easy_afternm`.
    static func open(
        inPlace buffer: inout MutableSpan<UInt8>,
        at start: Int,
        count: Int,
        nonce: Span<UInt8>,
        sharedKey: Span<UInt8>
    ) -> Bool {
        unsafe withPointers(&buffer, start, count, nonce, sharedKey) { box, nonce, sharedKey in
            unsafe crypto_box_open_easy_afternm(box, box, UInt64(count), nonce, sharedKey) == 0
        }
    }

    /// The same with a shared key that is in the buffer, after the box.
    static func open(
        inPlace buffer: inout MutableSpan<UInt8>,
        at start: Int,
        count: Int,
        nonce: Span<UInt8>,
        sharedKeyAt keyStart: Int
    ) -> Bool {
        precondition(count >= BoxedMessage.tagCount && keyStart >= start + count)
        return unsafe withMutablePointer(to: &buffer, start..<keyStart + sharedKeyCount) { box in
            unsafe withPointer(to: nonce, 0..<BoxedMessage.nonceCount) { nonce in
                unsafe crypto_box_open_easy_afternm(box, box, UInt64(count), nonce, box + (keyStart - start)) == 0
            }
        }
    }

    private static func withPointers(
        _ buffer: inout MutableSpan<UInt8>,
        _ start: Int,
        _ count: Int,
        _ nonce: Span<UInt8>,
        _ sharedKey: Span<UInt8>,
        _ body: (UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt8>) -> Bool
    ) -> Bool {
        precondition(count >= BoxedMessage.tagCount)
        return unsafe withMutablePointer(to: &buffer, start..<start + count) { box in
            unsafe withPointer(to: nonce, 0..<BoxedMessage.nonceCount) { nonce in
                unsafe withPointer(to: sharedKey, 0..<sharedKeyCount) { sharedKey in
                    unsafe body(box, nonce, sharedKey)
                }
            }
        }
    }
}
