/// Numbers values so that equal values have the same number, in one text or several. Objects are compared without the
/// order of their members, strings without their escapes, and everything else as it is written.
struct ValueIdentities {
    private enum Content: Hashable {
        case string([UInt8])
        case scalar([UInt8])
        case object([[UInt8]: Int])
        case array([Int])
    }

    private var numbers: [Content: Int] = [:]

    /// The number of each value of an outline. Of members with the same key the last one counts.
    mutating func numbers(of outline: JSONOutline, _ text: Span<UInt8>) -> [Int] {
        var identities = [Int](repeating: -1, count: outline.nodes.count)
        // A value comes before the values in it.
        for index in outline.nodes.indices.reversed() {
            let content = content(of: outline.nodes[index], outline, text, identities)
            let number = numbers[content] ?? numbers.count
            numbers[content] = number
            identities[index] = number
        }
        return identities
    }

    private func content(
        of node: JSONOutline.Node,
        _ outline: JSONOutline,
        _ text: Span<UInt8>,
        _ identities: [Int]
    ) -> Content {
        switch node.value.kind {
        case .object:
            var members: [[UInt8]: Int] = [:]
            for child in node.children { members[outline.key(of: child, in: text)] = identities[child] }
            return .object(members)
        case .array:
            return .array(node.children.map { identities[$0] })
        case .string:
            var bytes = [UInt8](repeating: 0, count: node.value.unescapedCount)
            var span = bytes.mutableSpan
            node.value.write(of: text, to: &span, at: 0)
            return .string(bytes)
        default:
            return .scalar(node.value.range.map { text[$0] })
        }
    }
}

extension JSONOutline {
    /// The key of an object's member, without escapes. As bytes, because keys that look the same may differ.
    func key(of node: Int, in text: Span<UInt8>) -> [UInt8] {
        nodes[node].key.map { unescapedBytes($0, in: text) } ?? []
    }
}
