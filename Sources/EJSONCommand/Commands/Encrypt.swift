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
        var original: Document?
        let count = try showingProgress("Encrypting \(file.words)") { progress in
            do throws(EJSONError) {
                return try DocumentFile(path).rewrite { (document) throws(EJSONError) in
                    original = document
                    return try document.encryptedText(progress: progress)
                }
            } catch {
                guard error.errno == .noSuchFileOrDirectory, error.reason == .file(.open) else { throw error }
                throw Failure(messageForMissingDocument(path))
            }
        }
        guard let count else { return }
        // The file is sealed, so a failure to print this does not change the status.
        try? printLine("Wrote \(count) bytes to \(file.words).")
        if let original { warnOfForeignValues(among: original, file) }
    }

    /// Values that were sealed just now are the document's own, so only those that were sealed before can be foreign, and
    /// seldom are: then the file is read again, in which they stand elsewhere.
    private func warnOfForeignValues(among original: Document, _ file: DocumentArgument) {
        let ring = keys.ring(.environment)
        // A failure to read it again is not a failure of the encryption.
        guard !foreignValues(in: original, file, ring).isEmpty, let document = try? readDocument(file) else { return }
        EJSONCommand.warnOfForeignValues(foreignValues(in: document, file, ring), in: file)
    }
}
