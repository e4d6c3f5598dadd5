import CommandLineFlags
import EJSON
import SystemPackage

struct Encrypt: Command {
    static let documentation = Documentation(
        abstract: "Seal every value that is not sealed yet, in place.",
        discussion: """
            Needs no private key. Sealed values keep their text: encrypting again changes
            nothing, and a file with nothing to seal is not written. If one file fails, the
            others are still encrypted, and the status is 1.
            """,
        examples: [
            "ejson encrypt secrets.ejson": "",
            "ejson encrypt config/*.ejson": "",
            "ejson encrypt - < plain.json > secrets.ejson": "",
        ],
        exitStatuses: [
            "0": "every file is sealed",
            "1": "a file could not be sealed, and is unchanged",
            "64": "the arguments are wrong",
        ]
    )

    var keys = KeyRingOptions()
    var files: [DocumentArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&keys)
        parameters.arguments(
            "file", help: "Documents; - is standard input, to standard output.", into: &files)
    }

    func run() throws {
        // This process holds values that are not sealed yet.
        forbidDumps()
        var failed = false
        for file in files {
            do {
                try reporting("Encryption failed", file) { try encrypt(file) }
            } catch {
                failed = true
            }
        }
        if failed { throw ExitStatus.failure }
    }

    private func encrypt(_ file: DocumentArgument) throws {
        guard let path = file.file else {
            let sealed = try readDocument(file).encrypted()
            try writeToStandardOutput(sealed.span)
            return
        }
        let count = try showingProgress("Encrypting \(file.words)") { progress in
            do throws(EJSONError) {
                return try DocumentFile(path).encrypt(progress: progress)
            } catch {
                guard error.errno == .noSuchFileOrDirectory, error.reason == .file(.open) else { throw error }
                throw Failure(messageForMissingDocument(path))
            }
        }
        guard let count else { return }
        // The file is sealed, so a failure to print this does not change the status.
        try? printLine("Wrote \(count) bytes to \(file.words).")
        // A failure to read it again is not a failure of the encryption.
        if let document = try? readDocument(file) { warnOfForeignValues(in: document, file, keys.ring(.environment)) }
    }
}
