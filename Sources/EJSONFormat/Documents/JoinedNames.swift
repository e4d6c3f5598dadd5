extension JSONOutline {
    /// The keys and indices on the way from an object to values in it, which are in document order, joined by a byte.
    ///
    /// `nil` for a name of more than 1,024 bytes, because many of them together could be far longer than the document.
    package func joinedNames(
        of values: [Int],
        in object: Int,
        separator: UInt8,
        _ text: Span<UInt8>
    ) -> [String?] {
        var name: [UInt8] = []
        // The containers of the value, each with the length of the name up to it.
        var open = [(node: object, count: 0)]
        return values.map { value in
            while nodes[open[open.count - 1].node].extent.upperBound <= nodes[value].extent.lowerBound {
                open.removeLast()
            }
            name.removeSubrange(open[open.count - 1].count...)
            var inner: [Int] = []
            var next = value
            while next != open[open.count - 1].node, let parent = nodes[next].parent {
                inner.append(next)
                next = parent
            }
            for node in inner.reversed() {
                if open.count > 1 { name.append(separator) }
                name += component(of: node, in: text)
                open.append((node, name.count))
            }
            return name.count <= 1_024 ? String(decoding: name, as: UTF8.self) : nil
        }
    }
}
