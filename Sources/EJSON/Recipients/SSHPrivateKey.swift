import CSodium
import EJSONFormat

/// An Ed25519 private key as OpenSSH stores it (`PROTOCOL.key` in its sources), and the X25519 key that belongs to it.
/// All secrets stay in guarded memory.
enum SSHPrivateKey {
    private static let header = "-----BEGIN OPENSSH PRIVATE KEY-----"
    private static let footer = "-----END OPENSSH PRIVATE KEY-----"

    /// Whether a file's text is a private key of ssh, of any kind.
    static func isPrivateKey(_ text: Span<UInt8>) -> Bool { find("-----BEGIN ", in: text, from: 0) == 0 }

    /// The X25519 private key in the text of a file, and the public key that the file names.
    /// The C function is `crypto_sign_ed25519_sk_to_curve25519`.
    ///
    /// - Throws: `invalidRecipient` for a text that is not such a key, a key of another type, and one with a
    ///   passphrase; `keyMismatch` when the file's two halves do not belong together; `outOfMemory`.
    static func read(
        _ text: Span<UInt8>,
        isTrusted: Bool,
        _ body: (SSHPublicKey, consuming PrivateKey) -> Identity
    ) throws(EJSONError) -> Identity {
        try withBlob(text) { (blob) throws(EJSONError) in
            let (point, secret) = try read(blob)
            let privateKey = try converted(blob.extracting(secret), isTrusted ? nil : point)
            let publicKey = SSHPublicKey(point: point, publicKey: privateKey.publicKey)
            return body(publicKey, privateKey)
        }
    }

    /// Calls `body` with the decoded base64 between header and footer.
    private static func withBlob(
        _ text: Span<UInt8>,
        _ body: (Span<UInt8>) throws(EJSONError) -> Identity
    ) throws(EJSONError) -> Identity {
        guard let start = find(header, in: text, from: 0) else {
            // PEM of another kind: RSA, EC, DSA or PKCS #8.
            throw problem(isPrivateKey(text) ? .unsupportedKeyType(kind(text)) : .notAnIdentity)
        }
        let bodyStart = start + header.utf8.count
        guard let end = find(footer, in: text, from: bodyStart) else { throw problem(.notAnIdentity) }
        // The base64 without white space and the decoded bytes are in one piece of guarded memory, which is slow to
        // allocate.
        var memory = try SecretBytes(capacity: 2 * (end - bodyStart))
        var lineStart = bodyStart
        for index in bodyStart...end where index == end || isWhiteSpace(text[index]) {
            memory.append(text, lineStart..<index)
            lineStart = index + 1
        }
        let textCount = memory.count
        let count = memory.withRoom { room, used in
            unsafe room.withUnsafeMutableBufferPointer { memory -> Int? in
                let text = unsafe UnsafeBufferPointer(rebasing: memory[..<textCount])
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: memory[textCount...])
                var output = unsafe rest.mutableSpan
                let count = unsafe Base64.decode(text.span, into: &output, at: 0)
                used += count ?? 0
                return count
            }
        }
        guard let count, count > 0 else { throw problem(.notAnIdentity) }
        return try memory.withBytes { (bytes) throws(EJSONError) in
            try body(bytes.extracting(textCount..<textCount + count))
        }
    }

    private static func kind(_ text: Span<UInt8>) -> String {
        // Between `-----BEGIN ` and `-----`.
        let line = text.indices.prefix { text[$0] != 0x0A && text[$0] != 0x0D }.prefix(64).map { text[$0] }
        return String(decoding: line.dropFirst(11).prefix { $0 != UInt8(ascii: "-") }, as: UTF8.self)
    }

    /// The public key, and the range of the secret one: seed and public key, 64 bytes.
    private static func read(_ blob: Span<UInt8>) throws(EJSONError) -> (point: Bytes32, secret: Range<Int>) {
        let magic = Array("openssh-key-v1\0".utf8)
        guard blob.count > magic.count, haveSameBytes(blob, at: 0, magic.span, at: 0, count: magic.count) else {
            throw problem(.notAnIdentity)
        }
        let rest = blob.extracting(magic.count..<blob.count)
        var wire = SSHWire()
        let isPlain = wire.reads("none", rest)
        guard let kdf = wire.string(rest), wire.string(rest) != nil else { throw problem(.notAnIdentity) }
        guard isPlain, kdf.count == 4 else { throw problem(.passphrase) }
        guard wire.number(rest) == 1, wire.string(rest) != nil, let secret = wire.string(rest) else {
            throw problem(.notAnIdentity)
        }
        let keys = rest.extracting(secret)
        var inner = SSHWire()
        guard let check = inner.number(keys), inner.number(keys) == check, let type = inner.string(keys) else {
            throw problem(.notAnIdentity)
        }
        let typeName = String(decoding: type.map { keys[$0] }, as: UTF8.self)
        guard typeName == SSHPublicKey.type else { throw problem(.unsupportedKeyType(typeName)) }
        guard let point = inner.string(keys), point.count == Bytes32.count, let pair = inner.string(keys),
            pair.count == 2 * Bytes32.count
        else { throw problem(.notAnIdentity) }
        let offset = magic.count + secret.lowerBound
        return (Bytes32(keys, at: point.lowerBound), offset + pair.lowerBound..<offset + pair.upperBound)
    }

    /// The X25519 key of a secret Ed25519 key: of its seed, which is the first half. The C functions are
    /// `crypto_sign_ed25519_sk_to_curve25519` and, to check that the public key belongs to the seed,
    /// `crypto_sign_seed_keypair`.
    private static func converted(_ secret: Span<UInt8>, _ point: Bytes32?) throws(EJSONError) -> PrivateKey {
        // The key, and after it the key pair that is derived from the seed.
        var bytes = try SecretBytes(capacity: PrivateKey.byteCount + 2 * Bytes32.count)
        var derived = Bytes32()
        let status = bytes.withRoom { room, count in
            count = PrivateKey.byteCount
            return derived.withMutableBytes { derived in
                unsafe withPointer(to: secret, 0..<secret.count) { secret in
                    unsafe withMutablePointer(to: &room, 0..<room.count) { key in
                        unsafe withMutablePointer(to: &derived, 0..<Bytes32.count) { derived in
                            let status = unsafe crypto_sign_ed25519_sk_to_curve25519(key, secret)
                            guard point != nil, status == 0 else { return status }
                            return unsafe crypto_sign_seed_keypair(derived, key + PrivateKey.byteCount, secret)
                        }
                    }
                }
            }
        }
        Sodium.wipeDeepStack()
        guard status == 0 else { throw problem(.notAnIdentity) }
        guard derived == point ?? derived else { throw EJSONError(.keyMismatch) }
        return try PrivateKey(consuming: bytes)
    }
}

private func problem(_ problem: RecipientProblem) -> EJSONError {
    EJSONError(.invalidRecipient, .recipient(problem))
}

private func find(_ pattern: String, in text: Span<UInt8>, from start: Int) -> Int? {
    let pattern = Array(pattern.utf8)
    guard text.count - start >= pattern.count else { return nil }
    return (start...text.count - pattern.count).first {
        text[$0] == pattern[0] && haveSameBytes(text, at: $0, pattern.span, at: 0, count: pattern.count)
    }
}

private func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0x20 || byte == 0x09 }
