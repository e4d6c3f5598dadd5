import ArgumentParser
import EJSON

struct Keygen: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a key pair.",
        discussion: """
            Without -w both keys are printed, and nothing is stored. With -w the private
            key goes to a new file in the key directory, named by the public key, and
            only the public key is printed.

            EXAMPLES:
              ejson keygen -w
              ejson --keydir ./keys keygen -w
            """,
        aliases: ["g"]
    )

    var keyDirectory = KeyDirectoryOption()
    var write = false

    static let parameters: [Parameter<Self>] =
        KeyDirectoryOption.parameters { try $1(&$0.keyDirectory) } + [
            .flag("-w", "--write", help: "Store the private key in the key directory, and print the public key only.") {
                $0.write = $1
            }
        ]

    func validate() throws { try keyDirectory.validate() }

    func run() throws {
        let directory = keyDirectory.directory
        try reporting("Key generation failed") {
            forbidDumps()
            let keyPair = try KeyPair.generate()
            if write {
                _ = try directory.store(keyPair)
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
