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

    /// Calls `body` with the string, its escapes resolved. It must have no unpaired surrogate.
    package mutating func read<Result>(
        _ string: JSONString,
        of text: Span<UInt8>,
        _ body: (Span<UInt8>) throws(EJSONError) -> Result
    ) throws(EJSONError) -> Result {
        guard string.hasEscapes else { return try body(text.extracting(string.range)) }
        var unescaped: SecretBytes
        if let used = scratch.take(), used.capacity >= string.unescapedCount {
            unescaped = used
        } else {
            unescaped = try SecretBytes(capacity: max(string.unescapedCount, 1_024))
        }
        unescaped.withRoom { room, count in
            unescape(text.extracting(string.range), into: &room)
            count = string.unescapedCount
        }
        let result = try unescaped.withBytes(body)
        scratch = consume unescaped
        return result
    }
}
