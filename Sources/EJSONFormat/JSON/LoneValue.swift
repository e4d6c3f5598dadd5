/// The text that is put before and after a lone value, because the scanner reads objects.
package let loneValuePrefix = "{\"\":"
package let loneValueSuffix = "}"

/// Makes sure that the text between the prefix and the suffix is one JSON value, with nothing but white space around it
/// and no raw line breaks in its strings, and returns its range.
///
/// - Throws: the error with its offset in the text between them.
package func requireLoneValue(in wrapped: Span<UInt8>) throws(JSONSyntaxError) -> Range<Int> {
    let prefix = loneValuePrefix.utf8.count
    let count = wrapped.count - prefix - loneValueSuffix.utf8.count
    var finder = LoneValueFinder(prefix: prefix)
    do {
        try scanJSON(wrapped, handler: &finder)
    } catch {
        // A value that ends in the suffix is not complete.
        if let end = finder.end, end > prefix + count { throw JSONSyntaxError(.unexpectedEnd, at: count) }
        // After a complete value nothing may follow, such as `, "b": 2` and a second brace.
        guard let end = finder.end, error.offset >= end else {
            throw JSONSyntaxError(error.reason, at: min(max(error.offset - prefix, 0), count))
        }
        let rest = (end..<wrapped.count).first { !isWhiteSpace(wrapped[$0]) } ?? end
        throw JSONSyntaxError(.trailingContent, at: min(rest - prefix, count))
    }
    guard let start = finder.start, let end = finder.end else { throw JSONSyntaxError(.expectedValue, at: 0) }
    return start..<end
}

private struct LoneValueFinder: JSONHandler {
    let prefix: Int
    private(set) var start: Int?
    private(set) var end: Int?
    private var depth = 0

    init(prefix: Int) {
        self.prefix = prefix
    }

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        self.depth = depth
        if depth == 2 { start = offset }
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        self.depth = depth - 1
        if depth == 2 { end = offset + 1 }
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) throws(JSONSyntaxError) {
        if let end { throw JSONSyntaxError(.trailingContent, at: end) }
        if key.lineBreaks > 0 { throw JSONSyntaxError(.lineBreakInString, at: key.start - 1) }
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) throws(JSONSyntaxError) {
        if string.lineBreaks > 0 { throw JSONSyntaxError(.lineBreakInString, at: string.start - 1) }
        record(string.start - 1..<string.end + 1)
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        record(range)
    }

    private mutating func record(_ range: Range<Int>) {
        guard depth == 1 else { return }
        start = range.lowerBound
        end = range.upperBound
    }
}
