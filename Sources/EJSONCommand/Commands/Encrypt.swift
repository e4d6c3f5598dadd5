import ArgumentParser
import EJSON
import SystemPackage

struct Encrypt: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt",
        abstract: "Seal every value that is not sealed yet, in place.",
        discussion: """
            Needs no private key. Sealed values keep their text: encrypting again changes
            nothing, and a file with nothing to seal is not written. Each file stands
            alone: when one fails, the others are still encrypted, and the status is 1.

            EXAMPLES:
              ejson encrypt secrets.ejson
              ejson encrypt config/*.ejson
              ejson encrypt - < plain.json > secrets.ejson
            """,
        aliases: ["e"]
    )

    var keyDirectory = KeyDirectoryOption()
    var files: [String] = []

    static let parameters: [Parameter<Self>] =
        KeyDirectoryOption.parameters { try $1(&$0.keyDirectory) } + [
            .arguments("file", help: "Documents; - is standard input, to standard output.") { $0.files += $1 }
        ]

    func validate() throws { try keyDirectory.validate() }

    func run() throws {
        // What is not sealed yet is in this process in plaintext.
        forbidDumps()
        var failed = false
        for file in files {
            do {
                try reporting("Encryption failed", file) { try encrypt(file) }
            } catch {
                failed = true
            }
        }
        if failed { throw ExitCode.failure }
    }

    private func encrypt(_ file: String) throws {
        if file == "-" {
            let sealed = try readDocument(file).encrypted()
            try writeToStandardOutput(sealed.span)
            return
        }
        let count = try showingProgress("Encrypting \(printable(file))") { progress in
            try DocumentFile(FilePath(argument: file)).encrypt(progress: progress)
        }
        guard let count else { return }
        // The file is sealed, whether or not anybody hears of it: the status is about the file.
        try? printLine("Wrote \(count) bytes to \(printable(file)).")
        // What cannot be read of it now is no failure of the encryption.
        if let document = try? readDocument(file) { warnOfForeignValues(in: document, file, keyDirectory.directory) }
    }
}
