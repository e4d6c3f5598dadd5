#if Agent

    import CPlatform
    import CommandLineFlags
    import EJSON
    import SystemPackage

    /// The command `ejson-agent`: the daemon, and what its administrator asks.
    @main
    struct AgentTool: Command {
        static let documentation = Documentation(
            abstract: "Open documents for containers, which never get a private key, and record every opening.",
            discussion: """
                A grant is a file /etc/ejson/grants/NAME.json with the documents that whoever can
                connect to its socket may have opened. Docs/agent.md describes grants, the record
                and the protocol.
                """,
            examples: [
                "ejson-agent check-grants": "whether all grants are well formed",
                "ejson-agent serve": "serve them",
                "ejson-agent log --since 2026-11-27T08:00:00Z": "what has been opened since",
            ],
            exitStatuses: [
                "0": "the command did what it was asked for",
                "1": "it failed, and said why on standard error",
                "64": "the arguments are wrong",
            ]
        )

        static let subcommands = [
            Subcommand("serve") { Serve.self },
            Subcommand("check-grants") { CheckGrants.self },
            Subcommand("log") { ShowLog.self },
            Subcommand("credentials") { Credentials.self },
            Subcommand("volumes") { ServeVolumes.self },
            Subcommand("csi") { ServeKubernetes.self },
            Subcommand("complete", isHidden: true) { Complete.self },
            Subcommand("generate", isHidden: true) { Generate.self },
        ]

        static var named: NamedCommand { NamedCommand(Self.self, named: "ejson-agent") }

        var showsVersion = false

        mutating func declare(in parameters: inout Parameters) {
            parameters.flag("--version", help: "Show the version.", into: &showsVersion)
        }

        func run() throws {
            printOutput("ejson-agent version \(packageVersion)\n")
        }

        static func main() async {
            switch readCommandLine(argumentBytes().dropFirst().map { Argument(bytes: $0) }, of: named) {
            case .command(var command):
                do {
                    if let server = command as? any Server { try await server.serve() } else { try command.run() }
                } catch let status as ExitCode {
                    exit(status.code)
                } catch {
                    printError("ejson-agent: \(error)")
                    exit(1)
                }
            case .help(let command, let isLong):
                printOutput(CommandPage(command).help(isLong: isLong))
            case .wrong(let error, let command):
                printError("Error: \(printableCharacters(of: Array(error.words.utf8)))")
                printError("Usage: \(CommandPage(command).usage) (more: \(command.name) --help)")
                exit(64)
            }
        }
    }

    /// An end whose reason has been said.
    struct ExitCode: Error {
        let code: Int32
    }

    func printError(_ line: String) {
        _ = try? FileDescriptor.standardError.writeAll((line + "\n").utf8)
    }

    func printOutput(_ text: String) {
        do {
            try FileDescriptor.standardOutput.writeAll(text.utf8)
        } catch {
            printError("ejson-agent: standard output: \(error)")
            exit(1)
        }
    }

#endif
