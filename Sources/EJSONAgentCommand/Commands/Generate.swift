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

        var options = ManualOptions()

        mutating func declare(in parameters: inout Parameters) {
            parameters.group(&options)
        }

        func run() throws {
            for (path, text) in options.pages(of: AgentTool.named, version: packageVersion) {
                try SecretBytes(copying: Array(text.utf8).span).write(to: path)
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
        static let documentation = CompletionOptions.documentation

        var options = CompletionOptions()

        mutating func declare(in parameters: inout Parameters) {
            parameters.group(&options)
        }

        func run() throws {
            let question = options.question(home: environmentVariable("HOME").map { Array($0.utf8) })
            printOutput(question.answer(of: AgentTool.named) + "\n")
        }
    }

#endif
