import CSodium
import EJSONFormat

/// The box of a recipient's entry: a document's private key and the recipient's name, sealed by the document itself.
///
/// `nonce (24 bytes) + crypto_box_easy(private key (32 bytes) + name, nonce, recipient's public key, private key)`. The
/// shared key is the same for both sides. So the recipient opens it with its own private key and the document's public
/// key, and a holder of the document's private key can open it too, and check that it is genuine. Nobody else can make
/// one.
enum RecipientBox {
    private static let nonceCount = BoxedMessage.nonceCount

    /// The length in bytes of nonce and box in an entry with this name.
    static func byteCount(_ name: RecipientName) -> Int {
        nonceCount + BoxedMessage.tagCount + PrivateKey.byteCount + name.description.utf8.count
    }

    /// The nonce and the box from their text.
    ///
    /// - Throws: `invalidRecipient` when it is not strict base64, or does not have the length for this name.
    static func decoded(_ text: Span<UInt8>, named name: RecipientName) throws(EJSONError) -> [UInt8] {
        var box = [UInt8](repeating: 0, count: byteCount(name))
        var span = box.mutableSpan
        guard Base64.decodedCount(text) == span.count,
            Base64.decode(text, into: &span, at: 0) == span.count
        else { throw EJSONError(.invalidRecipient, .recipient(.malformedBox)) }
        return box
    }

    /// Seals the document's private key to a recipient.
    ///
    /// - Throws: `invalidRecipient` for a point of low order; `outOfMemory`, `cryptographyUnavailable`.
    static func seal(
        _ documentKey: borrowing PrivateKey,
        to recipient: PublicKey,
        named name: RecipientName
    ) throws(EJSONError) -> [UInt8] {
        let plaintext = try plaintext(documentKey, name)
        guard let sharedKey = try sharedKey(recipient, documentKey) else {
            throw EJSONError(.invalidRecipient, .recipient(.invalidPoint))
        }
        var box = [UInt8](repeating: 0, count: byteCount(name))
        var output = box.mutableSpan
        var nonces = NonceSource()
        // libsodium leaves the beginning of a plaintext on the stack: here the private key.
        defer { Sodium.wipeDeepStack() }
        let isSealed = nonces.withNext { nonce in
            copyBytes(nonce, to: &output, at: 0)
            return plaintext.withBytes { plaintext in
                sharedKey.withBytes { sharedKey in
                    Box.seal(
                        plaintext, nonce: nonce, sharedKey: sharedKey, into: &output,
                        at: nonceCount)
                }
            }
        }
        guard isSealed else { throw EJSONError(.cryptographyUnavailable) }
        return box
    }

    /// The private key in a box, opened with the recipient's.
    ///
    /// - Throws: `forgedRecipient` when the box does not open, or does not hold the private key of `document` and `name`;
    ///   `outOfMemory`, `cryptographyUnavailable`.
    static func open(
        _ box: [UInt8],
        named name: RecipientName,
        of document: PublicKey,
        with identity: borrowing PrivateKey
    ) throws(EJSONError) -> PrivateKey {
        guard let plaintext = try opened(box, document, identity) else { throw forged }
        let privateKey = try plaintext.withBytes { (bytes) throws(EJSONError) in
            guard holds(bytes, name) else { throw forged }
            return try PrivateKey(consuming: SecretBytes(copying: bytes.extracting(0..<PrivateKey.byteCount)))
        }
        guard privateKey.publicKey == document else { throw forged }
        return privateKey
    }

    /// Makes sure that a box holds this private key and this name, sealed to `recipient`.
    ///
    /// - Throws: `forgedRecipient`; `outOfMemory`, `cryptographyUnavailable`.
    static func verify(
        _ box: [UInt8],
        named name: RecipientName,
        sealedTo recipient: PublicKey,
        holding documentKey: borrowing PrivateKey
    ) throws(EJSONError) {
        let expected = try plaintext(documentKey, name)
        guard let opened = try opened(box, recipient, documentKey) else { throw forged }
        let isSame = opened.withBytes { opened in
            expected.withBytes { expected in
                guard opened.count == expected.count else { return false }
                return unsafe withPointer(to: opened, 0..<opened.count) { opened in
                    unsafe withPointer(to: expected, 0..<expected.count) { other in
                        unsafe sodium_memcmp(opened, other, expected.count) == 0
                    }
                }
            }
        }
        guard isSame else { throw forged }
    }

    private static var forged: EJSONError { EJSONError(.forgedRecipient, .recipient(.forged)) }

    private static func plaintext(
        _ documentKey: borrowing PrivateKey,
        _ name: RecipientName
    ) throws(EJSONError) -> SecretBytes {
        var plaintext = try SecretBytes(capacity: PrivateKey.byteCount + name.description.utf8.count)
        documentKey.withBytes { plaintext.append($0, 0..<PrivateKey.byteCount) }
        try plaintext.append(name.description)
        return plaintext
    }

    /// Whether the bytes are a private key and the name.
    private static func holds(_ bytes: Span<UInt8>, _ name: RecipientName) -> Bool {
        let name = Array(name.description.utf8)
        return bytes.count == PrivateKey.byteCount + name.count
            && haveSameBytes(bytes, at: PrivateKey.byteCount, name.span, at: 0, count: name.count)
    }

    /// The shared key; `nil` for a point of low order.
    private static func sharedKey(
        _ publicKey: PublicKey,
        _ privateKey: borrowing PrivateKey
    ) throws(EJSONError) -> SecretBytes? {
        var sharedKey = try SecretBytes(capacity: Box.sharedKeyCount)
        let isSafe = sharedKey.withRoom { room, count in
            count = room.count
            return Box.computeSharedKey(publicKey.bytes, privateKey, into: &room, at: 0)
        }
        guard isSafe else { return nil }
        return sharedKey
    }

    /// The content of a box; `nil` when it does not open.
    private static func opened(
        _ box: [UInt8],
        _ publicKey: PublicKey,
        _ privateKey: borrowing PrivateKey
    ) throws(EJSONError) -> SecretBytes? {
        guard box.count >= nonceCount + BoxedMessage.tagCount else { return nil }
        let boxCount = box.count - nonceCount
        defer { Sodium.wipeDeepStack() }
        // Box and shared key are in one piece of guarded memory, which is slow to allocate.
        var plaintext = try SecretBytes(capacity: boxCount + Box.sharedKeyCount)
        let isOpened = plaintext.withRoom { room, count in
            copyBytes(box.span.extracting(nonceCount..<box.count), to: &room, at: 0)
            count = boxCount - BoxedMessage.tagCount
            guard Box.computeSharedKey(publicKey.bytes, privateKey, into: &room, at: boxCount) else { return false }
            return Box.open(
                inPlace: &room, at: 0, count: boxCount, nonce: box.span.extracting(0..<nonceCount),
                sharedKeyAt: boxCount)
        }
        guard isOpened else { return nil }
        return plaintext
    }
}
