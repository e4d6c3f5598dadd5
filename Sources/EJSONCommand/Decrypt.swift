import ArgumentParser
import EJSON
import SystemPackage

struct Decrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
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

    @ParentCommand var tool: EJSONTool
    @OptionGroup var keyDirectory: KeyDirectoryOption

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file, with mode 0600 when it is new.", valueName: "file"))
    var output: String?

    @Flag(help: "Read the private key from standard input.")
    var keyFromStdin = false

    @Argument(help: "The document; - is standard input.")
    var file: String

    func validate() throws {
        if keyFromStdin, file == "-" {
            throw ValidationError("Standard input cannot be both the document and the key (--key-from-stdin).")
        }
        if output == "" { throw ValidationError("-o needs the name of a file.") }
    }

    func run() throws {
        let directory = try keyDirectory.directory(else: tool.keyDirectory)
        try reporting("Decryption failed", file) {
            try refuseOverwritingInput()
            let document = try readDocument(file)
            let plaintext = try document.decrypted(with: privateKey(for: document, in: directory))
            if let output {
                try plaintext.write(to: FilePath(output))
            } else {
                try plaintext.withBytes(writeToStandardOutput)
            }
        }
    }

    private func privateKey(for document: Document, in directory: KeyDirectory) throws -> PrivateKey {
        guard keyFromStdin else { return try directory.privateKey(for: document.recipient) }
        let digits = try SecretBytes.read(.standardInput, limit: 4096)
        return try digits.withBytes { digits in try PrivateKey(hexadecimal: digits) }
    }

    private func refuseOverwritingInput() throws {
        guard let output, let target = FileIdentity(of: FilePath(output)) else { return }
        let input = file == "-" ? FileIdentity(of: .standardInput) : FileIdentity(of: FilePath(file))
        if input == target { throw EJSONError(.inputOutput, .file(.isTheInput), file: FilePath(output)) }
    }
}
