/// A range of a text and its replacement.
package struct JSONSplice: Hashable, Sendable {
    package let range: Range<Int>
    package let replacement: [UInt8]

    package init(_ range: Range<Int>, _ replacement: [UInt8] = []) {
        self.range = range
        self.replacement = replacement
    }
}

/// The text with all replacements: see `apply`.
package func applying(_ splices: [JSONSplice], to text: Span<UInt8>) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: splicedCount(splices, to: text))
    var span = output.mutableSpan
    apply(splices, to: text, into: &span)
    return output
}

/// The length of the text in bytes with all replacements.
package func splicedCount(_ splices: [JSONSplice], to text: Span<UInt8>) -> Int {
    splices.reduce(text.count) { $0 + $1.replacement.count - $1.range.count }
}

/// Writes the text with all replacements, in one pass. Ranges must not overlap. What is inserted at an offset comes
/// before what is replaced from there on.
package func apply(_ splices: [JSONSplice], to text: Span<UInt8>, into span: inout MutableSpan<UInt8>) {
    let splices = splices.sorted {
        ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var (read, written) = (0, 0)
    for splice in splices {
        copyBytes(text.extracting(read..<splice.range.lowerBound), to: &span, at: written)
        written += splice.range.lowerBound - read
        copyBytes(splice.replacement.span, to: &span, at: written)
        written += splice.replacement.count
        read = splice.range.upperBound
    }
    copyBytes(text.extracting(read..<text.count), to: &span, at: written)
}
