/// Base64 with the standard alphabet and padding (RFC 4648, section 4). Decoding is strict: no white space, no missing
/// padding, and no bits set after the last byte, so that every byte sequence has exactly one spelling.
package enum Base64 {
    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// The number of bytes that the text decodes to, from its length and padding alone; `nil` for a length that base64
    /// cannot have.
    package static func decodedCount(_ text: Span<UInt8>) -> Int? {
        guard text.count % 4 == 0 else { return nil }
        guard !text.isEmpty else { return 0 }
        var padding = 0
        if text[text.count - 1] == UInt8(ascii: "=") { padding += 1 }
        if text[text.count - 2] == UInt8(ascii: "=") { padding += 1 }
        return text.count / 4 * 3 - padding
    }

    /// Decodes the text to `output`, from `start` on, and returns how many bytes it wrote. Returns `nil`,
    /// after writing some of them, when it is not strict base64. `output` must have the capacity.
    package static func decode(
        _ text: Span<UInt8>,
        into output: inout MutableSpan<UInt8>,
        at start: Int
    ) -> Int? {
        guard let count = decodedCount(text) else { return nil }
        let values = decodingTables.span
        precondition(start >= 0)
        let whole = start + count / 3 * 3
        var invalid: UInt32 = 0
        let pairs = count / 6
        precondition(start + count <= output.count)
        var bytes = unsafe output.mutableBytes
        for pair in 0..<pairs {
            let (first, second) = unsafe quanta(text, at: 8 &* pair, values)
            invalid |= first | second
            // In bounds, by the number of pairs.
            let index = start &+ 6 &* pair
            unsafe bytes.storeBytes(
                of: (first << 8 | second >> 16).bigEndian, toUncheckedByteOffset: index, as: UInt32.self)
            unsafe bytes.storeBytes(
                of: UInt16(truncatingIfNeeded: second).bigEndian, toUncheckedByteOffset: index &+ 4, as: UInt16.self)
        }
        var read = 8 * pairs
        var write = start + 6 * pairs
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
        guard let last = lastBytes(text, at: read, count: rest) else { return nil }
        output[write] = last.first
        if rest == 2 { output[write + 1] = last.second }
        return count
    }

    /// Whether the text is strict base64.
    package static func isValid(_ text: Span<UInt8>) -> Bool {
        guard let count = decodedCount(text) else { return false }
        let values = decodingTables.span
        let whole = count / 3 * 4
        var invalid: UInt32 = 0
        let pairs = count / 6
        for pair in 0..<pairs {
            let (first, second) = unsafe quanta(text, at: 8 &* pair, values)
            invalid |= first | second
        }
        let read = 8 * pairs
        if read < whole { invalid |= quantum(text, at: read, values) }
        guard invalid & invalidBits == 0 else { return false }
        return count % 3 == 0 || lastBytes(text, at: whole, count: count % 3) != nil
    }

    /// Encodes the `count` bytes of `buffer` from `source` on, and writes the text to the same buffer, from `target`
    /// on.
    ///
    /// The two may overlap if the bytes end where the text ends, or later: then no byte is overwritten before it is
    /// read.
    package static func encode(_ buffer: inout MutableSpan<UInt8>, from source: Int, count: Int, to target: Int) {
        let digits = digitPairs.span
        let end = source + count
        precondition(target >= 0 && target + encodedCount(count) <= buffer.count && end <= buffer.count)
        // Eight bytes are loaded, of which six are encoded, before eight characters are stored. So the rule above
        // holds.
        let groups = max(0, min(count, buffer.count - source - 2) / 6)
        var bytes = unsafe buffer.mutableBytes
        for group in 0..<groups {
            // In bounds, by the number of groups.
            let bits = UInt64(
                bigEndian: unsafe bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: source &+ 6 &* group, as: UInt64.self))
            let characters =
                pair(digits, bits >> 52) | pair(digits, bits >> 40) << 16 | pair(digits, bits >> 28) << 32
                | pair(digits, bits >> 16) << 48
            unsafe bytes.storeBytes(
                of: characters.littleEndian, toUncheckedByteOffset: target &+ 8 &* group, as: UInt64.self)
        }
        var read = source + 6 * groups
        var write = target + 8 * groups
        while read < end {
            let rest = end - read
            var bits = UInt64(buffer[read]) << 16
            if rest > 1 { bits |= UInt64(buffer[read + 1]) << 8 }
            if rest > 2 { bits |= UInt64(buffer[read + 2]) }
            let characters = pair(digits, bits >> 12) | pair(digits, bits) << 16
            for index in 0..<4 { buffer[write + index] = UInt8(truncatingIfNeeded: characters >> (8 * index)) }
            if rest < 2 { buffer[write + 2] = UInt8(ascii: "=") }
            if rest < 3 { buffer[write + 3] = UInt8(ascii: "=") }
            read += 3
            write += 4
        }
    }

    /// The 24 bits of four characters, and those of the next four. Some of `invalidBits` are set when a character is
    /// not in the alphabet. The caller makes sure that there are eight characters at `index`.
    @inline(__always)
    @unsafe
    private static func quanta(_ text: Span<UInt8>, at index: Int, _ values: Span<UInt32>) -> (UInt32, UInt32) {
        let word = UInt64(
            littleEndian: unsafe text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
        return (
            quantum(UInt32(truncatingIfNeeded: word), values), quantum(UInt32(truncatingIfNeeded: word >> 32), values)
        )
    }

    @inline(__always)
    private static func quantum(_ text: Span<UInt8>, at index: Int, _ values: Span<UInt32>) -> UInt32 {
        quantum(
            UInt32(
                littleEndian: unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt32.self)), values)
    }

    @inline(__always)
    private static func quantum(_ characters: UInt32, _ values: Span<UInt32>) -> UInt32 {
        // In bounds: four times 256 values, and a byte after each multiple of 256.
        unsafe values[unchecked: Int(characters & 0xFF)]
            | values[unchecked: 256 + Int(characters >> 8 & 0xFF)]
            | values[unchecked: 512 + Int(characters >> 16 & 0xFF)]
            | values[unchecked: 768 + Int(characters >> 24)]
    }

    /// The two characters of 12 bits.
    @inline(__always)
    private static func pair(_ digits: Span<UInt16>, _ bits: UInt64) -> UInt64 {
        // In bounds: there are 4,096.
        unsafe UInt64(digits[unchecked: Int(bits & 0xFFF)])
    }

    /// The one or two bytes of a padded quantum, or `nil` when it is invalid or its unused bits are not zero.
    private static func lastBytes(_ text: Span<UInt8>, at index: Int, count: Int) -> (first: UInt8, second: UInt8)? {
        let values = decodingTables.span
        var bits = values[Int(text[index])] | values[256 + Int(text[index + 1])]
        if count == 2 { bits |= values[512 + Int(text[index + 2])] }
        guard bits & invalidBits == 0, bits & (count == 2 ? 0xFF : 0xFFFF) == 0 else { return nil }
        return (UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8))
    }

    private static let invalidBits: UInt32 = 0xFF00_0000

    private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// For each of the four positions in a quantum and each character, the character's bits at that position;
    /// `invalidBits` for a character that is not in the alphabet.
    private static let decodingTables: [UInt32] = {
        var tables = [UInt32](repeating: invalidBits, count: 4 * 256)
        for (value, digit) in alphabet.enumerated() {
            for place in 0..<4 { tables[256 * place + Int(digit)] = UInt32(value) << (18 - 6 * place) }
        }
        return tables
    }()

    /// The two characters of every 12 bits, the first in the low byte.
    private static let digitPairs: [UInt16] = {
        var pairs = [UInt16](repeating: 0, count: 4_096)
        for (high, first) in alphabet.enumerated() {
            for (low, second) in alphabet.enumerated() { pairs[high << 6 | low] = UInt16(first) | UInt16(second) << 8 }
        }
        return pairs
    }()
}
