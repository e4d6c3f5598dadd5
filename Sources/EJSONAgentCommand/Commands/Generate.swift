#if Agent

    import CommandLineFlags
    import EJSON
    import SystemPackage

    /// What is made of the declarations when the command is installed: as `ejson generate`.
    struct Generate: Command {
        static let documentation = Documentation(abstract: "Write man pages or completions.")

        static let subcommands = [
            Subcommand("man") { GenerateManual.self },
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
            if edition == nil {
                throw UsageError("The date of the pages is missing, or is no date: --date 2026-11-27")
            }
        }

        private var edition: ManualEdition? { ManualEdition(date: date, version: packageVersion) }

        func run() throws {
            guard let edition else { return }
            for page in CommandPage(AgentTool.named).manual(edition) {
                try SecretBytes(copying: Array(page.text.utf8).span).write(to: directory.appending(page.fileName))
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
            printOutput(completionScript(for: shell, of: "ejson-agent", names: ["ejson-agent"]))
        }
    }

    /// What the scripts of the shells ask: see `CompletionQuestion`.
    struct Complete: Command {
        static let documentation = Documentation(
            abstract: "Say what can stand on a command line, for the completions of a shell.",
            usage: "<shell> -- <word> …")

        var shell = Shell.bash
        var words: [Argument] = []

        mutating func declare(in parameters: inout Parameters) {
            parameters.argument("shell", help: "The shell that asks.", into: &shell)
            parameters.argumentsAfterTerminator("word", help: "The words on the line.", into: &words)
        }

        func run() throws {
            let home = environmentVariable("HOME").map { Array($0.utf8) }
            printOutput(CompletionQuestion(shell, words, home: home).answer(of: AgentTool.named) + "\n")
        }
    }

#endif
