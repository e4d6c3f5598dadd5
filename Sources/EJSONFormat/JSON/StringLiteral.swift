/// Resolves the escapes in the text of a literal that the scanner has accepted, and writes the bytes to
/// `output`, from `start` on, where there must be capacity for `JSONString.unescapedCount` of them. Raw line breaks
/// stay. An unpaired surrogate is written as if it were a character, which is not UTF-8: the scanner accepts it only
/// where nothing is sealed.
package func unescape(_ text: Span<UInt8>, into output: inout MutableSpan<UInt8>, at start: Int = 0) {
    var index = 0
    var written = start
    while true {
        let end = firstIndex(of: UInt8(ascii: "\\"), text, index..<text.count)
        copyBytes(text.extracting(index..<end), to: &output, at: written)
        written += end - index
        index = end
        guard index < text.count else { return }
        guard let escape = EscapeSequence(in: text, at: index, end: text.count) else {
            preconditionFailure("the scanner accepts no such escape")
        }
        index += escape.count
        written = writeUTF8(escape.codePoint, to: &output, at: written)
    }
}

/// Whether the literal's text resolves to `expected`.
package func literal(_ string: JSONString, in text: Span<UInt8>, equals expected: StaticString) -> Bool {
    guard string.unescapedCount == expected.utf8CodeUnitCount else { return false }
    guard string.hasEscapes else { return holds(text, expected, at: string.start) }
    let bytes = unescapedBytes(string, in: text)
    return expected.withUTF8Buffer { unsafe bytes.elementsEqual($0) }
}

private func writeUTF8(_ codePoint: UInt32, to output: inout MutableSpan<UInt8>, at index: Int) -> Int {
    func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(codePoint >> shift & 0x3F) }
    switch codePoint {
    case ..<0x80:
        output[index] = UInt8(codePoint)
        return index + 1
    case ..<0x800:
        output[index] = 0xC0 | UInt8(codePoint >> 6)
        output[index + 1] = tail(0)
        return index + 2
    case ..<0x10000:
        output[index] = 0xE0 | UInt8(codePoint >> 12)
        output[index + 1] = tail(6)
        output[index + 2] = tail(0)
        return index + 3
    default:
        output[index] = 0xF0 | UInt8(codePoint >> 18)
        output[index + 1] = tail(12)
        output[index + 2] = tail(6)
        output[index + 3] = tail(0)
        return index + 4
    }
}

/// How many bytes longer than `bytes` its JSON literal is: 0 for most, `nil` for invalid UTF-8.
package func escapeGrowth(of bytes: Span<UInt8>) -> Int? {
    var growth = 0
    var index = endOfPlainRun(bytes, from: 0)
    // The last 16 bytes are checked together, some of them again, which is faster than one by one.
    if index >= bytes.count - 16, endsPlain(bytes) { return 0 }
    while index < bytes.count {
        let byte = bytes[index]
        if byte < 0x80 {
            growth += escapedCount(of: byte) - 1
            index += 1
        } else {
            let length = utf8SequenceLength(in: bytes, at: index)
            guard length > 0 else { return nil }
            index += length
        }
        index = endOfPlainRun(bytes, from: index)
    }
    return growth
}

/// Whether the bytes are well-formed UTF-8.
package func isUTF8(_ bytes: Span<UInt8>) -> Bool {
    escapeGrowth(of: bytes) != nil
}

/// Escapes the `count` bytes of `buffer` at `start` as the reference does, in place: they then take `count + growth`.
/// `growth` is what `escapeGrowth` returned; the buffer must have the capacity.
package func escapeInPlace(_ buffer: inout MutableSpan<UInt8>, at start: Int, count: Int, growth: Int) {
    // From the back, so that no byte is overwritten before it is read. Before the first escape nothing moves.
    var read = start + count
    var write = read + growth
    while write > read {
        if read - start >= 8 {
            // Checked against the span's bounds. The load comes before the store: they may overlap.
            var bytes = unsafe buffer.mutableBytes
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: read - 8, as: UInt64.self)
            if specialBytes(in: UInt64(littleEndian: word)) == 0 {
                bytes.storeBytes(of: word, toByteOffset: write - 8, as: UInt64.self)
                read -= 8
                write -= 8
                continue
            }
        }
        read -= 1
        let byte = buffer[read]
        switch escapedCount(of: byte) {
        case 1:
            write -= 1
            buffer[write] = byte
        case 2:
            write -= 2
            buffer[write] = UInt8(ascii: "\\")
            buffer[write + 1] = shortEscape(of: byte)
        default:
            write -= 6
            buffer[write] = UInt8(ascii: "\\")
            buffer[write + 1] = UInt8(ascii: "u")
            buffer[write + 2] = UInt8(ascii: "0")
            buffer[write + 3] = UInt8(ascii: "0")
            buffer[write + 4] = hexadecimalDigit(byte >> 4)
            buffer[write + 5] = hexadecimalDigit(byte)
        }
    }
}

private func escapedCount(of byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0A, 0x0D, 0x09: 2
    case 0x00..<0x20: 6
    default: 1
    }
}

/// The character after the backslash of a two-byte escape.
private func shortEscape(of byte: UInt8) -> UInt8 {
    switch byte {
    case 0x0A: UInt8(ascii: "n")
    case 0x0D: UInt8(ascii: "r")
    case 0x09: UInt8(ascii: "t")
    default: byte
    }
}

/// The JSON literal of a string that is no secret, with its quotes.
package func jsonLiteral(_ text: String) -> String {
    var literal = [UInt8(ascii: "\"")]
    literal.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
        switch escapedCount(of: byte) {
        case 1: literal.append(byte)
        case 2: literal += [UInt8(ascii: "\\"), shortEscape(of: byte)]
        default: literal += Array("\\u00".utf8) + [hexadecimalDigit(byte >> 4), hexadecimalDigit(byte)]
        }
    }
    literal.append(UInt8(ascii: "\""))
    return String(decoding: literal, as: UTF8.self)
}

/// The bytes of a string, with its escapes resolved.
package func unescapedBytes(_ string: JSONString, in text: Span<UInt8>) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: string.unescapedCount)
    var span = bytes.mutableSpan
    unescape(text.extracting(string.range), into: &span)
    return bytes
}
