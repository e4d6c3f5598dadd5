/// A line and column as editors show them: both from 1, the column in characters (Unicode scalars), a tab being one.
package struct SourcePosition: Hashable, Sendable {
    package var line: Int
    package var column: Int

    /// The position of the byte at `offset`. A line ends with a line feed.
    package init(of offset: Int, in text: Span<UInt8>) {
        self.init()
        advance(over: 0..<min(offset, text.count), of: text)
    }

    /// The position of the first byte.
    package init() {
        line = 1
        column = 1
    }

    /// Moves on from the start of `range` to its end.
    package mutating func advance(over range: Range<Int>, of text: Span<UInt8>) {
        for index in range {
            if text[index] == 0x0A {
                line += 1
                column = 1
            } else if text[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
    }
}
