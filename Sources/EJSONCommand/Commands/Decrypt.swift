import CommandLineFlags
import EJSON
import SystemPackage

struct Decrypt: Command {
    static let documentation = Documentation(
        abstract: "Print a document in plaintext, or write it to another file.",
        discussion: """
            The private key is looked up in the key directory, in the file named after the
            document's public key. If any value does not open, nothing is written.

            With -o, a new file gets mode 0600. A file of yours is replaced in one step and
            keeps its mode, unless others can put files into its directory: then it gets
            0600 too. A file or link that belongs to another user is refused. /dev/stdout
            and other open descriptors, pipes and terminals are written to.
            """,
        examples: [
            "ejson decrypt secrets.ejson": "",
            "ejson decrypt -o /dev/shm/secrets.json secrets.ejson": "",
            "ejson decrypt --key-from-stdin secrets.ejson < key": "",
        ],
        exitStatuses: [
            "0": "the plaintext is printed or written",
            "1": "nothing is printed or written",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var output: FilePath?
    var file = DocumentArgument.standardInput

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--output", "-o", value: "file", help: "Write to this file, with mode 0600 when it is new.",
            completion: .file, into: &output)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.argument(
            "file", help: "The document; - is standard input.", into: &file)
    }

    func validate() throws(UsageError) {
        try decryption.validate(reading: file)
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
            let place = try PlaintextOutput(output)
            try refuseOverwritingInput(place.existingFile)
            try decryption.decrypt(file) { _, plaintext, trail in
                try trail.delivers()
                try place.write(plaintext)
            }
            if place.isReadableByEveryone { printWarning(messageForReadableOutput(output)) }
        }
    }

    private func refuseOverwritingInput(_ target: FileIdentity?) throws {
        guard let output, let target else { return }
        if file.identity == target { throw EJSONError(.inputOutput, .file(.isTheInput), file: output) }
    }
}
