package import EJSONFormat

/// Opens boxed messages to find out whether they open. The plaintexts are wiped.
package struct OpeningAttempt: ~Copyable {
    // First, because properties are destroyed in their order: it wipes the stack before memory is unmapped.
    private var opener: MessageOpener
    private var literals: LiteralReader
    private var opened: SecretBytes

    package init() throws(EJSONError) {
        let room = try SecretBytes(capacity: 1_024)
        opener = try MessageOpener()
        literals = LiteralReader()
        opened = room
    }

    /// Whether the string is a boxed message, which then has been opened.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion`, `authenticationFailed`, `outOfMemory`, without a position.
    package mutating func open<Source: SharedKeySource & ~Copyable>(
        _ string: JSONString,
        of source: Span<UInt8>,
        _ keys: borrowing Source
    ) throws(EJSONError) -> Bool {
        opened.withRoom { _, count in count = 0 }
        return try literals.read(string, of: source) { (string) throws(EJSONError) in
            try opener.open(string, keys, appendingTo: &opened)
        }
    }
}
