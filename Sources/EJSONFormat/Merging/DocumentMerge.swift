/// The result of merging a document that two branches have changed.
package struct DocumentMerge: Sendable {
    /// Our version with the changes of theirs. Where both have changed the same value, both are there, between conflict
    /// markers.
    package let text: [UInt8]

    /// The paths of the values that both have changed, as `PathSpelling` spells them.
    package let conflicts: [String]

    /// If one branch has changed the public key: the paths of the values that the other has set, which are sealed to
    /// another one.
    package let foreignValues: [String]
}

/// Why documents cannot be merged value by value.
package enum MergeProblem: Error, Hashable {
    /// Two members of an object have the same key.
    case duplicateKey(ValuePath)
    /// The key of a member has an escape for its underscore, and the raw byte decides what is sealed.
    case escapedUnderscore(ValuePath)
    /// Whether another value is sealed would change, by the last key read.
    case changedSelection
}

/// Merges the changes of two branches to a document. It needs no key, because values are compared as they are written.
///
/// - Parameter base: the version that both come from; `nil` when there is none.
package func mergeDocuments(
    base: MergeVersion?,
    ours: MergeVersion,
    theirs: MergeVersion,
    markers: ConflictMarkers
) throws(MergeProblem) -> DocumentMerge {
    for version in [base, ours, theirs].compactMap(\.self) { try requireClearKeys(version) }
    if let (ours, theirs) = MergeVersion.mergingRecipients(base: base, ours: ours, theirs: theirs) {
        return try mergeValues(base: base, ours: ours, theirs: theirs, markers: markers)
    }
    return try mergeValues(base: base, ours: ours, theirs: theirs, markers: markers)
}

private func mergeValues(
    base: MergeVersion?,
    ours: MergeVersion,
    theirs: MergeVersion,
    markers: ConflictMarkers
) throws(MergeProblem) -> DocumentMerge {
    let merge = ThreeWayMerge(base: base, ours: ours, theirs: theirs)
    let merged = try applying(merge.edits, from: theirs, to: ours)
    try requireSameSelection(merged, ours, theirs)

    var conflicts = merge.conflicts
    let (ourKey, theirKey) = (ours.publicKey, theirs.publicKey)
    guard ourKey != theirKey else {
        return try conclude(merged, conflicts, ours, theirs, markers)
    }
    // The branch whose public key does not win has set values since, which are sealed to its public key.
    let loser = merged.publicKey == ourKey ? theirs : ours
    let isOurs = merged.publicKey != ourKey
    let inBase = base.map { loser.outline.counterparts(in: $0.outline, loser.text.span) }
    let foreign = loser.sealedValues.filter { node in
        guard let base, let same = inBase?[node] else { return true }
        return base.string(same) != loser.string(node)
    }
    let publicKey = ours.outline.find(.publicKey)
    guard !foreign.isEmpty || conflicts.contains(where: { $0.ours == publicKey }) else {
        return try conclude(merged, conflicts, ours, theirs, markers)
    }
    // Every difference becomes a conflict, so that nobody mixes values of two public keys by accident.
    conflicts += merge.edits
    let known = Set(conflicts.compactMap(\.ours))
    if let publicKey, !known.contains(publicKey) {
        conflicts.append(MergedValue(ours: publicKey, theirs: theirs.outline.find(.publicKey), container: 0))
    }
    if isOurs {
        let inTheirs = ours.outline.counterparts(in: theirs.outline, ours.text.span)
        for node in foreign where inTheirs[node] == nil && !known.contains(node) {
            conflicts.append(MergedValue(ours: node, theirs: nil, container: ours.outline.nodes[node].parent ?? 0))
        }
    }
    return try conclude(
        ours, conflicts, ours, theirs, markers, foreign: loser.outline.paths(of: foreign, in: loser.text.span))
}

/// The text of `version`, which is ours or made from ours, with the conflicts between markers.
private func conclude(
    _ version: MergeVersion,
    _ conflicts: [MergedValue],
    _ ours: MergeVersion,
    _ theirs: MergeVersion,
    _ markers: ConflictMarkers,
    foreign: [String] = []
) throws(MergeProblem) -> DocumentMerge {
    if conflicts.isEmpty { return DocumentMerge(text: version.text, conflicts: [], foreignValues: foreign) }
    let places = ours.outline.counterparts(in: version.outline, ours.text.span)
    let edits = conflicts.map { conflict in
        PlacedEdit(conflict, from: theirs, ours: conflict.ours.flatMap { places[$0] }, places[conflict.container] ?? 0)
    }
    let splices: [JSONSplice]
    do throws(JSONEditError) {
        splices = try version.outline.splices(for: edits, in: version.text.span)
    } catch {
        throw .duplicateKey(error.path)
    }
    return DocumentMerge(
        text: markers.marking(splices, in: version.text.span), conflicts: paths(of: conflicts, ours, theirs),
        foreignValues: foreign)
}

