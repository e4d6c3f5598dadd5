import ArgumentParser
import CSystemCalls
import EJSON
import SystemPackage

/// What all commands that decrypt have in common: where the key comes from, and the audit line.
struct DecryptionOptions: ParsableArguments {
    @OptionGroup var key: KeyOptions

    @Option(
        help: ArgumentHelp(
            "Write a line for every decryption to a file, fd:<n> or syslog. (default: $EJSON_AUDIT)",
            valueName: "where"))
    var audit: String?

    /// Refuses options that contradict the document's name.
    func validate(_ file: String) throws {
        if key.keyFromStdin, file == "-" {
            throw ValidationError("Standard input cannot be both the document and the key (--key-from-stdin).")
        }
    }

    /// Decrypts a document and hands its plaintext to `body`, which tells `trail` what it delivers before it does.
    /// What fails before that is recorded as refused. The private key is wiped before `body` runs.
    func decrypt(
        _ file: String,
        command: String? = nil,
        _ body: (Document, borrowing SecretBytes, AuditTrail) throws -> Void
    ) throws {
        let trail = try AuditTrail(AuditLog(audit), file: file, command: command)
        do {
            let document = try readDocument(file)
            trail.document = document
            // From here on this process holds a key or plaintext: no core dump of it, no debugger.
            forbidDumps()
            let plaintext = try decrypt(document)
            try body(document, plaintext, trail)
        } catch {
            try trail.refused(error)
            throw error
        }
    }

    private func decrypt(_ document: Document) throws -> SecretBytes {
        let privateKey = try key.source.privateKey(for: document.recipient)
        return try document.decrypted(with: privateKey)
    }
}
