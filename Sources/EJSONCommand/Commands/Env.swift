import ArgumentParser
import EJSON
import EJSONFormat

extension EnvironmentFormat: ExpressibleByArgument {}

struct Env: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print the values of the object \"environment\" for a shell or another program.",
        discussion: """
            Prints what the reference's ejson2env prints, and is that command when it is
            started under that name. Where there is no such object, it prints nothing.
            In the format shell only strings are taken; with the others and with
            --flatten, numbers and booleans too.

            Prefer `ejson run`, which leaves no plaintext in a shell.

            EXAMPLES:
              eval "$(ejson env secrets.ejson)"
              ejson env --format github secrets.ejson >> "$GITHUB_ENV"
              ejson env --flatten --select production --format json secrets.ejson

            FORMATS:
              shell    export NAME=VALUE, quoted for any POSIX shell
              dotenv   NAME='VALUE', as readers of .env files agree
              json     an object of strings
              docker   NAME=VALUE lines for docker run --env-file
              github   what a step appends to $GITHUB_ENV
              nul      NAME=VALUE and a NUL byte each
            """
    )

    var decryption = DecryptionOptions()
    var selection = ValueSelection()
    var format = EnvironmentFormat.shell
    var quiet = false
    var flatten = false
    var file = ""

    static let parameters: [Parameter<Self>] =
        DecryptionOptions.parameters { try $1(&$0.decryption) } + ValueSelection.parameters { try $1(&$0.selection) }
        + [
            .option(
                "--format", value: "format", default: EnvironmentFormat.shell,
                help: "How to print: shell, dotenv, json, docker, github or nul."
            ) { $0.format = $1 },
            .flag("-q", "--quiet", help: "In the format shell, leave out `export`.") { $0.quiet = $1 },
            .flag("--flatten", help: "Take nested values too, named by their keys joined with underscores.") {
                $0.flatten = $1
            },
            .argument("file", help: "The document; - is standard input.") { $0.file = $1 },
        ]

    func validate() throws {
        try decryption.validate(reading: file)
        try selection.validate()
    }

    func run() throws {
        try reporting(isStartedAsEJSON2Env ? "error" : "Decryption failed", file) {
            try decryption.decrypt(file) { _, plaintext, trail in
                let values: SecretValues
                do throws(EJSONError) {
                    values = try selection.values(in: plaintext, flattened: flatten)
                } catch {
                    // The reference prints nothing for a document without an environment.
                    guard error.reason == .delivery(.noSuchObject), selection.select == nil else { throw error }
                    return try trail.delivers([])
                }
                try print(values, trail)
            }
        }
    }

    private func print(_ values: consuming SecretValues, _ trail: AuditTrail) throws {
        try values.requireVariableNames()
        let takesNumbers = flatten || format != .shell
        values.keep { $0.kind == .string || takesNumbers && ($0.kind == .number || $0.kind == .boolean) }
        try values.requireText()
        values.sort()
        let text = try format.text(of: values, exports: !quiet)
        try trail.delivers(values.entries.map(\.name))
        try text.withBytes(writeToStandardOutput)
    }
}
