package import EJSONFormat

/// A value of a document as anyone can see it: where it is and what has become of it, never what it says.
package struct ListedValue: Sendable {
    package enum State: Hashable, Sendable {
        /// A boxed message, sealed with this ephemeral key, in lower-case hex.
        case sealed(ephemeralKey: String)
        /// To be sealed, and not yet.
        case plaintext
        /// In the shape of a boxed message, and none.
        case malformed
        /// A string that the rule leaves as it is.
        case comment
        case publicKey
        case number
        case boolean
        case null
        case object
        case array
    }

    package let path: ValuePath

    /// Its key, or its index in an array.
    package let name: String

    package let state: State

    /// The line that it begins in, from 1.
    package let line: Int

    /// Whether a later member of the same key counts instead.
    package let isHidden: Bool
}

extension Document {
    /// All values, in document order, but for the object at the top. Needs no key.
    package func listedValues() throws(EJSONError) -> [ListedValue] {
        try text.withBytes { (source) throws(EJSONError) in
            let outline = try outline(source)
            var inspector = BoxedMessageInspector()
            var reader = LiteralReader()
            var (line, read) = (1, 0)
            var values: [ListedValue] = []
            for (index, node) in outline.nodes.enumerated().dropFirst() {
                for offset in read..<node.extent.lowerBound where source[offset] == 0x0A { line += 1 }
                read = node.extent.lowerBound
                values.append(
                    ListedValue(
                        path: outline.path(of: index, in: source), name: outline.name(of: index, in: source),
                        state: try state(of: node, source, &inspector, &reader), line: line,
                        isHidden: node.isHidden))
            }
            return values
        }
    }

    /// How many values are to be sealed and are not.
    package func unsealedCount() throws(EJSONError) -> Int {
        try listedValues().count { $0.state == .plaintext }
    }

    private func state(
        of node: JSONOutline.Node,
        _ source: Span<UInt8>,
        _ inspector: inout BoxedMessageInspector,
        _ reader: inout LiteralReader
    ) throws(EJSONError) -> ListedValue.State {
        switch node.value.kind {
        case .object: return .object
        case .array: return .array
        case .number: return .number
        case .boolean: return .boolean
        case .null: return .null
        case .string: break
        }
        if node.value.range == text.scan.publicKey.range { return .publicKey }
        if node.selection.isEmpty { return .comment }
        guard node.value.unescapedCount >= BoxedMessage.minimumCount else { return .plaintext }
        do throws(EJSONError) {
            let isBoxed = try reader.read(JSONString(node.value), of: source) { (text, range) throws(EJSONError) in
                try inspector.isBoxed(text, range)
            }
            return isBoxed ? .sealed(ephemeralKey: inspector.ephemeralKey.hexadecimal) : .plaintext
        } catch {
            guard error.code != .outOfMemory else { throw error }
            return .malformed
        }
    }
}
