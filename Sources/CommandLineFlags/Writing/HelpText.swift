/// The format of help: line width, and whether headings and names are bold.
package struct HelpStyle {
    package let width: Int
    package let hasColors: Bool

    /// Lines of more than 100 characters are hard to read, and two columns do not fit into fewer than 40.
    package init(width: Int = 80, hasColors: Bool = false) {
        self.width = min(max(width, 40), 100)
        self.hasColors = hasColors
    }

    /// In bold: the parameter 1 of SGR, ECMA-48, 8.3.117.
    fileprivate func strong(_ text: String) -> String { hasColors ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

extension CommandPage {
    /// The short help of `-h`, or the complete one of `--help`.
    package func help(isLong: Bool, _ style: HelpStyle = HelpStyle()) -> String {
        var text = HelpText(style)
        text.add("\(style.strong("USAGE:")) \(usage)")
        text.add()
        text.add(paragraph: documentation.abstract, indentation: 0)
        if isLong, !documentation.discussion.isEmpty {
            text.add()
            text.add(text: documentation.discussion, indentation: 0)
        }
        let column = HelpText.column(beside: (arguments + options.flatMap(\.parameters)).map(\.title))
        text.add(heading: "ARGUMENTS", arguments.map { ($0.title, [$0.sentence]) }, column)
        for (heading, parameters) in options {
            text.add(
                heading: heading.isEmpty ? "OPTIONS" : "\(heading.uppercased()) OPTIONS",
                parameters.map { ($0.title, isLong ? $0.paragraphs : [$0.sentence]) }, column)
        }
        if !subcommands.isEmpty {
            let rows = children.map { page -> (String, [String]) in
                let names = page.command.path.suffix(1) + [page.alias].compactMap { $0 }
                return (names.joined(separator: ", "), [page.documentation.abstract])
            }
            text.add(
                heading: "SUBCOMMANDS", rows + [(helpNames.joined(separator: ", "), ["Show help of a subcommand."])])
        }
        if isLong {
            for (heading, words) in documentation.sections { text.add(heading: heading.uppercased(), words) }
            text.add(heading: "EXIT STATUS", documentation.exitStatuses.map { ($0, [$1]) })
        }
        if !documentation.examples.isEmpty {
            text.add(heading: "EXAMPLES")
            for line in exampleLines(documentation.examples) { text.add("  " + line) }
        }
        if !isLong {
            text.add()
            text.add(paragraph: "More: \(command.name) --help", indentation: 0)
        }
        return text.lines.joined(separator: "\n") + "\n"
    }
}

extension Parameter {
    /// The complete text, with the choices.
    var paragraphs: [String] {
        var paragraphs = [sentence]
        for case .paragraph(let words) in TextBlock.blocks(of: details) { paragraphs.append(words) }
        let explained = choices.filter { !$0.help.isEmpty }
        return paragraphs + explained.map { "\($0.name): \($0.help)" }
    }
}

private struct HelpText {
    private(set) var lines: [String] = []
    private let style: HelpStyle

    /// The start of the second column. A longer name gets a line of its own.
    static func column(beside names: [String]) -> Int { min((names.map(\.count).max() ?? 0) + 4, 28) }

    init(_ style: HelpStyle) { self.style = style }

    mutating func add(_ line: String = "") { lines.append(line) }

    mutating func add(paragraph: String, indentation: Int) {
        for line in wrapped(paragraph, width: style.width - indentation) {
            add(String(repeating: " ", count: indentation) + line)
        }
    }

    mutating func add(text: String, indentation: Int) {
        for (index, block) in TextBlock.blocks(of: text).enumerated() {
            if index > 0 { add() }
            switch block {
            case .paragraph(let words): add(paragraph: words, indentation: indentation)
            case .lines(let block): for line in block { add(String(repeating: " ", count: indentation + 2) + line) }
            }
        }
    }

    mutating func add(heading: String) {
        add()
        add(style.strong(heading + ":"))
    }

    mutating func add(heading: String, _ text: String) {
        add(heading: heading)
        add(text: text, indentation: 2)
    }

    /// Two columns: names and their explanations.
    mutating func add(heading: String, _ rows: [(String, [String])], _ column: Int? = nil) {
        guard !rows.isEmpty else { return }
        add(heading: heading)
        let column = column ?? Self.column(beside: rows.map(\.0))
        for (name, paragraphs) in rows {
            let words = paragraphs.flatMap { wrapped($0, width: style.width - column) }
            let gap = column - 2 - name.count
            let start = "  " + style.strong(name)
            if gap < 2 {
                add(start)
            } else {
                add(words.isEmpty ? start : start + String(repeating: " ", count: gap) + words[0])
            }
            for line in gap < 2 ? words[...] : words.dropFirst() {
                add(String(repeating: " ", count: column) + line)
            }
        }
    }
}
