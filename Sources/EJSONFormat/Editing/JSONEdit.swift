/// A change of one value. Its path is that of the value in the text before any change.
package enum JSONEdit: Sendable {
    /// Replaces the value at a path by a JSON text. If there is no value, adds it after the last member of its object,
    /// and makes the objects on the way. In an array, the index after the last one, or `-`, appends an element. Where
    /// there is nothing yet, `0` and `-` make an array.
    case set(ValuePath, to: [UInt8])

    /// Removes the member or element at a path, with its comma and, if nothing else is on them, its lines. Of several
    /// members with the same key all are removed, because otherwise an earlier one would count.
    case remove(ValuePath)
}

/// The same for a value whose node in an outline is known.
enum PlacedEdit {
    case replace(Int, with: [UInt8])
    /// A new member or element of an object or array, under a key or index.
    case add(String, to: Int, [UInt8])
    case remove(Int)
}

/// Why an edit cannot be made.
package struct JSONEditError: Error, Hashable {
    package enum Reason: Error, Hashable {
        /// A value on the way is neither an object nor an array.
        case notAContainer
        /// An array's index is not a number, or is beyond the one after the last.
        case noSuchElement
        /// There is nothing to remove.
        case noSuchValue
        /// The object at the top can be neither replaced nor removed.
        case isTheDocument
        /// Two edits concern the same value, or one lies in what the other replaces or removes.
        case overlap
    }

    package let reason: Reason

    /// The value at fault: one on the way, or the one that the edit is for.
    package let path: ValuePath
}

extension JSONOutline {
    /// The replacements in the text that make all of the `edits`. No other byte changes; new values are laid out like
    /// their neighbours.
    package func splices(for edits: [JSONEdit], in text: Span<UInt8>) throws(JSONEditError) -> [JSONSplice] {
        var plan = EditPlan(self)
        for edit in edits { try plan.add(edit) }
        try plan.requireNoOverlap(in: text)
        return plan.splices(in: text)
    }

    /// The same for values whose nodes are known.
    func splices(for edits: [PlacedEdit], in text: Span<UInt8>) throws(JSONEditError) -> [JSONSplice] {
        var plan = EditPlan(self)
        for edit in edits { try plan.add(edit, in: text) }
        try plan.requireNoOverlap(in: text)
        return plan.splices(in: text)
    }
}

/// The edits, grouped by the value or container that they change.
private struct EditPlan {
    private let outline: JSONOutline
    private var replacements: [Int: [UInt8]] = [:]
    /// By container.
    private var removals: [Int: Set<Int>] = [:]
    private var additions: [Int: NewValues] = [:]

    init(_ outline: JSONOutline) {
        self.outline = outline
    }

    // MARK: Gathering

    mutating func add(_ edit: JSONEdit) throws(JSONEditError) {
        switch edit {
        case .set(let path, let json): try set(path, json)
        case .remove(let path): try remove(path)
        }
    }

    mutating func add(_ edit: PlacedEdit, in text: Span<UInt8>) throws(JSONEditError) {
        func error(_ reason: JSONEditError.Reason, at node: Int) -> JSONEditError {
            JSONEditError(reason: reason, path: outline.path(of: node, in: text))
        }
        switch edit {
        case .replace(let node, let json):
            guard node != 0 else { throw error(.isTheDocument, at: node) }
            guard replacements.updateValue(json, forKey: node) == nil else { throw error(.overlap, at: node) }
        case .remove(let node):
            guard let parent = outline.nodes[node].parent else { throw error(.isTheDocument, at: node) }
            guard removals[parent, default: []].insert(node).inserted else { throw error(.overlap, at: node) }
        case .add(let name, let node, let json):
            do throws(JSONEditError.Reason) {
                try add([name], to: node, json)
            } catch {
                throw JSONEditError(reason: error, path: outline.path(of: node, in: text))
            }
        }
    }

    private mutating func add(
        _ components: ArraySlice<String>,
        to node: Int,
        _ json: [UInt8]
    ) throws(JSONEditError.Reason) {
        let container = outline.nodes[node]
        guard !container.value.isPlain else { throw .notAContainer }
        // Changed in place, because a copy for each addition would take quadratic time.
        try additions[
            node, default: NewValues(inArray: container.value.kind == .array, after: container.children.count)
        ]
        .add(components, json)
    }

    private mutating func set(_ path: ValuePath, _ json: [UInt8]) throws(JSONEditError) {
        guard !path.components.isEmpty else { throw JSONEditError(reason: .isTheDocument, path: path) }
        let (node, depth) = outline.descend(path)
        guard depth < path.components.count else {
            guard replacements.updateValue(json, forKey: node) == nil else {
                throw JSONEditError(reason: .overlap, path: path)
            }
            return
        }
        do throws(JSONEditError.Reason) {
            try add(path.components[depth...], to: node, json)
        } catch {
            let place = error == .notAContainer ? ValuePath(components: Array(path.components[..<depth])) : path
            throw JSONEditError(reason: error, path: place)
        }
    }

