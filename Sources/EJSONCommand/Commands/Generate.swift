import CommandLineFlags
import EJSON
import SystemPackage

/// Generates man pages and the reference from the declarations.
struct Generate: Command {
    static let documentation = Documentation(abstract: "Write man pages, the reference or completions.")

    static let subcommands = [
        Subcommand("man") { GenerateManual.self },
        Subcommand("markdown") { GenerateMarkdown.self },
        Subcommand("completions") { GenerateCompletions.self },
    ]
}

struct GenerateManual: Command {
    static let documentation = Documentation(abstract: "Write the man pages into a directory, in mdoc.")

    var date = ""
    var directory = FilePath()

    mutating func declare(in parameters: inout Parameters) {
        parameters.option("--date", value: "year-month-day", help: "The date of the pages.", into: &date)
        parameters.argument("directory", help: "Where to write them.", completion: .directory, into: &directory)
    }

    func validate() throws(UsageError) {
        if edition == nil { throw UsageError("The date of the pages is missing, or is no date: --date 2026-11-27") }
    }

    private var edition: ManualEdition? { ManualEdition(date: date, version: version) }

    func run() throws {
        guard let edition else { return }
        try reporting("Not written") {
            for page in CommandPage(EJSONTool.named).manual(edition) {
                try SecretBytes(copying: Array(page.text.utf8).span).write(to: directory.appending(page.fileName))
            }
        }
    }
}

struct GenerateMarkdown: Command {
    static let documentation = Documentation(abstract: "Print the reference of all commands in Markdown.")

    func run() throws {
        try reporting("Not printed") {
            try writeToStandardOutput(Array(CommandPage(EJSONTool.named).markdown.utf8).span)
        }
    }
}

struct GenerateCompletions: Command {
    static let documentation = Documentation(abstract: "Print the script that makes a shell complete the command.")

    var shell = Shell.bash

    mutating func declare(in parameters: inout Parameters) {
        parameters.argument("shell", help: "The shell.", into: &shell)
    }

    func run() throws {
        try reporting("Not printed") { try writeToStandardOutput(Array(script(for: shell).utf8).span) }
    }
}
