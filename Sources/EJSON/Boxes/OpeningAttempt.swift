package import EJSONFormat

/// Opens boxed messages to see whether they open. What it opens is wiped.
package struct OpeningAttempt: ~Copyable {
    // First: it goes first, and then wipes the stack before memory is given back.
    private var opener: MessageOpener
    private var literals: LiteralReader
    private var opened: SecretBytes

    package init() throws(EJSONError) {
        let room = try SecretBytes(capacity: 1_024)
        opener = try MessageOpener()
        literals = LiteralReader()
        opened = room
    }

    /// Whether the string is a boxed message; it opens then.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion`, `authenticationFailed`, `outOfMemory`, without a position.
    package mutating func open<Source: SharedKeySource & ~Copyable>(
        _ string: JSONString,
        of source: Span<UInt8>,
        _ keys: borrowing Source
    ) throws(EJSONError) -> Bool {
        opened.withRoom { _, count in count = 0 }
        return try literals.read(string, of: source) { (text, range) throws(EJSONError) in
            try opener.open(text, range, keys, appendingTo: &opened)
        }
    }
}
