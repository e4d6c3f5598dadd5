import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

struct ShowRecipients: Command {
    static let documentation = Documentation(
        abstract: "Show who can open documents, as `ejson recipients FILE` does.",
        discussion: """
            Shows each recipient's name and key; for an ssh key, the fingerprint that
            ssh-keygen -l prints. If a private key here opens the document, every entry is
            verified: anybody who can commit can write an entry, but only a holder of the
            document's private key can make a valid one.
            """,
        examples: [
            "ejson recipients secrets.ejson": "",
            "ejson recipients show --json config/*.ejson": "",
        ],
        exitStatuses: [
            "0": "all is shown; every entry is verified, or could not be without a key",
            "1": "an entry was not made by a holder of the document's key, or a file cannot be read",
            "64": "the arguments are wrong",
        ],
        sections: [
            "JSON": """
              {"documents": [{"file", "public_key", "error",
                              "recipients": [{"name", "type", "key", "fingerprint", "state"}]}]}

            "type" is ssh-ed25519 or x25519. "key" is as the document has it. "fingerprint" is
            null for x25519. "state" is verified, forged or not_verified. "error" says why the
            document cannot be read, and then "public_key" is null, or why no entry was
            verified; else it is null.
            """
        ]
    )

    var decryption = DecryptionOptions()
    var json = false
    var files: [DocumentArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--json", help: "Print JSON.", into: &json)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.arguments("file", help: "Documents; - is standard input.", into: &files)
    }

    func validate() throws(UsageError) {
        for file in files { try decryption.validate(reading: file) }
        if decryption.namesOneKey, files.count > 1 { throw UsageError("A --key-from option is for one document.") }
    }

    func run() throws {
        var listings: [RecipientListing] = []
        var hasFailed = false
        for file in files {
            listings.append(
                reporting(
                    "Cannot show the recipients", file, &hasFailed,
                    unreadable: { RecipientListing(file: file, publicKey: nil, entries: [], reason: $0) },
                    { try listing(of: file) }))
        }
        try reporting("Cannot show the recipients") {
            let readable = listings.filter { $0.publicKey != nil }
            let blocks = json ? [[listings.json.description]] : readable.map { $0.text(TerminalStyle()) }
            for (index, block) in blocks.enumerated() {
                if index > 0 { try printLine("") }
                for line in block { try printLine(line) }
            }
        }
        if hasFailed || listings.contains(where: \.hasForgery) { throw ExitStatus.failure }
    }

    private func listing(of file: DocumentArgument) throws -> RecipientListing {
        if file == files.first, let word = file.file, !word.bytes.contains(UInt8(ascii: ".")), !exists(word) {
            throw Failure(messageForUnknownSubcommand(word, among: RecipientsCommand.subcommands.map(\.name)))
        }
        let input = try DocumentInput(file)
        let source = try decryption.openSource()
        forbidDumps()
        let document = try input.document()
        let recipients = try document.recipients()
        guard !recipients.entries.isEmpty else {
            return RecipientListing(file: file, publicKey: document.recipient, entries: [], reason: nil)
        }
        do {
            let privateKey = try source.privateKey(for: document, in: file, StrictKeys.policy(decryption.strictKeys))
            let entries = try states(of: recipients, with: privateKey)
            return RecipientListing(file: file, publicKey: document.recipient, entries: entries, reason: nil)
        } catch {
            let entries = recipients.entries.map { ($0, RecipientListing.State.notVerified) }
            return RecipientListing(
                file: file, publicKey: document.recipient, entries: entries,
                reason: message(of: error, about: file).line)
        }
    }

    private func states(
        of recipients: RecipientList,
        with privateKey: borrowing PrivateKey
    ) throws(EJSONError) -> [(recipient: Recipient, state: RecipientListing.State)] {
        var states: [(Recipient, RecipientListing.State)] = []
        for recipient in recipients.entries {
            do throws(EJSONError) {
                try recipient.verify(with: privateKey)
                states.append((recipient, .verified))
            } catch {
                guard error.code == .forgedRecipient else { throw error }
                states.append((recipient, .forged))
            }
        }
        return states
    }
}
