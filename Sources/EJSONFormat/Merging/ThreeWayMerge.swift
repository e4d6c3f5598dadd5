/// One version of a text that is merged with others.
package struct MergeVersion: Sendable {
    package let text: [UInt8]
    package let outline: JSONOutline

    /// - Parameter greatestCount: how many values there is memory for.
    package init(_ text: [UInt8], greatestCount: Int = .max) throws(JSONSyntaxError) {
        self.text = text
        outline = try JSONOutline(text.span, greatestCount: greatestCount)
    }
}

/// A value that one version of a text, ours, is to take from another, theirs.
struct MergedValue {
    /// In ours; `nil` when it is not there yet.
    var ours: Int?
    /// In theirs; `nil` when it is to be removed.
    var theirs: Int?
    /// The object or array in ours that holds it, or will.
    var container: Int
}

/// The edits that bring the changes of one version of a text, theirs, into another, ours. Values are compared, so white
/// space and the order of members do not matter. A value is a node here and not a path, because there may be many
/// paths, each of them long.
struct ThreeWayMerge {
    /// Values that theirs has changed and ours has not.
    private(set) var edits: [MergedValue] = []

    /// Values that both have changed differently: the edits that would make theirs of ours.
    private(set) var conflicts: [MergedValue] = []

    private let versions: (base: MergeVersion?, ours: MergeVersion, theirs: MergeVersion)
    private let numbers: (base: [Int], ours: [Int], theirs: [Int])

    /// A value in each version that has it.
    private struct Triple {
        var base: Int?
        var ours: Int?
        var theirs: Int?
        /// In ours.
        var container: Int
    }

    /// - Parameter base: the version that both come from; `nil` when there is none.
    init(base: MergeVersion?, ours: MergeVersion, theirs: MergeVersion) {
        versions = (base, ours, theirs)
        var identities = ValueIdentities()
        numbers = (
            base.map { identities.numbers(of: $0.outline, $0.text.span) } ?? [],
            identities.numbers(of: ours.outline, ours.text.span),
            identities.numbers(of: theirs.outline, theirs.text.span)
        )
        // No recursion: nesting may be deep.
        var open = [Triple(base: base == nil ? nil : 0, ours: 0, theirs: 0, container: 0)]
        while let triple = open.popLast() { open += settle(triple).reversed() }
    }

    /// Decides about a value, or returns the values in it, each of which is then decided on its own.
    private mutating func settle(_ triple: Triple) -> [Triple] {
        let base = triple.base.map { numbers.base[$0] }
        let ours = triple.ours.map { numbers.ours[$0] }
        let theirs = triple.theirs.map { numbers.theirs[$0] }
        if ours == theirs { return [] }
        if let inner = membersInCommon(triple) ?? elementsInCommon(triple) { return inner }
        if theirs == base { return [] }
        let value = MergedValue(ours: triple.ours, theirs: triple.theirs, container: triple.container)
        if ours == base { edits.append(value) } else { conflicts.append(value) }
        return []
    }

    /// The members of an object that is in both versions: ours first, then those that only theirs has.
    private func membersInCommon(_ triple: Triple) -> [Triple]? {
        guard let container = triple.ours, let ours = members(container, versions.ours),
            let theirs = members(triple.theirs, versions.theirs)
        else { return nil }
        let base = members(triple.base, versions.base) ?? []
        let (inBase, inTheirs) = (nodesByKey(base), nodesByKey(theirs))
        let inOurs = nodesByKey(ours)
        return (ours + theirs.filter { inOurs[$0.key] == nil }).map { key, _ in
            Triple(base: inBase[key], ours: inOurs[key], theirs: inTheirs[key], container: container)
        }
    }

    /// The elements of an array that has the same length in all three versions.
    private func elementsInCommon(_ triple: Triple) -> [Triple]? {
        guard let container = triple.ours, let base = elements(triple.base, versions.base),
            let ours = elements(container, versions.ours),
            let theirs = elements(triple.theirs, versions.theirs),
            base.count == ours.count, ours.count == theirs.count
        else { return nil }
        return ours.indices.map { index in
            Triple(base: base[index], ours: ours[index], theirs: theirs[index], container: container)
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
