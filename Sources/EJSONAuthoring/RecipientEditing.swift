package import EJSON
import EJSONFormat

extension Document {
    /// The document's text with this list as its `_recipients`, with one entry per line if the document has lines.
    /// Lines of unchanged entries do not change. A list without entries removes the member. A new member comes directly
    /// after `_public_key`.
    ///
    /// - Throws: `invalidRecipient` when the document's list is malformed; `outOfMemory`.
    package func replacingRecipients(with list: RecipientList) throws(EJSONError) -> SecretBytes {
        let old = try recipients()
        return try text.withBytes { (source) throws(EJSONError) in
            let outline = try JSONOutline(of: source)
            guard let node = recipientsNode(outline, source) else {
                guard !list.entries.isEmpty else { return try SecretBytes(copying: source) }
                return try SecretBytes(source, applying: [newMember(list, outline, source)])
            }
            let splices: [JSONSplice]
            if list.entries.isEmpty {
                splices = try outline.splices(editing: [.remove(listPath)], in: source)
            } else if outline.nodes[node].children.isEmpty {
                splices = [JSONSplice(outline.nodes[node].extent, array(list, lines: lines(outline, source)))]
            } else {
                splices = try outline.splices(editing: edits(from: old, to: list), in: source)
            }
            return try SecretBytes(source, applying: splices)
        }
    }

    /// A new member `_recipients`, directly after `_public_key`.
    private func newMember(_ list: RecipientList, _ outline: JSONOutline, _ source: Span<UInt8>) -> JSONSplice {
        let lines = lines(outline, source)
        let end = text.scan.publicKey.end + 1
        let separator = lines.map { "," + $0.end + $0.indentation } ?? ", "
        return JSONSplice(end..<end, Array("\(separator)\"\(recipientsKey)\": ".utf8) + array(list, lines: lines))
    }

    /// How lines end and how members of the top-level object are indented; `nil` when `_public_key` does not begin a line.
    private func lines(_ outline: JSONOutline, _ source: Span<UInt8>) -> (end: String, indentation: String)? {
        let key = outline.nodes[0].children.first { outline.nodes[$0].value.range == text.scan.publicKey.range }
        guard let key else { return nil }
        let start = outline.nodes[key].start
        guard let lineFeed = (0..<start).last(where: { source[$0] == 0x0A }) else { return nil }
        let indentation = (lineFeed + 1..<start).map { source[$0] }
        guard indentation.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
        let end = lineFeed > 0 && source[lineFeed - 1] == 0x0D ? "\r\n" : "\n"
        return (end, String(decoding: indentation, as: UTF8.self))
    }
}

private let listPath = ValuePath(components: [recipientsKey])

/// The list as a JSON array. No entry has a character that JSON escapes.
private func array(_ list: RecipientList, lines: (end: String, indentation: String)?) -> [UInt8] {
    let entries = list.entries.map { "\"\($0.entry)\"" }
    guard let lines else { return Array("[\(entries.joined(separator: ", "))]".utf8) }
    let indentation = lines.end + lines.indentation + (lines.indentation.isEmpty ? "  " : lines.indentation)
    return Array("[\(indentation)\(entries.joined(separator: "," + indentation))\(lines.end)\(lines.indentation)]".utf8)
}

/// The edits that make the new list from the old one. Entries are matched by their names.
private func edits(from old: RecipientList, to new: RecipientList) -> [JSONEdit] {
    func path(_ component: String) -> ValuePath { ValuePath(components: [recipientsKey, component]) }
    func json(_ recipient: Recipient) -> [UInt8] { Array("\"\(recipient.entry)\"".utf8) }
    let newByName = Dictionary(uniqueKeysWithValues: new.entries.map { ($0.name, $0) })
    let oldNames = Set(old.entries.map(\.name))
    var edits: [JSONEdit] = []
    for (index, recipient) in old.entries.enumerated() {
        guard let replacement = newByName[recipient.name] else {
            edits.append(.remove(path(String(index))))
            continue
        }
        if replacement != recipient { edits.append(.set(path(String(index)), to: json(replacement))) }
    }
    return edits + new.entries.filter { !oldNames.contains($0.name) }.map { .set(path("-"), to: json($0)) }
}

extension JSONOutline {
    fileprivate func splices(editing edits: [JSONEdit], in text: Span<UInt8>) throws(EJSONError) -> [JSONSplice] {
        do throws(JSONEditError) {
            return try splices(for: edits, in: text)
        } catch {
            // The paths come from the list that was just read.
            preconditionFailure("an entry of the list is where it was found")
        }
    }
}
