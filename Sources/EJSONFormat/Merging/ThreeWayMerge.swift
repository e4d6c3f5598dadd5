/// One version of a text that is merged with others.
package struct MergeVersion: Sendable {
    package let text: [UInt8]
    package let outline: JSONOutline

    package init(_ text: [UInt8]) throws(JSONSyntaxError) {
        self.text = text
        outline = try JSONOutline(text.span)
    }
}

/// What to do to one version of a text, ours, so that it holds what another, theirs, has changed: value by value, so that
/// white space and the order of members do not matter.
struct ThreeWayMerge {
    /// What theirs has changed, and ours has not.
    private(set) var edits: [JSONEdit] = []

    /// What both have changed, to different values: what would make theirs of ours.
    private(set) var conflicts: [JSONEdit] = []

    private let versions: (base: MergeVersion?, ours: MergeVersion, theirs: MergeVersion)
    private let numbers: (base: [Int], ours: [Int], theirs: [Int])

    /// A value in each version that has it.
    private struct Triple {
        var base: Int?
        var ours: Int?
        var theirs: Int?
        var path: [String]
    }

    /// - Parameter base: what both were made of; `nil` when there is no such version.
    init(base: MergeVersion?, ours: MergeVersion, theirs: MergeVersion) {
        versions = (base, ours, theirs)
        var identities = ValueIdentities()
        numbers = (
            base.map { identities.numbers(of: $0.outline, $0.text.span) } ?? [],
            identities.numbers(of: ours.outline, ours.text.span),
            identities.numbers(of: theirs.outline, theirs.text.span)
        )
        // No recursion: nesting may be deep.
        var open = [Triple(base: base == nil ? nil : 0, ours: 0, theirs: 0, path: [])]
        while let triple = open.popLast() { open += settle(triple).reversed() }
    }

    /// Decides about a value, unless that is to be done for each of the values in it, which are then returned.
    private mutating func settle(_ triple: Triple) -> [Triple] {
        let base = triple.base.map { numbers.base[$0] }
        let ours = triple.ours.map { numbers.ours[$0] }
        let theirs = triple.theirs.map { numbers.theirs[$0] }
        if ours == theirs { return [] }
        if let inner = membersInCommon(triple) ?? elementsInCommon(triple) { return inner }
        if theirs == base { return [] }
        let path = ValuePath(components: triple.path)
        let edit = triple.theirs.map { JSONEdit.set(path, to: Array(versions.theirs.text[extent(ofTheirs: $0)])) }
        if ours == base { edits.append(edit ?? .remove(path)) } else { conflicts.append(edit ?? .remove(path)) }
        return []
    }

    private func extent(ofTheirs node: Int) -> Range<Int> { versions.theirs.outline.nodes[node].extent }

    /// The members of what is an object in both versions: ours first, then those that only theirs has.
    private func membersInCommon(_ triple: Triple) -> [Triple]? {
        guard let ours = members(triple.ours, versions.ours), let theirs = members(triple.theirs, versions.theirs)
        else {
            return nil
        }
        let base = members(triple.base, versions.base) ?? []
        let (inBase, inTheirs) = (nodesByKey(base), nodesByKey(theirs))
        let inOurs = nodesByKey(ours)
        return (ours + theirs.filter { inOurs[$0.key] == nil }).map { key, _ in
            Triple(
                base: inBase[key], ours: inOurs[key], theirs: inTheirs[key],
                path: triple.path + [String(decoding: key, as: UTF8.self)])
        }
    }

    /// The elements of what is an array of as many in all three versions.
    private func elementsInCommon(_ triple: Triple) -> [Triple]? {
        guard let base = elements(triple.base, versions.base), let ours = elements(triple.ours, versions.ours),
            let theirs = elements(triple.theirs, versions.theirs), base.count == ours.count, ours.count == theirs.count
        else { return nil }
        return ours.indices.map { index in
            Triple(base: base[index], ours: ours[index], theirs: theirs[index], path: triple.path + [String(index)])
        }
    }

    private func members(_ node: Int?, _ version: MergeVersion?) -> [(key: [UInt8], node: Int)]? {
        guard let node, let version, version.outline.nodes[node].value.kind == .object else { return nil }
        return version.outline.nodes[node].children.map { (version.outline.key(of: $0, in: version.text.span), $0) }
    }

    private func nodesByKey(_ members: [(key: [UInt8], node: Int)]) -> [[UInt8]: Int] {
        Dictionary(members.map { ($0.key, $0.node) }) { $1 }
    }

    private func elements(_ node: Int?, _ version: MergeVersion?) -> [Int]? {
        guard let node, let version, version.outline.nodes[node].value.kind == .array else { return nil }
        return version.outline.nodes[node].children
    }
}
