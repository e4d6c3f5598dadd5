/// The line of `.gitattributes` for comparing and merging documents.
enum GitAttributes {
    static let line = "*.ejson diff=ejson merge=ejson"

    /// The text with the line appended, with the line ending of the first line; unchanged if the line is there.
    static func adding(to text: String?) -> String {
        let text = text ?? ""
        guard lines(of: text).allSatisfy({ !isOwn($0) }) else { return text }
        let lineEnd = text.firstIndex(where: \.isNewline).map { String(text[$0]) } ?? "\n"
        // A last line without a line feed stays without one, so that removing the line restores the file.
        return text.isEmpty || text.last?.isNewline == true ? text + line + lineEnd : text + lineEnd + line
    }

    /// The text without the line; `nil` when nothing else is left.
    static func removing(from text: String?) -> String? {
        guard let text else { return nil }
        var kept = lines(of: text)
        guard let index = kept.lastIndex(where: isOwn) else { return text }
        let removed = kept.remove(at: index)
        if removed.last?.isNewline != true, let last = kept.popLast() { kept.append(last.dropLast()) }
        return kept.isEmpty ? nil : kept.joined()
    }

    private static func isOwn(_ line: Substring) -> Bool {
        (line.last?.isNewline == true ? line.dropLast() : line) == Self.line
    }

    /// Lines with their line endings.
    private static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(where: \.isNewline).map { rest.index(after: $0) } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }
}