private func applying(
    _ edits: [MergedValue],
    from theirs: MergeVersion,
    to ours: MergeVersion
) throws(MergeProblem) -> MergeVersion {
    if edits.isEmpty { return ours }
    do {
        let edits = edits.map { PlacedEdit($0, from: theirs, ours: $0.ours, $0.container) }
        let splices = try ours.outline.splices(for: edits, in: ours.text.span)
        return try MergeVersion(EJSONFormat.applying(splices, to: ours.text.span))
    } catch {
        throw .changedSelection
    }
}

extension PlacedEdit {
    /// - Parameter ours: the value's node in the version that is edited; `container`, the node of its container.
    fileprivate init(_ value: MergedValue, from theirs: MergeVersion, ours: Int?, _ container: Int) {
        let json = value.theirs.map { Array(theirs.text[theirs.outline.nodes[$0].extent]) }
        if let ours {
            self = json.map { .replace(ours, with: $0) } ?? .remove(ours)
        } else {
            let name = value.theirs.map { theirs.outline.name(of: $0, in: theirs.text.span) } ?? ""
            self = .add(name, to: container, json ?? [])
        }
    }
}

/// The paths of values, in the order of these.
private func paths(of values: [MergedValue], _ ours: MergeVersion, _ theirs: MergeVersion) -> [String] {
    let nodesInOurs = values.compactMap(\.ours).sorted()
    let nodesInTheirs = values.compactMap { $0.ours == nil ? $0.theirs : nil }.sorted()
    let inOurs = Dictionary(
        zip(nodesInOurs, ours.outline.paths(of: nodesInOurs, in: ours.text.span))
    ) { $1 }
    let inTheirs = Dictionary(
        zip(nodesInTheirs, theirs.outline.paths(of: nodesInTheirs, in: theirs.text.span))
    ) { $1 }
    return values.compactMap { value in
        value.ours.map { inOurs[$0] } ?? value.theirs.flatMap { inTheirs[$0] }
    }
}

// MARK: What is required

/// Keys must be unique, and the underscore of a rewritten key must not change.
private func requireClearKeys(_ version: MergeVersion) throws(MergeProblem) {
    let (outline, text) = (version.outline, version.text.span)
    for (index, node) in outline.nodes.enumerated() {
        if node.isHidden { throw .duplicateKey(outline.path(of: index, in: text)) }
        guard let key = node.key, key.hasEscapes, text[key.start] == UInt8(ascii: "\\"),
            outline.key(of: index, in: text).first == UInt8(ascii: "_")
        else { continue }
        throw .escapedUnderscore(outline.path(of: index, in: text))
    }
}

/// A value must be sealed here exactly if it is sealed in the branch that it comes from.
private func requireSameSelection(
    _ merged: MergeVersion,
    _ ours: MergeVersion,
    _ theirs: MergeVersion
) throws(MergeProblem) {
    let versions = [ours, theirs].map { version in
        (version: version, places: merged.outline.counterparts(in: version.outline, merged.text.span))
    }
    for (index, node) in merged.outline.nodes.enumerated() where node.value.kind == .string {
        let string = merged.text[node.value.range]
        for (version, places) in versions {
            guard let place = places[index], version.string(place) == string else { continue }
            guard version.outline.nodes[place].selection.isEmpty == node.selection.isEmpty else {
                throw .changedSelection
            }
            break
        }
    }
}

extension MergeVersion {
    /// A string, as it is written.
    fileprivate func string(_ node: Int) -> ArraySlice<UInt8>? {
        let value = outline.nodes[node].value
        return value.kind == .string ? text[value.range] : nil
    }

    fileprivate var sealedValues: [Int] {
        outline.nodes.indices.filter { index in
            let node = outline.nodes[index]
            return node.value.kind == .string && !node.selection.isEmpty
                && BoxedMessage.hasShape(text.span.extracting(node.value.range))
        }
    }
}
