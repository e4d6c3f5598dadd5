import CPlatform
import CommandLineFlags
import EJSON

/// The version of the command, as `ejson --version` prints it.
let version = packageVersion

/// The command `ejson`: options in, one library call, words out.
@main
struct EJSONTool: Command {
    static let documentation = Documentation(
        abstract: "Keep secrets in git: JSON whose values are sealed to a public key in the file itself.",
        discussion: """
            A document is a JSON object with a member "_public_key". A string value is
            sealed unless its key begins with an underscore.
            """,
        examples: [
            "ejson init": "a document with a new key pair",
            "ejson encrypt secrets.ejson": "seal what is not sealed; needs no private key",
            "ejson edit secrets.ejson": "in your editor, in memory and not on a disk",
            "ejson decrypt secrets.ejson": "print it in plaintext; needs the private key",
            "ejson run -- ./server": "start a server with the secrets",
        ],
        exitStatuses: [
            "0": "the command did what it was asked for",
            "1": "it failed, and said why on standard error",
            "3": "there is no such command",
            "64": "the arguments are wrong",
        ]
    )

    static let subcommands = [
        Subcommand("init", elsewhere: "new create") { Init.self },
        Subcommand("keygen", alias: "g") { Keygen.self },
        Subcommand("encrypt", alias: "e", elsewhere: "seal lock") { Encrypt.self },
        Subcommand("decrypt", alias: "d", elsewhere: "open unseal unlock show cat view print") { Decrypt.self },
        Subcommand("edit") { Edit.self },
        Subcommand("set", elsewhere: "add put import") { SetValue.self },
        Subcommand("unset", elsewhere: "delete remove rm del") { Unset.self },
        Subcommand("get") { Get.self },
        Subcommand("list", elsewhere: "ls") { ListValues.self },
        Subcommand("check", elsewhere: "lint verify validate") { Check.self },
        Subcommand("diff") { Diff.self },
        Subcommand("rotate", elsewhere: "rekey updatekeys") { Rotate.self },
        Subcommand("run", elsewhere: "exec exec-env exec-file") { Run.self },
        Subcommand("env", elsewhere: "export") { Env.self },
        Subcommand("kubernetes") { Kubernetes.self },
        Subcommand("keys") { Keys.self },
        Subcommand("doctor", elsewhere: "status") { Doctor.self },
        Subcommand("recipients") { RecipientsCommand.self },
        Subcommand("git") { GitIntegration.self },
        Subcommand("complete", isHidden: true) { Complete.self },
        Subcommand("generate", isHidden: true) { Generate.self },
    ]

    /// The reference has `h`.
    static var helpNames: [String] { ["help", "h"] }

    static var named: NamedCommand { NamedCommand(Self.self, named: "ejson") }

    var keyDirectory = KeyDirectoryOption()
    var showsVersion = false
    var completionShell: Shell?

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&keyDirectory)
        parameters.flag("--version", "-v", help: "Show the version.", into: &showsVersion)
        parameters.option(
            "--generate-completion-script", value: "shell", help: "Print the completions of a shell.", isHidden: true,
            into: &completionShell)
    }

    static func main() {
        platform_end_startup()
        prepareStandardStreams()
        switch readCommandLine(arguments, of: named) {
        case .command(var command): end { try command.run() }
        case .help(let command, let isLong):
            end { try reporting("ejson") { try showHelp(of: command, isLong: isLong) } }
        case .wrong(let error, let command):
            for line in wordsForUsage(error, of: command) { printError(line) }
            exit((error.kind == .unknownCommand ? ExitStatus.unknownCommand : .wrongUsage).code)
        }
    }

    /// Under the name `ejson2env` the arguments are those of `ejson env`, except a request for the version.
    private static var arguments: [Argument] {
        let given = Array(processArguments.dropFirst())
        let asksForVersion = given.count == 1 && ["--version", "-version", "--v", "-v"].contains(given[0])
        return isStartedAsEJSON2Env && !asksForVersion ? ["env"] + given : given
    }

    private static func end(_ run: () throws -> Void) {
        do {
            try run()
        } catch let status as ExitStatus {
            exit(status.code)
        } catch {
            printError(message(of: error).after("ejson: "))
            exit(ExitStatus.failure.code)
        }
    }

    func run() throws {
        try reporting("ejson") {
            guard let completionShell else {
                return try printLine("\(isStartedAsEJSON2Env ? "ejson2env" : "ejson") version \(version)")
            }
            try writeToStandardOutput(Array(script(for: completionShell).utf8).span)
        }
    }
}

/// The script that completes the command, under the reference's name for `ejson env` too.
func script(for shell: Shell) -> String {
    completionScript(for: shell, of: "ejson", names: ["ejson", "ejson2env"])
}

/// The reference has a command `ejson2env` of its own: `ejson env` under that name.
let isStartedAsEJSON2Env = processArguments.first.map(isEJSON2Env) ?? false

/// Whether a command's name is `ejson2env` or a path to it.
func isEJSON2Env(_ name: Argument) -> Bool {
    name == "ejson2env" || name.bytes.suffix(10).elementsEqual("/ejson2env".utf8)
}

/// Lets `CPlatform` change this program's environment: see `platform_end_startup`.
@_cdecl("platform_owns_process")
func ownsProcess() {}
