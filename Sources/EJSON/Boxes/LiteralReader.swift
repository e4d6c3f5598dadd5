package import EJSONFormat

/// Reads strings with their escapes resolved. A string without escapes is read where it is; others are written to one
/// piece of guarded memory, which is wiped with the reader.
package struct LiteralReader: ~Copyable {
    package init() {}

    /// Allocated when it is needed: guarded memory is slow to allocate, and few documents need it here.
    private var scratch: SecretBytes?

    deinit {
        // Its memory may be unmapped before that of the message opener, which wipes the stack too.
        if scratch != nil { Sodium.wipeDeepStack() }
    }

    /// Calls `body` with a text and the string's range in it. The string must have no unpaired surrogate.
    package mutating func read<Result>(
        _ string: JSONString,
        of text: Span<UInt8>,
        _ body: (Span<UInt8>, Range<Int>) throws(EJSONError) -> Result
    ) throws(EJSONError) -> Result {
        guard string.hasEscapes else { return try body(text, string.range) }
        var unescaped: SecretBytes
        if let used = scratch.take(), used.capacity >= string.unescapedCount {
            unescaped = used
        } else {
            unescaped = try SecretBytes(capacity: max(string.unescapedCount, 1_024))
        }
        unescaped.withRoom { room, count in
            unescape(string.range, of: text, into: &room)
            count = string.unescapedCount
        }
        let result = try unescaped.withBytes { (unescaped) throws(EJSONError) in
            try body(unescaped, 0..<unescaped.count)
        }
        scratch = consume unescaped
        return result
    }
}
