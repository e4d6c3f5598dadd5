extension CommandPage {
    /// A page in Markdown with all commands.
    package var markdown: String {
        var lines = ["# \(command.name)", ""]
        lines += paragraphs(documentation.abstract)
        lines += body
        lines += ["## Commands", ""]
        let pages = all.dropFirst()
        lines += pages.map { page in
            let name = page.command.path.dropFirst().joined(separator: " ")
            let alias = page.alias.map { ", `\($0)`" } ?? ""
            return "- [`\(name)`](#\(page.anchor))\(alias): \(page.documentation.abstract)"
        }
        for page in pages {
            lines += ["", "## \(page.command.name)", ""]
            lines += paragraphs(page.documentation.abstract)
            lines += page.body
        }
        // At most one empty line in a row, and none at the end.
        var text = ""
        for line in lines where !(line.isEmpty && (text.hasSuffix("\n\n") || text.isEmpty)) { text += line + "\n" }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    private var anchor: String { command.path.joined(separator: "-") }

    private var body: [String] {
        var lines = ["```", usage, "```", ""]
        lines += paragraphs(documentation.discussion)
        let groups =
            [("Arguments", arguments)]
            + options.map { heading, parameters in
                (heading.isEmpty ? "Options" : "\(heading) options", parameters)
            }
        for (heading, parameters) in groups where !parameters.isEmpty {
            lines += ["**\(heading)**", ""]
            for parameter in parameters {
                lines.append("- `\(parameter.title)`: \(escaped(parameter.sentence))")
                lines += parameter.paragraphs.dropFirst().map { "  \(escaped($0))" }
            }
            lines.append("")
        }
        for (heading, text) in documentation.sections {
            lines += ["**\(heading)**", ""] + paragraphs(text)
        }
        if !documentation.exitStatuses.isEmpty {
            lines += ["**Exit status**", ""] + documentation.exitStatuses.map { "- \($0): \(escaped($1))" } + [""]
        }
        if !documentation.examples.isEmpty {
            lines += ["**Examples**", "", "```sh"] + exampleLines(documentation.examples, comment: "# ") + ["```", ""]
        }
        return lines
    }

    private func paragraphs(_ text: String) -> [String] {
        TextBlock.blocks(of: text).flatMap { block in
            switch block {
            case .paragraph(let words): wrapped(escaped(words), width: 120) + [""]
            case .lines(let lines): ["```"] + lines + ["```", ""]
            }
        }
    }
}

/// Escapes Markdown's special characters outside of backticks.
private func escaped(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, piece in
        guard index % 2 == 0 else { return String(piece) }
        var result = ""
        for character in piece {
            if "\\*_<>[]".contains(character) { result += "\\" }
            result.append(character)
        }
        return result
    }.joined(separator: "`")
}
