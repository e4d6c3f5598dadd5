import ArgumentParser
import CPlatform

/// The command `ejson`: options in, one library call, words out.
@main
struct EJSONTool: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "ejson",
        abstract: "Keep secrets in git: JSON whose values are sealed to a public key in the file itself.",
        usage: "ejson [--keydir <dir>] <subcommand>",
        discussion: """
            EXAMPLES:
              ejson keygen -w               a new key pair; the private key is stored
              ejson encrypt secrets.ejson   seal what is not sealed; needs no private key
              ejson edit secrets.ejson      in your editor, in memory and not on a disk
              ejson decrypt secrets.ejson   print it in plaintext; needs the private key
              ejson run -- ./server         become a server that gets the secrets

            A document is a JSON object with a member "_public_key". A string value is
            sealed unless its key begins with an underscore.
            """,
        subcommands: subcommands.map { $0.type() }
    )

    static let subcommands = [
        Subcommand("init") { Init.self },
        Subcommand("keygen", alias: "g") { Keygen.self },
        Subcommand("encrypt", alias: "e") { Encrypt.self },
        Subcommand("decrypt", alias: "d") { Decrypt.self },
        Subcommand("edit") { Edit.self },
        Subcommand("set") { SetValue.self },
        Subcommand("unset") { Unset.self },
        Subcommand("get") { Get.self },
        Subcommand("list") { ListValues.self },
        Subcommand("check") { Check.self },
        Subcommand("diff") { Diff.self },
        Subcommand("rotate") { Rotate.self },
        Subcommand("run") { Run.self },
        Subcommand("env") { Env.self },
        Subcommand("kubernetes") { Kubernetes.self },
        Subcommand("keys") { Keys.self },
        Subcommand("git") { GitIntegration.self },
        Subcommand("h") { HelpAlias.self },
    ]

    var keyDirectory = KeyDirectoryOption()
    var showsVersion = false

    static let parameters: [Parameter<Self>] =
        KeyDirectoryOption.parameters { try $1(&$0.keyDirectory) } + [
            .flag("-v", "--version", help: "Show the version.") { $0.showsVersion = $1 }
        ]

    static func main() {
        platform_end_startup()
        prepareStandardStreams()
        let arguments =
            (isStartedAsEJSON2Env ? ["env"] : []) + withDoubleDashes(processArguments.dropFirst())
        guard var command = read(arguments[...]) else {
            refuseUnknownSubcommand(arguments)
            end {
                var command = try parseAsRoot(arguments)
                try command.run()
            }
            return
        }
        end { try command.run() }
    }

    /// Runs a command. Help that was asked for goes to standard output, and what is wrong with the arguments to standard
    /// error, where a terminal obeys nothing that stands in them.
    private static func end(_ run: () throws -> Void) {
        do {
            try run()
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if text.isEmpty { exit(code) }
            guard code.isSuccess else {
                for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                    printError(withoutControlCharacters(String(line)))
                }
                exit(code)
            }
            do {
                try printLine(text)
            } catch {
                printError("ejson: cannot write standard output: \(error)")
                exit(.failure)
            }
            exit(code)
        }
    }

    private static func exit(_ code: ExitCode) -> Never { exit(withError: code) }

    func validate() throws {
        try keyDirectory.validate()
        unsafe KeyDirectoryOption.beforeSubcommand = keyDirectory.keydir
    }

    func run() throws {
        guard showsVersion else { throw CleanExit.helpRequest(self) }
        try printLine("ejson version \(version)")
    }
}

/// The reference has a command `ejson2env` of its own: `ejson env` under that name.
let isStartedAsEJSON2Env = processArguments.first.map { $0 == "ejson2env" || $0.hasSuffix("/ejson2env") } ?? false

/// The reference takes every option with one dash or two: `-keydir` is `--keydir`, and there are no clusters of short
/// options. What follows `--` is left alone.
private func withDoubleDashes(_ arguments: ArraySlice<String>) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return arguments[..<end].map { argument in
        let name = argument.prefix { $0 != "=" }
        return name.count > 2 && name.hasPrefix("-") && !name.hasPrefix("--") ? "-" + argument : argument
    } + arguments[end...]
}

/// Tells `CPlatform` that this program's environment is its own: see `platform_end_startup`.
@_cdecl("platform_owns_process")
func ownsProcess() {}
