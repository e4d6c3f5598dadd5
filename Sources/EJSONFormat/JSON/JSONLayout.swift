/// The layout that all objects and arrays of a text share.
struct JSONStyle {
    /// What a line ends with.
    let lineEnd: [UInt8]

    /// The indentation of each level.
    let unit: [UInt8]

    /// The text from a key of the top-level object to its value, if both are on one line.
    fileprivate let colon: [UInt8]?

    init(of outline: JSONOutline, _ text: Span<UInt8>) {
        lineEnd = firstLineEnd(of: text)
        unit = indentationUnit(of: outline, text)
        colon = lastColon(in: outline.nodes[0], outline, text)
    }
}

/// How the members or elements of an object or array are laid out: the text between them, as elsewhere in the document.
struct JSONLayout {
    /// The text from the opening bracket to the first one.
    let lead: [UInt8]

    /// The text from one to the next, with the comma.
    let separator: [UInt8]

    /// The text from the last one to the closing bracket.
    let trail: [UInt8]

    /// The text from a key to its value.
    let colon: [UInt8]

    /// What a line ends with.
    private let lineEnd: [UInt8]

    /// The indentation of each level.
    private let unit: [UInt8]

    /// The indentation; `nil` when everything is on one line.
    private let indentation: [UInt8]?

    init(of container: Int, in outline: JSONOutline, _ text: Span<UInt8>, _ style: JSONStyle) {
        let node = outline.nodes[container]
        let (lineEnd, unit) = (style.lineEnd, style.unit)
        let colon = lastColon(in: node, outline, text) ?? style.colon ?? bytes(": ")
        let inlineSeparator = bytes(colon == bytes(":") ? "," : ", ")
        self.lineEnd = lineEnd
        self.unit = unit
        self.colon = colon

        guard let first = node.children.first, let last = node.children.last else {
            if let own = ownIndentation(of: container, in: outline, text) {
                let indentation = own + unit
                self.indentation = indentation
                lead = lineEnd + indentation
                separator = bytes(",") + lineEnd + indentation
                trail = lineEnd + own
            } else {
                indentation = nil
                lead = []
                separator = inlineSeparator
                trail = []
            }
            return
        }
        lead = array(text, node.value.range.lowerBound + 1..<outline.nodes[first].start)
        trail = array(text, outline.nodes[last].extent.upperBound..<node.value.range.upperBound - 1)
        let beforeLast = node.children.dropLast().last.map { outline.nodes[$0].extent.upperBound }
        let gap = beforeLast.map { array(text, $0..<outline.nodes[last].start) }
        indentation = lastIndent(in: gap ?? lead, after: gap?.firstIndex(of: UInt8(ascii: ",")) ?? -1)
        if let indentation {
            // With one line break: a blank line between two members is not repeated.
            separator = bytes(",") + lineEnd + indentation
        } else {
            separator = gap ?? inlineSeparator
        }
    }

    /// The layout of an object or array that is new in this one.
    func nested() -> JSONLayout { JSONLayout(in: self) }

    private init(in outer: JSONLayout) {
        (colon, lineEnd, unit) = (outer.colon, outer.lineEnd, outer.unit)
        if let own = outer.indentation {
            indentation = own + unit
            lead = lineEnd + own + unit
            separator = bytes(",") + lineEnd + own + unit
            trail = lineEnd + own
        } else {
            indentation = nil
            separator = outer.separator
            (lead, trail) = (outer.lead + outer.trail).contains(0x0A) ? ([], []) : (outer.lead, outer.trail)
        }
    }
}

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private func array(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] { range.map { text[$0] } }

/// The white space after the last line feed; `nil` when there is none after `index`.
private func lastIndent(in gap: [UInt8], after index: Int) -> [UInt8]? {
    guard let lineFeed = gap.lastIndex(of: 0x0A), lineFeed > index else { return nil }
    return Array(gap[(lineFeed + 1)...])
}

/// The line end of the text's first line.
func firstLineEnd(of text: Span<UInt8>) -> [UInt8] {
    let lineFeed = firstIndex(of: 0x0A, text, 0..<text.count)
    return lineFeed < text.count && lineFeed > 0 && text[lineFeed - 1] == 0x0D ? [0x0D, 0x0A] : [0x0A]
}

/// The indentation of the first object or array that is spread over several lines; two spaces when there is none.
private func indentationUnit(of outline: JSONOutline, _ text: Span<UInt8>) -> [UInt8] {
    for node in outline.nodes {
        guard let first = node.children.first else { continue }
        let lead = array(text, node.value.range.lowerBound + 1..<outline.nodes[first].start)
        guard let inner = lastIndent(in: lead, after: -1) else { continue }
        let outer = indentationOfLine(at: node.start, text)
        if inner.starts(with: outer), inner.count > outer.count { return Array(inner[outer.count...]) }
    }
    return bytes("  ")
}

/// The white space that the line with the byte at `offset` begins with.
private func indentationOfLine(at offset: Int, _ text: Span<UInt8>) -> [UInt8] {
    var start = offset
    while start > 0, text[start - 1] != 0x0A { start -= 1 }
    return array(text, start..<offset).prefix { $0 == 0x20 || $0 == 0x09 }.map(\.self)
}

/// The indentation of an empty object or array that begins a line; `nil` for one that does not.
private func ownIndentation(of container: Int, in outline: JSONOutline, _ text: Span<UInt8>) -> [UInt8]? {
    let node = outline.nodes[container]
    guard let parent = node.parent else {
        return node.value.range.contains { text[$0] == 0x0A } ? [] : nil
    }
    let end =
        node.position > 0
        ? outline.nodes[outline.nodes[parent].children[node.position - 1]].extent.upperBound
        : outline.nodes[parent].value.range.lowerBound + 1
    return lastIndent(in: array(text, end..<node.start), after: -1)
}

/// The text between the last key of an object and its value; `nil` when it has a line break.
private func lastColon(in node: JSONOutline.Node, _ outline: JSONOutline, _ text: Span<UInt8>) -> [UInt8]? {
    guard let last = node.children.last, let key = outline.nodes[last].key else { return nil }
    let colon = array(text, key.end + 1..<outline.nodes[last].extent.lowerBound)
    return colon.contains(0x0A) ? nil : colon
}
