/// A sealed value as it is written in a document: `EJ[1:` ephemeral public key `:` nonce `:` box `]`, in base64.
package enum BoxedMessage {
    package static let ephemeralKeyCount = 32
    package static let nonceCount = 24
    package static let tagCount = 16

    /// The length in bytes of the part that all values sealed with one ephemeral key share: `EJ[1:` key `:`.
    package static let prefixCount = 50

    /// The least length in bytes of a string that may have the shape of a boxed message.
    package static let minimumCount = boxTextStart + 2

    /// Why a boxed message cannot be opened, whatever the key.
    package enum Malformation: Error, Hashable {
        case unsupportedVersion
        case invalidEphemeralKey
        case invalidNonce
        case invalidBox
    }

    private static let ephemeralKeyText = 5..<49
    private static let nonceText = 50..<82
    private static let boxTextStart = 83

    /// The length in bytes of everything before the box: version, ephemeral key and nonce.
    package static let headerCount = boxTextStart

    /// The length in bytes of the message for a plaintext of `count` bytes.
    package static func count(sealing count: Int) -> Int {
        boxTextStart + Base64.encodedCount(count + tagCount) + 1
    }

    /// The most bytes of plaintext that a message of `count` bytes can hold.
    package static func greatestPlaintextCount(in count: Int) -> Int {
        max(0, (count - boxTextStart - 1) / 4 * 3 - tagCount)
    }

    /// Whether the reference would take the string for boxed: as a whole `EJ[`, a digit, `:`, 44 characters of base64,
    /// `:`, 32 of them, `:`, one or more bytes but line feeds, `]`. It need not be well formed.
    package static func hasShape(_ string: Span<UInt8>) -> Bool {
        guard hasFrame(string) else { return false }
        for index in ephemeralKeyText where !isBase64Character(string[index]) { return false }
        for index in nonceText where !isBase64Character(string[index]) { return false }
        for index in boxText(string) where string[index] == 0x0A { return false }
        return true
    }

    /// Whether the fixed characters of the shape are there. If the parts between them decode, the string has the whole
    /// shape.
    package static func hasFrame(_ string: Span<UInt8>) -> Bool {
        string.count >= minimumCount
            && string[0] == UInt8(ascii: "E") && string[1] == UInt8(ascii: "J")
            && string[2] == UInt8(ascii: "[")
            && UInt8(ascii: "0")...UInt8(ascii: "9") ~= string[3]
            && string[4] == UInt8(ascii: ":")
            && string[ephemeralKeyText.upperBound] == UInt8(ascii: ":")
            && string[nonceText.upperBound] == UInt8(ascii: ":")
            && string[string.count - 1] == UInt8(ascii: "]")
    }

    private static func isBase64Character(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// Whether a string that `hasFrame` begins with `prefix`: `EJ[1:`, an ephemeral key, `:`.
    package static func hasPrefix(_ string: Span<UInt8>, _ prefix: Span<UInt8>) -> Bool {
        precondition(prefix.count == prefixCount)
        return haveSameBytes(string, at: 0, prefix, at: 0, count: prefixCount)
    }

    /// Decodes the ephemeral key of a string that `hasFrame` to `key`, which has 32 bytes.
    package static func decodeEphemeralKey(
        _ string: Span<UInt8>,
        into key: inout MutableSpan<UInt8>
    ) throws(Malformation) {
        guard string[3] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        let keyText = string.extracting(ephemeralKeyText)
        guard Base64.decodedCount(keyText) == ephemeralKeyCount, Base64.decode(keyText, into: &key, at: 0) != nil
        else { throw .invalidEphemeralKey }
    }

    /// Decodes the nonce of a string that `hasFrame` to `nonce`, which has 24 bytes.
    package static func decodeNonce(
        _ string: Span<UInt8>,
        into nonce: inout MutableSpan<UInt8>
    ) throws(Malformation) {
        let text = string.extracting(nonceText)
        guard Base64.decodedCount(text) == nonceCount, Base64.decode(text, into: &nonce, at: 0) != nil
        else { throw .invalidNonce }
    }

    /// The length in bytes of the box in a string that `hasFrame`, by its text's length and padding.
    package static func boxCount(_ string: Span<UInt8>) throws(Malformation) -> Int {
        guard let count = Base64.decodedCount(string.extracting(boxText(string))), count >= tagCount else {
            throw .invalidBox
        }
        return count
    }

    /// Decodes the box of a string that `hasFrame` to `output`, from `start` on, where there must be capacity for
    /// `boxCount` bytes.
    package static func decodeBox(
        _ string: Span<UInt8>,
        into output: inout MutableSpan<UInt8>,
        at start: Int
    ) throws(Malformation) {
        guard Base64.decode(string.extracting(boxText(string)), into: &output, at: start) != nil else {
            throw .invalidBox
        }
    }

    /// Checks the box of a string that `hasFrame` as far as can be done without a key.
    package static func validateBox(_ string: Span<UInt8>) throws(Malformation) {
        _ = try boxCount(string)
        guard Base64.isValid(string.extracting(boxText(string))) else { throw .invalidBox }
    }

    private static func boxText(_ string: Span<UInt8>) -> Range<Int> {
        boxTextStart..<string.count - 1
    }

    /// The part of a message that all values sealed with one ephemeral key share: `EJ[1:` key `:`.
    package static func prefix(ephemeralKey: Span<UInt8>) -> [UInt8] {
        precondition(ephemeralKey.count == ephemeralKeyCount)
        var prefix = [UInt8]("EJ[1:".utf8)
        prefix += encoded(ephemeralKey)
        prefix.append(UInt8(ascii: ":"))
        return prefix
    }

    private static func encoded(_ bytes: Span<UInt8>) -> [UInt8] {
        let count = Base64.encodedCount(bytes.count)
        var buffer = [UInt8](repeating: 0, count: count)
        var span = buffer.mutableSpan
        let source = count - bytes.count
        for index in bytes.indices { span[source + index] = bytes[index] }
        Base64.encode(&span, from: source, count: bytes.count, to: 0)
        return buffer
    }

    /// Where the box must be before `finish`: its offset from the start of the message.
    package static func boxOffset(sealing count: Int) -> Int {
        boxTextStart + Base64.encodedCount(count + tagCount) - (count + tagCount)
    }

    /// Completes the message at `start` of `output`, in which the box is at `boxOffset` already: encodes the box, and
    /// writes the other parts around it.
    package static func finish(
        _ output: inout MutableSpan<UInt8>,
        at start: Int,
        sealing count: Int,
        prefix: Span<UInt8>,
        nonce: Span<UInt8>
    ) {
        copyBytes(prefix, to: &output, at: start)
        let nonceStart = start + nonceText.upperBound - nonceCount
        copyBytes(nonce, to: &output, at: nonceStart)
        Base64.encode(&output, from: nonceStart, count: nonceCount, to: start + nonceText.lowerBound)
        output[start + nonceText.upperBound] = UInt8(ascii: ":")
        Base64.encode(
            &output, from: start + boxOffset(sealing: count), count: count + tagCount, to: start + boxTextStart)
        output[start + self.count(sealing: count) - 1] = UInt8(ascii: "]")
    }
}
