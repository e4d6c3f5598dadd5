import EJSONFormat

/// Reads the encoding that ssh uses for keys (RFC 4251, section 5): numbers of four bytes, the most significant first,
/// and strings after such a number with their length.
struct SSHWire {
    private(set) var offset = 0

    /// The next number; `nil` after the end.
    mutating func number(_ bytes: Span<UInt8>) -> UInt32? {
        guard bytes.count - offset >= 4 else { return nil }
        defer { offset += 4 }
        return (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[offset + $1]) }
    }

    /// The range of the next string; `nil` when it does not end within the bytes.
    mutating func string(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard let count = number(bytes), count <= bytes.count - offset else { return nil }
        defer { offset += Int(count) }
        return offset..<offset + Int(count)
    }

    /// Whether the next string is `text`.
    mutating func reads(_ text: String, _ bytes: Span<UInt8>) -> Bool {
        guard let range = string(bytes) else { return false }
        let text = Array(text.utf8)
        return range.count == text.count
            && haveSameBytes(bytes, at: range.lowerBound, text.span, at: 0, count: text.count)
    }
}
