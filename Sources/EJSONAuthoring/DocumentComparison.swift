package import EJSON
import EJSONFormat

/// A value that only one of two documents has, or that differs.
package struct DocumentDifference: Sendable {
    package enum Kind: String, Sendable {
        case added, removed, changed
    }

    package let kind: Kind

    /// The path, as `PathSpelling` spells it.
    package let path: String

    /// The range of the value in each document's rendering, with its quotes; `nil` where it is absent.
    package let ranges: (old: Range<Int>?, new: Range<Int>?)

    /// For a value that is sealed in one of the documents only: whether that is the new one.
    package let isNowSealed: Bool?
}

/// Two documents, compared value by value: white space and the order of members do not matter.
package struct DocumentComparison: ~Copyable {
    package let differences: [DocumentDifference]

    /// The documents, with values in plaintext where the key opens them.
    package let old: SecretBytes
    package let new: SecretBytes

    /// Two values are equal when their plaintexts are, if both can be opened, and otherwise when their boxed messages
    /// are.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    package init(
        _ old: Document,
        _ oldKey: borrowing OpeningKey?,
        _ new: Document,
        _ newKey: borrowing OpeningKey?
    ) throws(EJSONError) {
        let oldText = try old.rendered(with: oldKey, unopened: .message)
        let newText = try new.rendered(with: newKey, unopened: .message)
        let oldOutline = try old.renderedOutline(of: oldText)
        let newOutline = try new.renderedOutline(of: newText)
        differences = oldText.withBytes { oldText in
            newText.withBytes { newText in compare(oldOutline, oldText, newOutline, newText) }
        }
        self.old = oldText
        self.new = newText
    }
}

/// The outline of a rendering, and which of its values are sealed in the document.
private struct RenderedOutline {
    let outline: JSONOutline
    let isSealed: [Bool]

    /// Whether a value holds no others, which an empty object or array does not either, and no later member with the
    /// same key hides it.
    func isLeaf(_ node: Int) -> Bool {
        !outline.nodes[node].isHidden && outline.nodes[node].children.isEmpty
    }
}

extension Document {
    fileprivate func renderedOutline(of rendering: borrowing SecretBytes) throws(EJSONError) -> RenderedOutline {
        let isSealed = try text.withBytes { (source) throws(EJSONError) in
            try JSONOutline(of: source).nodes.map { node in
                node.value.kind == .string && !node.selection.isEmpty
                    && BoxedMessage.hasShape(source.extracting(node.value.range))
            }
        }
        // The same values in the same order, some of them in plaintext.
        let outline = try rendering.withBytes { (text) throws(EJSONError) in try JSONOutline(of: text) }
        return RenderedOutline(outline: outline, isSealed: isSealed)
    }
}

/// New and changed values in the order of the new document, then removed ones in the order of the old document.
private func compare(
    _ old: RenderedOutline,
    _ oldText: Span<UInt8>,
    _ new: RenderedOutline,
    _ newText: Span<UInt8>
) -> [DocumentDifference] {
    var differences: [(node: Int, kind: DocumentDifference.Kind, before: Int?)] = []
    let inOld = new.outline.counterparts(in: old.outline, newText)
    for node in new.outline.nodes.indices where new.isLeaf(node) {
        guard let before = inOld[node], old.isLeaf(before) else {
            differences.append((node, .added, nil))
            continue
        }
        guard
            old.isSealed[before] != new.isSealed[node]
                || !isEqual(old.outline.nodes[before].extent, oldText, new.outline.nodes[node].extent, newText)
        else { continue }
        differences.append((node, .changed, before))
    }
    let paths = new.outline.paths(of: differences.map(\.node), in: newText)
    let inNew = old.outline.counterparts(in: new.outline, oldText)
    let removed = old.outline.nodes.indices.filter { node in
        old.isLeaf(node) && inNew[node].map { !new.isLeaf($0) } ?? true
    }
    let removedPaths = old.outline.paths(of: removed, in: oldText)
    return zip(differences, paths).map { difference, path in
        let (node, kind, before) = difference
        let isNowSealed = before.flatMap { old.isSealed[$0] == new.isSealed[node] ? nil : new.isSealed[node] }
        return DocumentDifference(
            kind: kind, path: path,
            ranges: (before.map { old.outline.nodes[$0].extent }, new.outline.nodes[node].extent),
            isNowSealed: isNowSealed)
    }
        + zip(removed, removedPaths).map { node, path in
            DocumentDifference(
                kind: .removed, path: path, ranges: (old.outline.nodes[node].extent, nil), isNowSealed: nil)
        }
}

private func isEqual(
    _ left: Range<Int>,
    _ leftText: Span<UInt8>,
    _ right: Range<Int>,
    _ rightText: Span<UInt8>
) -> Bool {
    left.count == right.count
        && haveSameBytes(leftText, at: left.lowerBound, rightText, at: right.lowerBound, count: left.count)
}
