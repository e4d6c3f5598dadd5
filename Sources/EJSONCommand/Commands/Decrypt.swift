import ArgumentParser
import EJSON
import SystemPackage

struct Decrypt: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt",
        abstract: "Print a document in plaintext, or write it to another file.",
        discussion: """
            The private key is looked for in the key directory, in the file named by the
            document's public key. Either every value opens, or nothing is written.

            With -o, a new file gets mode 0600. A file of yours is replaced in one step and
            keeps its mode, unless others can put files into its directory: then it gets
            0600 too. A file or link of another user's is refused. /dev/stdout and other
            open descriptors, pipes and terminals are written to.

            EXAMPLES:
              ejson decrypt secrets.ejson
              ejson decrypt -o /dev/shm/secrets.json secrets.ejson
              ejson decrypt --key-from-stdin secrets.ejson < key
            """,
        aliases: ["d"]
    )

    var decryption = DecryptionOptions()
    var output: String?
    var file = ""

    static let parameters: [Parameter<Self>] =
        DecryptionOptions.parameters { try $1(&$0.decryption) } + [
            .option("-o", "--output", value: "file", help: "Write to this file, with mode 0600 when it is new.") {
                $0.output = $1
            },
            .argument("file", help: "The document; - is standard input.") { $0.file = $1 },
        ]

    func validate() throws {
        try decryption.validate(reading: file)
        if output == "" { throw ValidationError("-o needs the name of a file.") }
    }

    func run() throws {
        try reporting("Decryption failed", file) {
            guard let output else {
                try decryption.decrypt(file) { _, plaintext, trail in
                    try trail.delivers()
                    try plaintext.withBytes(writeToStandardOutput)
                }
                return
            }
            let place = try PlaintextOutput(FilePath(argument: output))
            try refuseOverwritingInput(place.existingFile)
            try decryption.decrypt(file) { _, plaintext, trail in
                try trail.delivers()
                try place.write(plaintext)
            }
            if place.isReadableByEveryone { printWarning(wordsForReadableOutput(output)) }
        }
    }

    private func refuseOverwritingInput(_ target: FileIdentity?) throws {
        guard let output, let target else { return }
        let input = file == "-" ? FileIdentity(of: .standardInput) : FileIdentity(of: FilePath(argument: file))
        if input == target { throw EJSONError(.inputOutput, .file(.isTheInput), file: FilePath(argument: output)) }
    }
}
