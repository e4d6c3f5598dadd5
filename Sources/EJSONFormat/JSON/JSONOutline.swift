/// All values of a text in document order, with their nesting. It does not hold the text: functions that need it take
/// the span that the outline was made from.
package struct JSONOutline: Sendable {
    package struct Node: Sendable {
        /// The object or array that holds it; `nil` for the one at the top.
        package let parent: Int?

        /// The key of an object's member.
        package let key: JSONString?

        /// Its index among the values of its container.
        package let position: Int

        package fileprivate(set) var value: JSONValue

        /// Of a string: which readings of the rule select it for sealing.
        package let selection: Selection

        /// Whether a later member with the same key hides it or one of its containers.
        package fileprivate(set) var isHidden = false

        /// The values of an object or array, in order.
        package fileprivate(set) var children: [Int] = []

        /// The range of the value; of a string, with its quotes.
        package var extent: Range<Int> { value.extent }

        /// Where the member or element begins.
        package var start: Int { key.map { $0.start - 1 } ?? extent.lowerBound }
    }

    /// The values. The first one is the top-level object; a container comes before its values.
    package let nodes: [Node]

    private let members: [MemberKey: Int]

    /// - Parameter greatestCount: how many values there is memory for.
    package init(_ text: Span<UInt8>, greatestCount: Int = .max) throws(JSONSyntaxError) {
        var builder = OutlineBuilder(greatestCount: greatestCount)
        try scanJSON(text, handler: &builder)
        var nodes = builder.nodes
        for index in nodes.indices {
            if let parent = nodes[index].parent, nodes[parent].isHidden { nodes[index].isHidden = true }
        }
        self.nodes = nodes
        members = builder.members
    }

    /// The value at `path`; of two members with the same key the last one counts.
    package func find(_ path: ValuePath) -> Int? {
        let (node, depth) = descend(path)
        return depth == path.components.count ? node : nil
    }

    /// The last value along `path` that exists, and how many components lead to it.
    func descend(_ path: ValuePath) -> (node: Int, depth: Int) {
        var node = 0
        for (depth, component) in path.components.enumerated() {
            guard let child = child(of: node, component) else { return (node, depth) }
            node = child
        }
        return (node, path.components.count)
    }

    /// The value in a container under a key or index; of two members with the same key the last one.
    func child(of node: Int, _ component: String) -> Int? {
        switch nodes[node].value.kind {
        case .object: members[MemberKey(object: node, key: Array(component.utf8))]
        case .array:
            Int(component).flatMap { index in
                String(index) == component && nodes[node].children.indices.contains(index)
                    ? nodes[node].children[index] : nil
            }
        default: nil
        }
    }

    /// The values of an object or array, without members that a later one with the same key hides.
    package func members(of node: Int) -> [Int] {
        nodes[node].children.filter { !nodes[$0].isHidden }
    }

    /// The values in a value, at any depth.
    package func descendants(of node: Int) -> Range<Int> {
        var last = node
        while let child = nodes[last].children.last { last = child }
        return node + 1..<last + 1
    }

    /// The value at the same path in another outline for each value of this one; `nil` where there is none.
    package func counterparts(in other: JSONOutline, _ text: Span<UInt8>) -> [Int?] {
        var counterparts: [Int?] = [0]
        counterparts.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated().dropFirst() {
            // A container comes before its values.
            let outer = node.parent.flatMap { counterparts[$0] }
            counterparts.append(outer.flatMap { other.child(of: $0, like: index, of: self, text) })
        }
        return counterparts
    }

    /// The value in a container that has the same key or index as one of another outline.
    private func child(of container: Int, like node: Int, of other: JSONOutline, _ text: Span<UInt8>) -> Int? {
        switch (nodes[container].value.kind, other.nodes[node].key) {
        case (.object, .some(let key)):
            return members[MemberKey(object: container, key: unescapedBytes(key, in: text))]
        case (.array, .none):
            let position = other.nodes[node].position
            return position < nodes[container].children.count ? nodes[container].children[position] : nil
        // An index in one of them may be a key in the other.
        default: return child(of: container, other.name(of: node, in: text))
        }
    }

    /// The keys and indices on the way to a value. For many values: `paths(of:in:)`.
    package func path(of node: Int, in text: Span<UInt8>) -> ValuePath {
        var components: [String] = []
        var node = node
        while let parent = nodes[node].parent {
            components.append(name(of: node, in: text))
            node = parent
        }
        return ValuePath(components: components.reversed())
    }

    /// The last component of its path: the key of a member, the index of an element.
    package func name(of node: Int, in text: Span<UInt8>) -> String {
        guard let key = nodes[node].key else { return String(nodes[node].position) }
        return String(decoding: unescapedBytes(key, in: text), as: UTF8.self)
    }
}

private struct MemberKey: Hashable {
    var object: Int
    /// As bytes, because keys that look the same may differ.
    var key: [UInt8]
}

private struct OutlineBuilder: JSONHandler {
    let greatestCount: Int
    var nodes: [JSONOutline.Node] = []
    var members: [MemberKey: Int] = [:]
    private var open: [Int] = []
    private var key: JSONString?

    init(greatestCount: Int) {
        self.greatestCount = greatestCount
    }

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) throws(JSONSyntaxError) {
        try append(container == .object ? .object : .array, offset..<offset)
        open.append(nodes.count - 1)
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        let node = open.removeLast()
        let range = nodes[node].value.range.lowerBound..<offset + 1
        nodes[node].value = JSONValue(kind: nodes[node].value.kind, range: range, unescapedCount: range.count)
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        guard let object = open.last else { return }
        self.key = key
        let member = MemberKey(object: object, key: unescapedBytes(key, in: text))
        if let earlier = members.updateValue(nodes.count, forKey: member) { nodes[earlier].isHidden = true }
    }

    mutating func string(
        _ string: JSONString,
        in text: Span<UInt8>,
        selection: Selection
    ) throws(JSONSyntaxError) {
        try append(.string, string.range, unescapedCount: string.unescapedCount, selection)
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) throws(JSONSyntaxError) {
        try append(JSONValue.Kind(ofScalarBeginningWith: text[range.lowerBound]), range)
    }

    private mutating func append(
        _ kind: JSONValue.Kind,
        _ range: Range<Int>,
        unescapedCount: Int? = nil,
        _ selection: Selection = []
    ) throws(JSONSyntaxError) {
        guard nodes.count < greatestCount else { throw JSONSyntaxError(.tooManyValues, at: range.lowerBound) }
        let value = JSONValue(kind: kind, range: range, unescapedCount: unescapedCount ?? range.count)
        let position = open.last.map { nodes[$0].children.count } ?? 0
        if let parent = open.last { nodes[parent].children.append(nodes.count) }
        nodes.append(
            JSONOutline.Node(parent: open.last, key: key, position: position, value: value, selection: selection))
        key = nil
    }
}
