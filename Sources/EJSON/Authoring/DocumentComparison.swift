package import EJSONFormat

/// A value that one of two documents has and the other has not, or has otherwise.
package struct DocumentDifference: Sendable {
    package enum Kind: String, Sendable {
        case added, removed, changed
    }

    package let kind: Kind
    package let path: ValuePath

    /// Where the value is in each document's rendering, with its quotes; `nil` where it is not.
    package let ranges: (old: Range<Int>?, new: Range<Int>?)

    /// Of a value that is sealed in one of the documents and not in the other: whether in the new one.
    package let isNowSealed: Bool?
}

/// Two documents, compared value by value: white space and the order of members do not matter.
package struct DocumentComparison: ~Copyable {
    package let differences: [DocumentDifference]

    /// The documents, their values in plaintext where the key opens them.
    package let old: SecretBytes
    package let new: SecretBytes

    /// Values are equal when their plaintexts are, where both can be opened, and else when their boxed messages are.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    package init(
        _ old: Document,
        _ oldKey: borrowing PrivateKey?,
        _ new: Document,
        _ newKey: borrowing PrivateKey?
    ) throws(EJSONError) {
        let oldText = try old.rendered(with: oldKey, unopened: .message)
        let newText = try new.rendered(with: newKey, unopened: .message)
        let oldLeaves = try old.leaves(of: oldText)
        let newLeaves = try new.leaves(of: newText)
        differences = oldText.withBytes { oldText in
            newText.withBytes { newText in compare(oldLeaves, oldText, newLeaves, newText) }
        }
        self.old = oldText
        self.new = newText
    }
}

/// A value that holds no others.
private struct Leaf {
    var path: ValuePath
    /// In the rendering.
    var range: Range<Int>
    var isSealed: Bool
}

extension Document {
    /// The document's leaves, and empty objects and arrays. Members that a later one of the same key hides are left out.
    fileprivate func leaves(of rendering: borrowing SecretBytes) throws(EJSONError) -> [Leaf] {
        let original = try text.withBytes { (source) throws(EJSONError) in
            let outline = try outline(of: source)
            return outline.nodes.map { node in
                node.value.kind == .string && !node.selection.isEmpty
                    && BoxedMessage.hasShape(source, node.value.range)
            }
        }
        return try rendering.withBytes { (text) throws(EJSONError) in
            // The same values in the same order, some of them in plaintext.
            let outline = try outline(of: text)
            return outline.nodes.indices.compactMap { index in
                let node = outline.nodes[index]
                guard !node.isHidden, node.children.isEmpty else { return nil }
                return Leaf(
                    path: outline.path(of: index, in: text), range: node.extent, isSealed: original[index])
            }
        }
    }
}

private func outline(of text: Span<UInt8>) throws(EJSONError) -> JSONOutline {
    do throws(JSONSyntaxError) {
        return try JSONOutline(text)
    } catch {
        throw EJSONError(error, in: text)
    }
}

/// What is new or has changed, in the order of the new document, then what has been removed, in that of the old one.
private func compare(
    _ old: [Leaf],
    _ oldText: Span<UInt8>,
    _ new: [Leaf],
    _ newText: Span<UInt8>
) -> [DocumentDifference] {
    let oldByPath = Dictionary(old.map { (bytes($0.path), $0) }) { $1 }
    let newPaths = Set(new.map { bytes($0.path) })
    var differences: [DocumentDifference] = []
    for leaf in new {
        guard let before = oldByPath[bytes(leaf.path)] else {
            differences.append(
                DocumentDifference(kind: .added, path: leaf.path, ranges: (nil, leaf.range), isNowSealed: nil))
            continue
        }
        let isNowSealed = before.isSealed == leaf.isSealed ? nil : leaf.isSealed
        guard isNowSealed != nil || !isEqual(before.range, oldText, leaf.range, newText) else { continue }
        differences.append(
            DocumentDifference(
                kind: .changed, path: leaf.path, ranges: (before.range, leaf.range), isNowSealed: isNowSealed))
    }
    for leaf in old where !newPaths.contains(bytes(leaf.path)) {
        differences.append(
            DocumentDifference(kind: .removed, path: leaf.path, ranges: (leaf.range, nil), isNowSealed: nil))
    }
    return differences
}

/// Paths that look the same need not be.
private func bytes(_ path: ValuePath) -> [[UInt8]] { path.components.map { Array($0.utf8) } }

private func isEqual(_ left: Range<Int>, _ leftText: Span<UInt8>, _ right: Range<Int>, _ rightText: Span<UInt8>) -> Bool
{
    left.count == right.count
        && (0..<left.count).allSatisfy { leftText[left.lowerBound + $0] == rightText[right.lowerBound + $0] }
}
