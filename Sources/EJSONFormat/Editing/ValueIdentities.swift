/// Numbers that tell equal values from others, in one text or several: objects are equal whatever the order of their
/// members, strings whatever their escapes, all else by its spelling.
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
        // The values inside a value come after it.
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
    /// The key of an object's member, without escapes; of bytes, for two keys that look the same need not be.
    func key(of node: Int, in text: Span<UInt8>) -> [UInt8] {
        nodes[node].key.map { unescapedBytes($0, in: text) } ?? []
    }
}
