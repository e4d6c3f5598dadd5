import CommandLineFlags
import EJSON

struct Keygen: Command {
    static let documentation = Documentation(
        abstract: "Generate a key pair.",
        discussion: """
            Without -w, both keys are printed and nothing is stored. With -w, the private
            key goes to a new file in the key directory, named after the public key, and
            only the public key is printed.
            """,
        examples: [
            "ejson keygen -w": "",
            "ejson --keydir ./keys keygen -w": "",
        ],
        exitStatuses: [
            "0": "the key pair is printed or stored",
            "1": "it is not",
            "64": "the arguments are wrong",
        ]
    )

    var keyDirectory = KeyDirectoryOption()
    var write = false

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag(
            "--write", "-w", help: "Store the private key in the key directory, and print the public key only.",
            into: &write)
        parameters.group(&keyDirectory)
    }

    func run() throws {
        let directory = keyDirectory.directory
        try reporting("Key generation failed") {
            forbidDumps()
            let keyPair = try KeyPair.generate()
            if write {
                try directory.add(keyPair)
                do {
                    try printLine(keyPair.publicKey.description)
                } catch {
                    try directory.remove(keyPair.publicKey)
                    throw error
                }
            } else {
                try printLine("Public Key:\n\(keyPair.publicKey)\nPrivate Key:")
                try keyPair.privateKey.keyFileContent().withBytes(writeToStandardOutput)
            }
        }
    }
}