    private mutating func remove(_ path: ValuePath) throws(JSONEditError) {
        guard !path.components.isEmpty else { throw JSONEditError(reason: .isTheDocument, path: path) }
        guard let node = outline.find(path), let parent = outline.nodes[node].parent else {
            throw JSONEditError(reason: .noSuchValue, path: path)
        }
        guard removals[parent, default: []].insert(node).inserted else {
            throw JSONEditError(reason: .overlap, path: path)
        }
    }

    /// Refuses an edit inside of a value that another edit replaces or removes.
    func requireNoOverlap(in text: Span<UInt8>) throws(JSONEditError) {
        func isTaken(_ node: Int) -> Bool {
            replacements[node] != nil || outline.nodes[node].parent.map { removals[$0]?.contains(node) == true } == true
        }
        // Nodes that were checked before, with their containers.
        var seen: Set<Int> = []
        func require(_ node: Int) throws(JSONEditError) {
            var container: Int? = node
            while let node = container, seen.insert(node).inserted {
                guard !isTaken(node) else {
                    throw JSONEditError(reason: .overlap, path: outline.path(of: node, in: text))
                }
                container = outline.nodes[node].parent
            }
        }
        for container in Set(removals.keys).union(additions.keys) { try require(container) }
        for node in replacements.keys {
            guard let parent = outline.nodes[node].parent else { continue }
            try require(parent)
            guard removals[parent]?.contains(node) != true else {
                throw JSONEditError(reason: .overlap, path: outline.path(of: node, in: text))
            }
        }
    }

    // MARK: Splices

    func splices(in text: Span<UInt8>) -> [JSONSplice] {
        var splices = replacements.map { JSONSplice(outline.nodes[$0.key].extent, $0.value) }
        let style = additions.isEmpty ? nil : JSONStyle(of: outline, text)
        for container in Set(removals.keys).union(additions.keys) {
            appendSplices(of: container, style, in: text, to: &splices)
        }
        return splices.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func appendSplices(
        of container: Int,
        _ style: JSONStyle?,
        in text: Span<UInt8>,
        to splices: inout [JSONSplice]
    ) {
        let node = outline.nodes[container]
        let removed = removedPositions(in: container, text)
        let lastKept = node.children.indices.last { !removed.contains($0) }
        let layout =
            additions[container] == nil ? nil : style.map { JSONLayout(of: container, in: outline, text, $0) }

        guard let lastKept else {
            let inside = node.value.range.lowerBound + 1..<node.value.range.upperBound - 1
            var replacement: [UInt8] = []
            if let layout, let new = additions[container] {
                replacement = layout.lead + new.text(layout) + layout.trail
            }
            splices.append(JSONSplice(inside, replacement))
            return
        }
        if let layout, let new = additions[container] {
            let end = outline.nodes[node.children[lastKept]].extent.upperBound
            splices.append(JSONSplice(end..<end, layout.separator + new.text(layout)))
        }
        var position = 0
        while position < node.children.count {
            var end = position
            while end < node.children.count, removed.contains(end) { end += 1 }
            if end > position { splices.append(JSONSplice(extent(of: position..<end, in: node, text))) }
            position = end + 1
        }
    }

    /// The positions of the children that are removed from a container, those with the same keys included.
    private func removedPositions(in container: Int, _ text: Span<UInt8>) -> Set<Int> {
        guard let removed = removals[container] else { return [] }
        let node = outline.nodes[container]
        guard node.value.kind == .object, node.children.contains(where: { outline.nodes[$0].isHidden }) else {
            return Set(removed.map { outline.nodes[$0].position })
        }
        func key(_ child: Int) -> [UInt8] {
            outline.nodes[child].key.map { unescapedBytes($0, in: text) } ?? []
        }
        let keys = Set(removed.map(key))
        return Set(node.children.filter { keys.contains(key($0)) }.map { outline.nodes[$0].position })
    }

    /// The text that is removed with adjacent members or elements while others stay.
    private func extent(of positions: Range<Int>, in container: JSONOutline.Node, _ text: Span<UInt8>) -> Range<Int> {
        let children = container.children
        let start = outline.nodes[children[positions.lowerBound]].start
        let end = outline.nodes[children[positions.upperBound - 1]].extent.upperBound
        let previousEnd =
            positions.lowerBound > 0
            ? outline.nodes[children[positions.lowerBound - 1]].extent.upperBound : nil
        guard positions.upperBound < children.count else { return (previousEnd ?? start)..<end }

        let next = outline.nodes[children[positions.upperBound]].start
        let comma = UInt8(ascii: ",")
        let before = previousEnd.map { firstIndex(of: comma, text, $0..<start) + 1 } ?? container.value.range.lowerBound
        let after = firstIndex(of: comma, text, end..<next) + 1
        let lineStart = (before..<start).last { text[$0] == 0x0A }
        let lineEnd = (after..<next).first { text[$0] == 0x0A }
        if let lineStart, let lineEnd { return lineStart + 1..<lineEnd + 1 }
        if lineStart == nil, let previousEnd { return previousEnd..<end }
        return start..<next
    }
}
