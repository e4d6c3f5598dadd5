/// What becomes of a document that two branches have changed.
package struct DocumentMerge: Sendable {
    /// Our version with what theirs has changed. Where both have changed the same, both stand there between conflict
    /// markers.
    package let text: [UInt8]

    /// What both have changed.
    package let conflicts: [ValuePath]

    /// When a branch has changed the public key: the values that the other has set, which are sealed to another one.
    package let foreignValues: [ValuePath]
}

/// Why documents cannot be merged value by value.
package enum MergeProblem: Error, Hashable {
    /// Two members of an object have the same key.
    case duplicateKey(ValuePath)
    /// The key of a member has an escape for its underscore, which matters for what is sealed.
    case escapedUnderscore(ValuePath)
    /// By the last key read, another value would be sealed or no longer be.
    case changedSelection
}

/// Merges what two branches have made of a document. Needs no key: a value is its text.
///
/// - Parameter base: what both were made of; `nil` when there is no such version.
package func mergeDocuments(
    base: MergeVersion?,
    ours: MergeVersion,
    theirs: MergeVersion,
    markers: ConflictMarkers
) throws(MergeProblem) -> DocumentMerge {
    for version in [base, ours, theirs].compactMap(\.self) { try requireClearKeys(version) }
    let merge = ThreeWayMerge(base: base, ours: ours, theirs: theirs)
    let merged = try applied(merge.edits, to: ours)
    try requireSameSelection(merged, ours, theirs)

    let publicKeys = [ours, theirs].map { $0.publicKey }
    var conflicts = merge.conflicts
    guard publicKeys[0] != publicKeys[1] else {
        return try conclude(merged, conflicts, foreign: [], markers)
    }
    // What the branch whose public key it does not become has set since is sealed to another key.
    let loser = merged.publicKey == publicKeys[0] ? theirs : ours
    let foreign = loser.sealedValues.filter { path, message in base?.string(at: path) != message }.map(\.path)
    guard !foreign.isEmpty || conflicts.contains(where: { $0.path == .publicKey }) else {
        return try conclude(merged, conflicts, foreign: [], markers)
    }
    // All that differs is shown as it is in either branch, so that nobody mixes the two unawares.
    conflicts += merge.edits
    let known = Set(conflicts.map(\.path))
    if !known.contains(.publicKey), let key = theirs.outline.find(.publicKey) {
        conflicts.append(.set(.publicKey, to: Array(theirs.text[theirs.outline.nodes[key].extent])))
    }
    conflicts += foreign.filter { path in theirs.outline.find(path) == nil && !known.contains(path) }.map(
        JSONEdit.remove)
    return try conclude(ours, conflicts, foreign: foreign, markers)
}

private func conclude(
    _ version: MergeVersion,
    _ conflicts: [JSONEdit],
    foreign: [ValuePath],
    _ markers: ConflictMarkers
) throws(MergeProblem) -> DocumentMerge {
    let text = version.text.span
    let splices: [JSONSplice]
    do throws(JSONEditError) {
        splices = try version.outline.splices(for: conflicts, in: text)
    } catch {
        throw .duplicateKey(error.path)
    }
    return DocumentMerge(
        text: markers.marking(splices, in: text), conflicts: conflicts.map(\.path), foreignValues: foreign)
}

private func applied(_ edits: [JSONEdit], to version: MergeVersion) throws(MergeProblem) -> MergeVersion {
    do {
        let splices = try version.outline.splices(for: edits, in: version.text.span)
        return try MergeVersion(applying(splices, to: version.text.span))
    } catch {
        throw .changedSelection
    }
}

// MARK: What is required

/// Keys must tell members apart, and the underscore of one that is written anew must stay what it was.
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

/// What is sealed in the branch that a value is from must be sealed here, and what is not, not.
private func requireSameSelection(
    _ merged: MergeVersion,
    _ ours: MergeVersion,
    _ theirs: MergeVersion
) throws(MergeProblem) {
    for (index, node) in merged.outline.nodes.enumerated() where node.value.kind == .string {
        let path = merged.outline.path(of: index, in: merged.text.span)
        let string = merged.text[node.value.range]
        for version in [ours, theirs] {
            guard let other = version.outline.find(path).map({ version.outline.nodes[$0] }),
                other.value.kind == .string, version.text[other.value.range] == string
            else { continue }
            guard other.selection.isEmpty == node.selection.isEmpty else { throw .changedSelection }
            break
        }
    }
}

extension ValuePath {
    fileprivate static let publicKey = ValuePath(components: ["_public_key"])
}

extension JSONEdit {
    fileprivate var path: ValuePath {
        switch self {
        case .set(let path, _), .remove(let path): path
        }
    }
}

extension MergeVersion {
    fileprivate var publicKey: ArraySlice<UInt8>? { string(at: .publicKey) }

    /// A string, as it is written.
    fileprivate func string(at path: ValuePath) -> ArraySlice<UInt8>? {
        guard let node = outline.find(path), outline.nodes[node].value.kind == .string else { return nil }
        return text[outline.nodes[node].value.range]
    }

    fileprivate var sealedValues: [(path: ValuePath, message: ArraySlice<UInt8>)] {
        outline.nodes.indices.compactMap { index in
            let node = outline.nodes[index]
            guard node.value.kind == .string, !node.selection.isEmpty,
                BoxedMessage.hasShape(text.span, node.value.range)
            else { return nil }
            return (outline.path(of: index, in: text.span), text[node.value.range])
        }
    }
}
