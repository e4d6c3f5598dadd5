import CommandLineFlags
import EJSON
import EJSONAuthoring
import SystemPackage

struct Rotate: Command {
    static let documentation = Documentation(
        abstract: "Give documents a new key pair, and seal every value again.",
        discussion: """
            Each document gets a key pair of its own. The new private key is stored in the
            key directory before the document changes, and the result is opened with it
            before it replaces the file; the old key is kept. Directories are searched for
            *.ejson. If one file fails, the others are still rotated.

            The recipients of a document get new entries after every old entry was verified.
            The new private key is stored only if the old one was in a key directory.

            The old private key still opens what git's history holds. If it has leaked,
            replace the secrets themselves too.
            """,
        examples: [
            "ejson rotate secrets.ejson": "",
            "ejson rotate --dry-run config": "",
            "ejson rotate --to 63ccf05a…a8e1 secrets.ejson": "",
            "ejson rotate --reseal secrets.ejson": "",
        ],
        exitStatuses: [
            "0": "every document was resealed",
            "1": "a document could not be resealed, and is unchanged",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var to: PublicKey?
    var untestedKey = false
    var reseal = false
    var dryRun = false
    var quiet = false
    var files: [FileArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--to", value: "public-key", help: "Seal to this public key instead of new ones.", into: &to)
        parameters.flag(
            "--untested-key", help: "Seal to the key of --to without testing its private key.",
            into: &untestedKey)
        parameters.flag(
            "--reseal", help: "Keep the key pair, and replace all ephemeral keys and nonces.", into: &reseal)
        parameters.flag(
            "--dry-run", help: "Open everything, say what would be done, and change nothing.", into: &dryRun)
        parameters.flag("--quiet", "-q", help: "Print nothing but errors and warnings.", into: &quiet)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.arguments(
            "file", help: "Documents, or directories to search for *.ejson.", into: &files)
    }

    func validate() throws(UsageError) {
        if to != nil, reseal { throw UsageError("--reseal keeps the key pair; --to is another.") }
        if untestedKey, to == nil { throw UsageError("--untested-key is about the key of --to.") }
        if decryption.namesOneKey, files.count > 1 || isDirectory(files[0].path) {
            throw UsageError("A --key-from option is for one document.")
        }
    }

    func run() throws {
        forbidDumps()
        var (failed, replaced) = (false, false)
        let documents = documentFiles(files.map(\.path)) {
            printError(message(for: $0).after("Rotation failed: "))
            failed = true
        }
        for file in documents {
            do {
                try reporting("Rotation failed", DocumentArgument(file)) { replaced = try rotate(file) || replaced }
            } catch {
                failed = true
            }
        }
        if replaced, !dryRun, !reseal { say(Self.reminder) }
        if failed { throw ExitStatus.failure }
    }

    private static let reminder = """
        The old private keys are kept: they open what git's history holds. When one of them
        has leaked, replace the secrets themselves too.
        """

    /// Returns whether the document has, or would have, another public key now.
    private func rotate(_ file: FilePath) throws -> Bool {
        var isReplaced = false
        try decryption.decrypt(
            DocumentArgument(file), inspect: { document, key in _ = try document.verifiedRecipients(with: key) }
        ) { document, plaintext, trail in
            try trail.checked()
            let old = document.recipient
            if old == to { return say("\(printable(file)): is sealed to \(abbreviated(old)) already") }
            if let to { try requireProof(of: to, file, hasRecipients: document.hasRecipients()) }
            if dryRun {
                let outcome =
                    reseal
                    ? "would be resealed to \(abbreviated(old))"
                    : "\(abbreviated(old)) would become \(to.map(abbreviated) ?? "a new key")"
                say("\(printable(file)): \(outcome)")
            } else {
                let plaintext = try plaintext.withBytes { (text) throws(EJSONError) in try Document(text) }
                let new = try replace(document, in: file, with: plaintext)
                isReplaced = new != old
                say(
                    "\(printable(file)): "
                        + (isReplaced
                            ? "\(abbreviated(old)) is now \(abbreviated(new))" : "resealed to \(abbreviated(old))"))
            }
        }
        return isReplaced
    }

    /// Verifies that the private key exists before anything is sealed to it.
    private func requireProof(of recipient: PublicKey, _ file: FilePath, hasRecipients: Bool) throws {
        do throws(EJSONError) {
            _ = try decryption.privateKeyInDirectories(for: recipient)
        } catch  where error.code == .keyNotFound {
            guard !hasRecipients else { throw Failure(messageForRecipientsWithoutKey(recipient)) }
            guard untestedKey else { throw Failure(messageForUnprovenKey(recipient, in: directory.path)) }
            if dryRun { warnOfUntestedKey(recipient, file) }
        }
    }

    private func warnOfUntestedKey(_ recipient: PublicKey, _ file: FilePath) {
        printWarning(
            "\(printable(file)): whether it opens was not tried, because \(printable(directory.path)) has no "
                + "private key for \(abbreviated(recipient))")
    }

    /// Returns the new public key. A new key is stored before the file is replaced, and made only when no other step
    /// can fail.
    private func replace(_ document: Document, in file: FilePath, with plaintext: Document) throws -> PublicKey {
        let recipients = try document.recipients().listed
        if !recipients.isEmpty, !reseal { return try replace(document, in: file, with: plaintext, for: recipients) }
        var recipient = reseal ? document.recipient : to
        _ = try DocumentFile(file).rewrite { (current) throws(EJSONError) -> [UInt8]? in
            guard current.hasSameText(as: document) else { throw EJSONError(.inputOutput, .file(.changedMeanwhile)) }
            // On a retry the key exists already.
            let new: PublicKey
            if let recipient { new = recipient } else { new = try directory.addNewKeyPair() }
            recipient = new
            let sealed = try plaintext.reencrypted(to: new)
            try verify(sealed, plaintext, new, file)
            return sealed
        }
        return recipient ?? document.recipient
    }

    /// The same for a document with recipients.
    private func replace(
        _ document: Document,
        in file: FilePath,
        with plaintext: Document,
        for recipients: [ListedRecipient]
    ) throws -> PublicKey {
        let isStored = try decryption.isStored(document.recipient)
        let new = try NewKeyPair()
        _ = try DocumentFile(file).rewrite { (current) throws(EJSONError) -> [UInt8]? in
            guard current.hasSameText(as: document) else { throw EJSONError(.inputOutput, .file(.changedMeanwhile)) }
            if let to {
                let privateKey = try decryption.privateKeyInDirectories(for: to)
                return try plaintext.reencrypted(to: privateKey, for: recipients)
            }
            let sealed = try plaintext.reencrypted(to: new.keyPair.privateKey, for: recipients)
            if isStored { try new.store(in: directory) }
            return sealed
        }
        return to ?? new.keyPair.publicKey
    }

    /// Opens the result, as its users will.
    private func verify(
        _ sealed: [UInt8],
        _ plaintext: Document,
        _ recipient: PublicKey,
        _ file: FilePath
    ) throws(EJSONError) {
        let result = try Document(sealed.span)
        do throws(EJSONError) {
            let privateKey = try decryption.privateKeyInDirectories(for: recipient)
            try result.requireValues(of: plaintext, with: privateKey)
        } catch  where error.code == .keyNotFound && (untestedKey || reseal) {
            warnOfUntestedKey(recipient, file)
        }
    }

    private var directory: KeyDirectory { decryption.directory }

    private func say(_ line: String) {
        // The files are changed, so a failure to print this does not change the status.
        if !quiet { try? printLine(line) }
    }
}
