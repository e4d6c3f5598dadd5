package import EJSON
import EJSONFormat

/// The values of a document as they show without a key: their paths and states, never their content.
package struct DocumentListing: Sendable {
    package struct Value: Sendable {
        /// The key, or the index in an array.
        package let name: String

        /// The index in the list of the object or array that holds it; `nil` for the top-level object.
        package let parent: Int?

        /// The number of objects and arrays around it: 1 for members of the top-level object.
        package let depth: Int

        package let state: State

        /// The line in which it begins, from 1.
        package let line: Int

        /// Whether a later member with the same key is used instead.
        package let isHidden: Bool

        /// For a sealed value, the beginning of its boxed message: ephemeral key and nonce, which are unique.
        package let header: [UInt8]

        /// Whether it is the last one in its object or array.
        package let isLast: Bool
    }

    package enum State: Hashable, Sendable {
        /// A boxed message, sealed with this ephemeral key, in lower-case hex.
        case sealed(ephemeralKey: String)
        /// It must be sealed and is not yet.
        case plaintext
        /// It has the shape of a boxed message but is malformed.
        case malformed
        /// A string that the selection rule does not select.
        case comment
        case publicKey
        case number
        case boolean
        case null
        case object
        case array
    }

    /// In document order.
    package let values: [Value]

    /// The paths of the values, as `PathSpelling` spells them.
    package func paths() -> [String] {
        var spelling = PathSpelling()
        return values.map { value in
            while spelling.depth >= value.depth { spelling.pop() }
            spelling.push(Array(value.name.utf8))
            return spelling.text
        }
    }
}

extension Document {
    /// The values of the document. It needs no key.
    package func listing() throws(EJSONError) -> DocumentListing {
        try text.withBytes { (source) throws(EJSONError) in
            let outline = try JSONOutline(of: source)
            var reader = SelectedStringReader()
            var (line, read) = (1, 0)
            var values: [DocumentListing.Value] = []
            for (index, node) in outline.nodes.enumerated().dropFirst() {
                for offset in read..<node.extent.lowerBound where source[offset] == 0x0A { line += 1 }
                read = node.extent.lowerBound
                // The top-level object is not listed.
                let parent = node.parent.flatMap { $0 == 0 ? nil : $0 - 1 }
                let state = try state(of: node, source, &reader)
                var header: [UInt8] = []
                if case .sealed = state {
                    header = node.value.range.prefix(BoxedMessage.headerCount).map { source[$0] }
                }
                values.append(
                    DocumentListing.Value(
                        name: outline.name(of: index, in: source), parent: parent,
                        depth: parent.map { values[$0].depth + 1 } ?? 1, state: state, line: line,
                        isHidden: node.isHidden, header: header,
                        isLast: outline.nodes[node.parent ?? 0].children.last == index))
            }
            return DocumentListing(values: values)
        }
    }

    /// The number of values that must be sealed and are not.
    package func unsealedCount() throws(EJSONError) -> Int {
        try listing().values.count { $0.state == .plaintext }
    }

    private func state(
        of node: JSONOutline.Node,
        _ source: Span<UInt8>,
        _ reader: inout SelectedStringReader
    ) throws(EJSONError) -> DocumentListing.State {
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
        switch try reader.read(JSONString(node.value), of: source) {
        case .plaintext: return .plaintext
        case .boxed(let ephemeralKey): return .sealed(ephemeralKey: ephemeralKey.hexadecimal)
        case .malformed: return .malformed
        }
    }
}
