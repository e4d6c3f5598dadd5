import ArgumentParser
import EJSON
import SystemPackage

struct Decrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt",
        _superCommandName: EJSONTool.name,
        abstract: "Print a document in plaintext, or write it to another file.",
        discussion: """
            The private key is looked for in the key directory, in the file named by the
            document's public key. Either every value opens, or nothing is written.

            EXAMPLES:
              ejson decrypt secrets.ejson
              ejson decrypt -o /dev/shm/secrets.json secrets.ejson
              ejson decrypt --key-from-stdin secrets.ejson < key
            """,
        aliases: ["d"]
    )

    @OptionGroup var decryption: DecryptionOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file, with mode 0600 when it is new.", valueName: "file"))
    var output: String?

    @Argument(help: "The document; - is standard input.")
    var file: String

    func validate() throws {
        try decryption.validate(file)
        if output == "" { throw ValidationError("-o needs the name of a file.") }
    }

    func run() throws {
        try reporting("Decryption failed", file) {
            try refuseOverwritingInput()
            try decryption.decrypt(file) { _, plaintext, trail in
                try trail.delivers()
                if let output {
                    try plaintext.write(to: FilePath(output))
                } else {
                    try plaintext.withBytes(writeToStandardOutput)
                }
            }
        }
    }

    private func refuseOverwritingInput() throws {
        guard let output, let target = FileIdentity(of: FilePath(output)) else { return }
        let input = file == "-" ? FileIdentity(of: .standardInput) : FileIdentity(of: FilePath(file))
        if input == target { throw EJSONError(.inputOutput, .file(.isTheInput), file: FilePath(output)) }
    }
}
