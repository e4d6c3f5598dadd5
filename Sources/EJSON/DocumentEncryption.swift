import EJSONFormat

extension Document {
    /// The document with every selected string sealed, all other bytes unchanged but for raw line breaks inside
    /// strings, which become `\n` and `\r`. Values that are sealed already keep their boxed message; a document with
    /// nothing to do comes back as it is.
    ///
    /// Needs no private key. One ephemeral key pair serves the call and is wiped in it; every value has a nonce of
    /// its own. Takes time in proportion to the document.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion` for a value that has the shape of a boxed message and
    ///   is none; `invalidPublicKey`; `outOfMemory`.
    ///
    /// The box is `crypto_box_easy`'s.
    public func encrypted() throws(EJSONError) -> [UInt8] {
        if let sealed = try sealed() { return sealed }
        return text.withBytes { text in
            unsafe [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
                var output = unsafe buffer.mutableSpan
                copy(text, 0..<text.count, to: &output, at: 0)
                count = text.count
            }
        }
    }

    /// The same, or `nil` when there is nothing to do.
    package func sealed() throws(EJSONError) -> [UInt8]? {
        try text.withBytes { (source) throws(EJSONError) in
            let plan = try EncryptionPlan(text, source)
            guard !plan.rewrites.isEmpty else { return nil }
            let sealer = try Sealer(recipient: recipient)
            var failed = false
            let output = unsafe [UInt8](unsafeUninitializedCapacity: plan.outputCount) { buffer, count in
                var output = unsafe buffer.mutableSpan
                failed = !sealer.write(source, text.scan.strings, rewriting: plan.rewrites, to: &output)
                count = plan.outputCount
            }
            guard !failed else { throw EJSONError(.cryptographyUnavailable) }
            return output
        }
    }
}

/// Which of the scanned strings are to be rewritten, and how long the document then is.
private struct EncryptionPlan {
    private(set) var rewrites: [Int] = []
    private(set) var outputCount: Int

    init(_ text: DocumentText, _ source: Span<UInt8>) throws(EJSONError) {
        outputCount = source.count
        var inspector = BoxedMessageInspector()
        var reader = LiteralReader()
        func isBoxed(_ string: JSONString) throws(EJSONError) -> Bool {
            guard string.unescapedCount >= BoxedMessage.minimumCount else { return false }
            do throws(EJSONError) {
                return try reader.read(string, of: source) { (text, range) throws(EJSONError) in
                    try inspector.isBoxed(text, range)
                }
            } catch {
                throw text.placing(error, at: string)
            }
        }
        for (index, scanned) in text.scan.strings.enumerated() {
            let string = scanned.string
            if scanned.selection.isEmpty {
                outputCount += string.lineBreaks
            } else if try isBoxed(string) {
                continue
            } else {
                outputCount += BoxedMessage.count(sealing: string.unescapedCount) - string.count
            }
            rewrites.append(index)
        }
    }
}

/// Seals values to one recipient with one ephemeral key.
private struct Sealer: ~Copyable {
    private let sharedKey: SecretBytes
    private let prefix: [UInt8]

    init(recipient: PublicKey) throws(EJSONError) {
        let ephemeral = try KeyPair.generate()
        var sharedKey = try SecretBytes(capacity: Box.sharedKeyCount)
        let isSafe = sharedKey.withRoom { room, count in
            count = room.count
            return Box.computeSharedKey(recipient.bytes, ephemeral.privateKey, into: &room, at: 0)
        }
        guard isSafe else { throw EJSONError(.invalidPublicKey, .lowOrderPoint) }
        self.sharedKey = sharedKey
        prefix = ephemeral.publicKey.withBytes { BoxedMessage.prefix(ephemeralKey: $0) }
    }

    /// Writes the document with its rewrites. Returns `false` when libsodium refuses to seal.
    borrowing func write(
        _ source: Span<UInt8>,
        _ strings: [ScannedString],
        rewriting rewrites: [Int],
        to output: inout MutableSpan<UInt8>
    ) -> Bool {
        var nonces = NonceSource()
        var read = 0
        var written = 0
        for index in rewrites {
            let string = strings[index].string
            copy(source, read..<string.start, to: &output, at: written)
            written += string.start - read
            read = string.end
            if strings[index].selection.isEmpty {
                written = copyEscapingLineBreaks(source, string.range, to: &output, at: written)
            } else {
                let isSealed = nonces.withNext { seal(string, of: source, nonce: $0, into: &output, at: written) }
                guard isSealed else { return false }
                written += BoxedMessage.count(sealing: string.unescapedCount)
            }
        }
        copy(source, read..<source.count, to: &output, at: written)
        return true
    }

    /// Writes the boxed message of one string to `output`, from `start` on.
    private borrowing func seal(
        _ string: JSONString,
        of source: Span<UInt8>,
        nonce: Span<UInt8>,
        into output: inout MutableSpan<UInt8>,
        at start: Int
    ) -> Bool {
        let count = string.unescapedCount
        let boxStart = start + BoxedMessage.boxOffset(sealing: count)
        let isSealed = sharedKey.withBytes { key in
            guard string.hasEscapes else {
                return Box.seal(source, string.range, nonce: nonce, sharedKey: key, into: &output, at: boxStart)
            }
            // The box then covers the unescaped text, byte for byte.
            unescape(string.range, of: source, into: &output, at: boxStart + BoxedMessage.tagCount)
            return Box.seal(inPlace: &output, at: boxStart, count: count, nonce: nonce, sharedKey: key)
        }
        if isSealed { BoxedMessage.finish(&output, at: start, sealing: count, prefix: prefix.span, nonce: nonce) }
        return isSealed
    }
}

private func copyEscapingLineBreaks(
    _ source: Span<UInt8>,
    _ range: Range<Int>,
    to output: inout MutableSpan<UInt8>,
    at start: Int
) -> Int {
    var written = start
    for index in range {
        switch source[index] {
        case 0x0A, 0x0D:
            output[written] = UInt8(ascii: "\\")
            output[written + 1] = source[index] == 0x0A ? UInt8(ascii: "n") : UInt8(ascii: "r")
            written += 2
        default:
            output[written] = source[index]
            written += 1
        }
    }
    return written
}
