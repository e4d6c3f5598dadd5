/// Base64 with the standard alphabet and padding (RFC 4648, section 4). Decoding is strict: no white space, no missing
/// padding, and no bits set behind the last byte, so that every byte sequence has exactly one spelling.
package enum Base64 {
    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// How many bytes the text decodes to, by its length and padding alone; `nil` when no text of this length can.
    package static func decodedCount(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count % 4 == 0 else { return nil }
        guard !range.isEmpty else { return 0 }
        var padding = 0
        if text[range.upperBound - 1] == UInt8(ascii: "=") { padding += 1 }
        if text[range.upperBound - 2] == UInt8(ascii: "=") { padding += 1 }
        return range.count / 4 * 3 - padding
    }

    /// Decodes the text at `range` to `output`, from `start` on, and returns how many bytes it wrote.
    /// Returns `nil`, with part of them written, when it is not strict base64. `output` must have room.
    package static func decode(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        into output: inout MutableSpan<UInt8>,
        at start: Int
    ) -> Int? {
        guard let count = decodedCount(text, range) else { return nil }
        let values = decodingTable.span
        var read = range.lowerBound
        var write = start
        let whole = start + count / 3 * 3
        var invalid: UInt32 = 0
        while write < whole {
            let bits = quantum(text, at: read, values)
            invalid |= bits
            output[write] = UInt8(truncatingIfNeeded: bits >> 16)
            output[write + 1] = UInt8(truncatingIfNeeded: bits >> 8)
            output[write + 2] = UInt8(truncatingIfNeeded: bits)
            read += 4
            write += 3
        }
        guard invalid & invalidBits == 0 else { return nil }
        let rest = start + count - write
        guard rest > 0 else { return count }
        guard let last = lastBytes(text, at: read, count: rest, values) else { return nil }
        output[write] = last.first
        if rest == 2 { output[write + 1] = last.second }
        return count
    }

    /// Whether the text at `range` is strict base64.
    package static func isValid(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let count = decodedCount(text, range) else { return false }
        let values = decodingTable.span
        let whole = range.lowerBound + count / 3 * 4
        var invalid: UInt32 = 0
        for index in stride(from: range.lowerBound, to: whole, by: 4) { invalid |= quantum(text, at: index, values) }
        guard invalid & invalidBits == 0 else { return false }
        return count % 3 == 0 || lastBytes(text, at: whole, count: count % 3, values) != nil
    }

    /// Encodes the `count` bytes of `buffer` from `source` on to `target` on, in the same buffer.
    ///
    /// The two may overlap when the bytes end where their text ends, or anywhere behind: the text then never
    /// overtakes the bytes not yet read.
    package static func encode(_ buffer: inout MutableSpan<UInt8>, from source: Int, count: Int, to target: Int) {
        let digits = alphabet.span
        var read = source
        var write = target
        let whole = source + count / 3 * 3
        while read < whole {
            let bits = UInt32(buffer[read]) << 16 | UInt32(buffer[read + 1]) << 8 | UInt32(buffer[read + 2])
            buffer[write] = digits[Int(bits >> 18)]
            buffer[write + 1] = digits[Int(bits >> 12 & 63)]
            buffer[write + 2] = digits[Int(bits >> 6 & 63)]
            buffer[write + 3] = digits[Int(bits & 63)]
            read += 3
            write += 4
        }
        let rest = source + count - read
        guard rest > 0 else { return }
        let bits = UInt32(buffer[read]) << 16 | (rest == 2 ? UInt32(buffer[read + 1]) << 8 : 0)
        buffer[write] = digits[Int(bits >> 18)]
        buffer[write + 1] = digits[Int(bits >> 12 & 63)]
        buffer[write + 2] = rest == 2 ? digits[Int(bits >> 6 & 63)] : UInt8(ascii: "=")
        buffer[write + 3] = UInt8(ascii: "=")
    }

    /// Four characters' 24 bits, with some of `invalidBits` set when one of them is not of the alphabet.
    @inline(__always)
    private static func quantum(_ text: Span<UInt8>, at index: Int, _ values: Span<UInt8>) -> UInt32 {
        let a = UInt32(values[Int(text[index])])
        let b = UInt32(values[Int(text[index + 1])])
        let c = UInt32(values[Int(text[index + 2])])
        let d = UInt32(values[Int(text[index + 3])])
        return a << 18 | b << 12 | c << 6 | d | ((a | b | c | d) & 0x80) << 24
    }

    /// The one or two bytes of a padded quantum, or `nil` when it is invalid or has bits behind them.
    private static func lastBytes(
        _ text: Span<UInt8>,
        at index: Int,
        count: Int,
        _ values: Span<UInt8>
    ) -> (first: UInt8, second: UInt8)? {
        let a = UInt32(values[Int(text[index])])
        let b = UInt32(values[Int(text[index + 1])])
        let c = count == 2 ? UInt32(values[Int(text[index + 2])]) : 0
        let bits = a << 18 | b << 12 | c << 6
        guard (a | b | c) & 0x80 == 0, bits & (count == 2 ? 0xFF : 0xFFFF) == 0 else { return nil }
        return (UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8))
    }

    private static let invalidBits: UInt32 = 0x8000_0000

    private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// A character's six bits; 0xFF for what is not of the alphabet.
    private static let decodingTable: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, digit) in alphabet.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()
}
