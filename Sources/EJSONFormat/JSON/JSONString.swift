/// The range of a string literal in a text, and what is needed to read it without another scan.
package struct JSONString: Hashable, Sendable {
    /// The offset of the first byte after the opening quote.
    package var start: Int

    /// The offset of the closing quote.
    package var end: Int

    /// The number of bytes in the string with its escapes resolved. An unpaired surrogate counts as three.
    package var unescapedCount: Int

    /// How many raw line feeds and carriage returns it holds. JSON forbids them; encryption accepts and escapes them.
    package var lineBreaks: Int

    /// The number of bytes between the quotes.
    package var count: Int { end - start }

    /// Whether a backslash occurs in it. A raw line break is no escape.
    package var hasEscapes: Bool { unescapedCount != count }

    package var range: Range<Int> { start..<end }
}

extension JSONString {
    /// A string value, as if it had no raw line breaks.
    package init(_ value: JSONValue) {
        self.init(
            start: value.range.lowerBound, end: value.range.upperBound, unescapedCount: value.unescapedCount,
            lineBreaks: 0)
    }
}

/// Which reading of the selection rule selects a string: that of the enclosing key, or that of the last key read.
/// They differ only after an object inside an array: `{"a": [{"_b": 1}, "x"]}`.
package struct Selection: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let byEnclosingKey = Selection(rawValue: 1)
    package static let byLastKey = Selection(rawValue: 2)
}
