/// A page of the manual in mdoc(7).
package struct ManualPage {
    /// `ejson-decrypt.1`.
    package let fileName: String
    package let text: String
}

/// The header of each page.
package struct ManualEdition {
    /// `November 27, 2026`.
    package let date: String
    package let version: String

    /// - Parameter date: `2026-11-27`, a day of the calendar; `nil` for what is not written so.
    package init?(date: String, version: String) {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ]
        let parts = date.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            1_900...9_999 ~= year, 1...12 ~= month, 1...31 ~= day
        else { return nil }
        self.date = "\(months[month - 1]) \(day), \(year)"
        self.version = version
    }
}

extension CommandPage {
    /// A page for the tool with all commands in it, and one for each command.
    package func manual(_ edition: ManualEdition) -> [ManualPage] {
        all.map { page in
            var text = ManualText(page, edition, tool: self)
            text.write(isAll: page.command.path.count == 1)
            return ManualPage(fileName: page.command.path.joined(separator: "-") + ".1", text: text.text)
        }
    }
}

private struct ManualText {
    private var lines: [String] = []
    private let page: CommandPage
    private let tool: CommandPage
    private let edition: ManualEdition

    var text: String { lines.joined(separator: "\n") + "\n" }

    init(_ page: CommandPage, _ edition: ManualEdition, tool: CommandPage) {
        self.page = page
        self.edition = edition
        self.tool = tool
    }

    mutating func write(isAll: Bool) {
        let name = page.command.path.joined(separator: "-")
        lines = [".Dd \(edition.date)", ".Dt \(name.uppercased()) 1", ".Os \(tool.command.name) \(edition.version)"]
        add(".Sh NAME", ".Nm \(name)", ".Nd \(escaped(page.documentation.abstract.withoutFullStop))")
        add(".Sh SYNOPSIS")
        synopsis(of: page)
        add(".Sh DESCRIPTION")
        add(page.documentation.discussion.isEmpty ? page.documentation.abstract : page.documentation.discussion)
        parameters(of: page, ".Sh")
        if isAll { commands(of: page) } else { subcommands(of: page) }
        for (heading, text) in page.documentation.sections {
            add(".Sh \(escaped(heading.uppercased()))")
            add(text)
        }
        statuses(of: page, ".Sh")
        examples(of: page, ".Sh")
        seeAlso()
    }

    // MARK: Parts

    private mutating func synopsis(of page: CommandPage) {
        add(".Nm \(page.command.name)")
        var rest = page.usage.dropFirst(page.command.name.count)
        // Brackets enclose one unit: `[<file> …]`.
        while let start = rest.firstIndex(where: { $0 != " " }) {
            rest = rest[start...]
            let isOptional = rest.hasPrefix("[") && rest.contains("]")
            let piece = isOptional ? rest.dropFirst().prefix { $0 != "]" } : rest.prefix { $0 != " " }
            rest = rest.dropFirst(piece.count + (isOptional ? 2 : 0))
            let words = piece.split(separator: " ").map { word in
                word.hasPrefix("<") && word.hasSuffix(">")
                    ? "Ar \(escaped(String(word.dropFirst().dropLast())))" : "No \(escaped(String(word)))"
            }
            add(".\(isOptional ? "Op " : "")\(words.joined(separator: " "))")
        }
    }

    private mutating func parameters(of page: CommandPage, _ macro: String) {
        if !page.arguments.isEmpty {
            add("\(macro) ARGUMENTS")
            list(page.arguments.map { (".It Ar \(escaped($0.form.long))", $0.paragraphs) })
        }
        for (heading, parameters) in page.options {
            add("\(macro) \(escaped(heading.isEmpty ? "OPTIONS" : "\(heading.uppercased()) OPTIONS"))")
            list(parameters.map { (".It " + item($0), $0.paragraphs) })
        }
    }

    private mutating func commands(of page: CommandPage) {
        add(".Sh COMMANDS")
        for page in page.all.dropFirst() {
            add(".Ss \(escaped(page.command.path.dropFirst().joined(separator: " ")))")
            add(".Bd -ragged -compact")
            synopsis(of: page)
            add(".Ed")
            if let alias = page.alias { add(".Pp", "The short name is", ".Cm \(alias) .") }
            add(".Pp")
            add(page.documentation.abstract)
            if !page.documentation.discussion.isEmpty { add(".Pp") }
            add(page.documentation.discussion)
            if !page.arguments.isEmpty {
                list(page.arguments.map { (".It Ar \(escaped($0.form.long))", $0.paragraphs) })
            }
            list(page.options.flatMap(\.parameters).map { (".It " + item($0), $0.paragraphs) })
            for (heading, text) in page.documentation.sections {
                add(".Pp", "\(escaped(heading)):")
                if case .paragraph? = TextBlock.blocks(of: text).first { lines.append(".Pp") }
                add(text)
            }
            if !page.documentation.exitStatuses.isEmpty {
                add(".Pp", "Exit status:")
                list(page.documentation.exitStatuses.map { (".It \($0)", [$1]) })
            }
            if !page.documentation.examples.isEmpty {
                add(".Pp", "Examples:")
                verbatim(exampleLines(page.documentation.examples))
            }
        }
    }

