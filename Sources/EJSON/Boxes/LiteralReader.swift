package import EJSONFormat

/// Gives strings without their escapes. Those that have none are read where they are; the others pass through
/// one piece of guarded memory, which is wiped with the reader.
package struct LiteralReader: ~Copyable {
    package init() {}

    /// Guarded memory is slow to come by, and few documents need it here.
    private var scratch: SecretBytes?

    deinit {
        // Its memory may be given back before that of what opens the messages.
        if scratch != nil { Sodium.wipeDeepStack() }
    }

    /// Calls `body` with a text and the string's place in it. The string must have no unpaired surrogate.
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
