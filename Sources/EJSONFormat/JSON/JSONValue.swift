/// A value in a text that has been scanned.
package struct JSONValue: Sendable {
    package enum Kind: Hashable, Sendable {
        case string
        case number
        case boolean
        case null
        case object
        case array
    }

    package let kind: Kind

    /// Whether it holds no other values.
    package var isPlain: Bool { kind != .object && kind != .array }

    /// The range of the value; of a string, without its quotes.
    package let range: Range<Int>

    /// The range of the value; of a string, with its quotes.
    package var extent: Range<Int> {
        kind == .string ? range.lowerBound - 1..<range.upperBound + 1 : range
    }

    /// The number of bytes in the value, with the escapes of a string resolved.
    package let unescapedCount: Int

    init(kind: Kind, range: Range<Int>, unescapedCount: Int? = nil) {
        self.kind = kind
        self.range = range
        self.unescapedCount = unescapedCount ?? range.count
    }
}

extension JSONValue.Kind {
    /// Of a number, `true`, `false` or `null`, by its first byte.
    init(ofScalarBeginningWith byte: UInt8) {
        switch byte {
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
        case UInt8(ascii: "n"): self = .null
        default: self = .number
        }
    }
}

extension JSONValue {
    /// Writes the value to `output`, from `start` on: a string with its escapes resolved, everything else as it is in
    /// `text`. There must be capacity for `unescapedCount` bytes.
    package func write(of text: Span<UInt8>, to output: inout MutableSpan<UInt8>, at start: Int) {
        if kind == .string {
            unescape(text.extracting(range), into: &output, at: start)
        } else {
            copyBytes(text.extracting(range), to: &output, at: start)
        }
    }
}