    private mutating func subcommands(of page: CommandPage) {
        guard !page.subcommands.isEmpty else { return }
        add(".Sh SUBCOMMANDS")
        list(page.children.map { (".It Cm \($0.command.path.last ?? "")", [$0.documentation.abstract]) })
    }

    private mutating func statuses(of page: CommandPage, _ macro: String) {
        guard !page.documentation.exitStatuses.isEmpty else { return }
        add("\(macro) EXIT STATUS")
        list(page.documentation.exitStatuses.map { (".It \($0)", [$1]) })
    }

    private mutating func examples(of page: CommandPage, _ macro: String) {
        guard !page.documentation.examples.isEmpty else { return }
        add("\(macro) EXAMPLES")
        verbatim(exampleLines(page.documentation.examples))
    }

    private mutating func seeAlso() {
        let others = tool.all.filter { other in
            let (path, own) = (other.command.path, page.command.path)
            return path != own
                && (path.count == 1 || own.count == 1 || path.dropLast() == own[...] || path[...] == own.dropLast())
        }
        guard !others.isEmpty else { return }
        add(".Sh SEE ALSO")
        let names = others.map { $0.command.path.joined(separator: "-") }.sorted()
        for name in names { add(".Xr \(name) 1\(name == names.last ? "" : " ,")") }
    }

    // MARK: Text

    private func item(_ parameter: Parameter) -> String {
        let long = "Fl \(escaped(String(parameter.longName.dropFirst())))"
        let names = [parameter.shortName.map { "Fl \($0.dropFirst())" }, long].compactMap { $0 }.joined(
            separator: " , ")
        return parameter.form.kind.takesValue ? "\(names) Ar \(escaped(parameter.valueName))" : names
    }

    private mutating func list(_ items: [(String, [String])]) {
        add(".Bl -tag -width Ds")
        for (item, paragraphs) in items {
            add(item)
            for (index, paragraph) in paragraphs.enumerated() {
                if index > 0 { add(".Pp") }
                sentences(paragraph)
            }
        }
        add(".El")
    }

    private mutating func add(_ lines: String...) {
        if lines.count == 1, !lines[0].hasPrefix(".") { return text(lines[0]) }
        self.lines += lines
    }

    private mutating func text(_ text: String) {
        for (index, block) in TextBlock.blocks(of: text).enumerated() {
            switch block {
            case .paragraph(let words):
                if index > 0 { lines.append(".Pp") }
                sentences(words)
            case .lines(let lines): verbatim(lines)
            }
        }
    }

    private mutating func verbatim(_ block: [String]) {
        lines.append(".Bd -literal -offset indent")
        lines += block.map(escapedLine)
        lines.append(".Ed")
    }

    /// A line for each sentence, as mdoc has it.
    private mutating func sentences(_ text: String) {
        var sentence = ""
        let words = text.split(separator: " ")
        for (index, word) in words.enumerated() {
            sentence += (sentence.isEmpty ? "" : " ") + word
            let isEnd = word.reversed().first { !")`\"'".contains($0) }.map { ".!?".contains($0) } ?? false
            if isEnd || index == words.count - 1 {
                lines.append(escapedLine(emphasized(sentence)))
                sentence = ""
            }
        }
    }
}

/// Text in backticks becomes bold.
private func emphasized(_ text: String) -> String {
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    // The placeholder is replaced by the escape afterwards, so that it is not escaped again.
    guard pieces.count % 2 == 1 else { return text }
    return pieces.enumerated().map { index, piece in index % 2 == 1 ? "\u{1}B\(piece)\u{1}R" : String(piece) }.joined()
}

/// Text for troff, with its escapes neutralised.
private func escaped(_ text: String) -> String {
    var result = ""
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += "\\e"
        // The dash of an option is a minus sign, not a hyphen.
        case "-" where !isLetter(previous): result += "\\-"
        case "'": result += "\\(aq"
        case "\"": result += "\\(dq"
        case "`": result += "\\(ga"
        case "^": result += "\\(ha"
        case "~": result += "\\(ti"
        case "\u{1}": result += "\\f"
        default:
            result +=
                scalar.isASCII
                ? String(scalar) : "\\[u\(String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4))]"
        }
        previous = scalar
    }
    return result
}

private func escapedLine(_ line: String) -> String {
    let text = escaped(line)
    return text.hasPrefix(".") ? "\\&" + text : text
}

private func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }

extension String {
    fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }

    fileprivate func leftPadded(to count: Int) -> String {
        String(repeating: "0", count: max(0, count - self.count)) + self
    }
}
