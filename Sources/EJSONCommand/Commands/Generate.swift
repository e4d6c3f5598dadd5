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

    var options = ManualOptions()

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&options)
    }

    func run() throws {
        try reporting("Not written") {
            for (path, text) in options.pages(of: EJSONTool.named, version: version) {
                try SecretBytes(copying: Array(text.utf8).span).write(to: path)
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
