import CSodium

/// A private key and the public key that belongs to it.
///
/// ```swift
/// let keyPair = try KeyPair.generate()
/// let file = try KeyDirectory.standard.store(keyPair)
/// print("\(keyPair.publicKey): the private key is in \(file)")
/// ```
public struct KeyPair: ~Copyable, Sendable {
    /// The private key, in guarded memory.
    public let privateKey: PrivateKey

    /// The public key.
    public var publicKey: PublicKey { privateKey.publicKey }

    /// A new key pair, generated inside guarded memory.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    ///
    /// The C function is `crypto_box_keypair`.
    public static func generate() throws(EJSONError) -> KeyPair {
        var publicKey = Bytes32()
        var privateKey = try SecretBytes(capacity: PrivateKey.byteCount)
        let status = privateKey.withRoom { room, count in
            count = room.count
            return publicKey.withMutableBytes { publicKey in
                unsafe withMutablePointer(to: &publicKey, 0..<PublicKey.byteCount) { publicKey in
                    unsafe withMutablePointer(to: &room, 0..<PrivateKey.byteCount) { privateKey in
                        unsafe crypto_box_keypair(publicKey, privateKey)
                    }
                }
            }
        }
        guard status == 0 else { throw EJSONError(.cryptographyUnavailable) }
        Sodium.wipeStack()
        return KeyPair(privateKey: PrivateKey(privateKey, publicKey: try PublicKey(publicKey)))
    }
}
