/// One escape sequence of a JSON string (RFC 8259, section 7). Two `\u` escapes that form a surrogate pair are one.
struct EscapeSequence {
    /// The code point, or a surrogate when it is unpaired.
    let codePoint: UInt32

    /// How many bytes of the text it takes.
    let count: Int

    /// Reads the escape whose backslash is at `index`; `nil` when it is none.
    init?(in text: Span<UInt8>, at index: Int, end: Int) {
        guard index + 1 < end else { return nil }
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): self.init(UInt32(text[index + 1]), count: 2)
        case UInt8(ascii: "b"): self.init(0x08, count: 2)
        case UInt8(ascii: "f"): self.init(0x0C, count: 2)
        case UInt8(ascii: "n"): self.init(0x0A, count: 2)
        case UInt8(ascii: "r"): self.init(0x0D, count: 2)
        case UInt8(ascii: "t"): self.init(0x09, count: 2)
        case UInt8(ascii: "u"):
            guard let first = codeUnit(in: text, at: index, end: end) else { return nil }
            if 0xD800...0xDBFF ~= first, let second = codeUnit(in: text, at: index + 6, end: end),
                0xDC00...0xDFFF ~= second
            {
                self.init(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), count: 12)
            } else {
                self.init(first, count: 6)
            }
        default: return nil
        }
    }

    private init(_ codePoint: UInt32, count: Int) {
        self.codePoint = codePoint
        self.count = count
    }

    var isUnpairedSurrogate: Bool { 0xD800...0xDFFF ~= codePoint }

    /// The number of bytes that it is in UTF-8. An unpaired surrogate counts as three and cannot be written.
    var utf8Count: Int {
        switch codePoint {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x10000: 3
        default: 4
        }
    }
}

/// The UTF-16 code unit of a `\uXXXX` at `index`, or `nil` when there is none.
private func codeUnit(in text: Span<UInt8>, at index: Int, end: Int) -> UInt32? {
    guard index + 6 <= end, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else { return nil }
    var value: UInt32 = 0
    for digit in index + 2..<index + 6 {
        guard let nibble = hexadecimalValue(text[digit]) else { return nil }
        value = value << 4 | UInt32(nibble)
    }
    return value
}
