import ArgumentParser
import EJSON
import EJSONFormat

extension EnvironmentFormat: ExpressibleByArgument {}

struct Env: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        _superCommandName: EJSONTool.name,
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

    @OptionGroup var decryption: DecryptionOptions
    @OptionGroup var selection: ValueSelection

    @Option(help: ArgumentHelp("How to print: shell, dotenv, json, docker, github or nul.", valueName: "format"))
    var format = EnvironmentFormat.shell

    @Flag(name: .shortAndLong, help: "In the format shell, leave out `export`.")
    var quiet = false

    @Flag(help: "Take nested values too, named by their keys joined with underscores.")
    var flatten = false

    @Argument(help: "The document; - is standard input.")
    var file: String

    func validate() throws {
        try decryption.validate(file)
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
