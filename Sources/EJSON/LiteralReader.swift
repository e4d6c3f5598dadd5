import EJSONFormat

/// Gives strings without their escapes. Those that have none are read where they are; the others pass through
/// one piece of guarded memory, which is wiped with the reader.
struct LiteralReader: ~Copyable {
    private var scratch: SecretBytes

    init() throws(EJSONError) {
        scratch = try SecretBytes(capacity: 0)
    }

    /// Calls `body` with a text and the string's place in it. The string must have no unpaired surrogate.
    mutating func read<Result>(
        _ string: JSONString,
        of text: Span<UInt8>,
        _ body: (Span<UInt8>, Range<Int>) throws(EJSONError) -> Result
    ) throws(EJSONError) -> Result {
        guard string.hasEscapes else { return try body(text, string.range) }
        if scratch.capacity < string.unescapedCount {
            scratch = try SecretBytes(capacity: max(string.unescapedCount, 2 * scratch.capacity))
        }
        scratch.withRoom { room, count in
            unescape(string.range, of: text, into: &room)
            count = string.unescapedCount
        }
        return try scratch.withBytes { (unescaped) throws(EJSONError) in
            try body(unescaped, 0..<unescaped.count)
        }
    }
}
