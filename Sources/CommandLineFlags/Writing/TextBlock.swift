/// A block of a text: a paragraph, or preformatted lines.
enum TextBlock: Equatable {
    case paragraph(String)
    /// Without their common indentation.
    case lines([String])

    /// The blocks of a text: see `Documentation`.
    static func blocks(of text: String) -> [TextBlock] {
        var blocks: [TextBlock] = []
        for lines in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).split(separator: "")
        {
            // Indented lines end a paragraph.
            var rest = lines[...]
            while let first = rest.first {
                let isIndented = first.hasPrefix(" ")
                let piece = rest.prefix { $0.hasPrefix(" ") == isIndented }
                rest = rest.dropFirst(piece.count)
                if !isIndented {
                    blocks.append(.paragraph(piece.joined(separator: " ")))
                    continue
                }
                let indentation = piece.map { $0.prefix { $0 == " " }.count }.min() ?? 0
                blocks.append(.lines(piece.map { String($0.dropFirst(indentation)) }))
            }
        }
        return blocks
    }
}

/// Wraps a text at `width` characters. A longer word gets a line of its own.
func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if !line.isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = ""
        }
        line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
}

/// A command line and its explanation, side by side.
func exampleLines(_ examples: KeyValuePairs<String, String>, comment: String = "") -> [String] {
    let widest = examples.filter { !$0.value.isEmpty }.map(\.key.count).max() ?? 0
    return examples.map { line, words in
        words.isEmpty ? line : line + String(repeating: " ", count: widest - line.count + 3) + comment + words
    }
}
