package import EJSONFormat

/// What a selected string is, as far as it shows without a key.
package enum SelectedString: Sendable {
    /// It is not sealed yet.
    case plaintext
    /// A boxed message, sealed with this ephemeral key.
    case boxed(ephemeralKey: Bytes32)
    /// It has the shape of a boxed message but is malformed: `malformedBoxedMessage` or `unsupportedVersion`, without a
    /// position.
    case malformed(EJSONError)
}

/// Classifies one selected string after another.
package struct SelectedStringReader: ~Copyable {
    private var inspector = BoxedMessageInspector()
    private var literals = LiteralReader()

    package init() {}

    /// - Throws: `outOfMemory`.
    package mutating func read(_ string: JSONString, of text: Span<UInt8>) throws(EJSONError) -> SelectedString {
        // The first byte and the length rule out most plaintexts, however long and full of escapes.
        guard string.unescapedCount >= BoxedMessage.minimumCount,
            text[string.start] == UInt8(ascii: "E") || text[string.start] == UInt8(ascii: "\\")
        else { return .plaintext }
        do throws(EJSONError) {
            let isBoxed = try literals.read(string, of: text) { (string) throws(EJSONError) in
                try inspector.isBoxed(string)
            }
            return isBoxed ? .boxed(ephemeralKey: inspector.ephemeralKey) : .plaintext
        } catch {
            guard error.code != .outOfMemory else { throw error }
            return .malformed(error)
        }
    }
}

extension Document {
    /// The strings that the selection rule selects, in document order.
    package var selectedStrings: [JSONString] {
        text.scan.strings.lazy.filter { !$0.selection.isEmpty }.map(\.string)
    }

    /// Calls `body` for each selected string, in document order. Needs no key.
    ///
    /// - Throws: `outOfMemory`, and what `body` throws.
    package func forEachSelectedString(
        _ body: (JSONString, SelectedString, Span<UInt8>) throws(EJSONError) -> Void
    ) throws(EJSONError) {
        try text.withBytes { (source) throws(EJSONError) in
            var reader = SelectedStringReader()
            for string in selectedStrings { try body(string, reader.read(string, of: source), source) }
        }
    }

    /// The ephemeral keys of the boxed messages, each once, in document order. Each encryption of a document uses one.
    /// Malformed messages are left out, because decryption reports them.
    ///
    /// - Throws: `outOfMemory`.
    package func ephemeralKeys() throws(EJSONError) -> [PublicKey] {
        var seen: Set<Bytes32> = []
        var keys: [PublicKey] = []
        try forEachSelectedString { (_, value, _) throws(EJSONError) in
            if case .boxed(let key) = value, seen.insert(key).inserted { keys.append(try PublicKey(key)) }
        }
        return keys
    }
}
