import CommandLineFlags
import EJSON
import EJSONAuthoring
import EJSONDelivery
import SystemPackage

struct Edit: Command {
    static let documentation = Documentation(
        abstract: "Edit a document in plaintext, off the disk, and seal it again.",
        discussion: """
            Opens $VISUAL, else $EDITOR, else (at a terminal) vi, on a private file in
            memory ($XDG_RUNTIME_DIR or /dev/shm). Values that do not change keep their boxed
            message, byte for byte; if nothing changes, the file is not written. Without the
            private key, sealed values are shown as they are: you can add values, and
            replace sealed ones. A new file starts from a template, with a new key pair in
            the key directory.

            To seal the document to another public key, use `ejson rotate`.

            After a merge with conflicts, both sides are shown in plaintext between git's
            markers. Saving the text without markers resolves the conflict; then run git
            add.

            Text that cannot be saved is kept, even if this process is killed, and the next
            edit of the file offers it. vim, neovim, nano and emacs are told to keep no
            copies elsewhere; check this for other editors. Known editors with a window
            (code, subl, gedit, kate, …) are told to wait; for another one, give the option:
            EDITOR='myeditor --wait'.
            """,
        examples: [
            "ejson edit secrets.ejson": "",
            "EDITOR='vim -R' ejson edit secrets.ejson": "",
            "ejson edit --public-key 63ccf05a…a8e1 staging.ejson": "",
        ],
        exitStatuses: [
            "0": "the edited text was saved, or nothing was changed",
            "1": "the file is unchanged",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var publicKey: PublicKey?
    var resume = false
    var discard = false
    var allowDisk = false
    var quiet = false
    var file = FileArgument(FilePath())

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--public-key", value: "public-key", help: "Create a new file for this public key instead of a new one.",
            into: &publicKey)
        parameters.flag("--resume", help: "Continue an edit that was not finished.", into: &resume)
        parameters.flag("--discard", help: "Discard an unfinished edit, and open no editor.", into: &discard)
        parameters.flag(
            "--allow-disk", help: "Let the plaintext go to $TMPDIR on a disk if there is no directory in memory.",
            into: &allowDisk)
        parameters.flag("--quiet", "-q", help: "Print nothing but errors.", into: &quiet)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.argument("file", help: "The document.", into: &file)
    }

    func validate() throws(UsageError) {
        if resume, discard { throw UsageError("An edit is either resumed or discarded.") }
        if decryption.keyFromStdin {
            throw UsageError(
                "Standard input is the editor's; for the key there are --key-from-fd and --key-from-file.")
        }
    }

    func run() throws {
        try reporting("Editing failed", document) {
            let path = file.path
            if discard { return try discardText(of: path) }
            let editor = Editor()
            try editor.requireTerminal(
                advice: exists(path)
                    ? "change one value: ejson set \(shellWord(path)) PATH --stdin"
                    : "make a new document: ejson init \(shellWord(path))")
            let directory = try EditDirectory(for: resolvedPath(path, mayBeNew: true), allowingDisk: allowDisk)
            defer { if !directory.hasText, !directory.awaitsText { directory.remove() } }
            let session = EditSession(
                file: path, directory: directory, editor: editor, resumes: resume, check: requireOpenable)
            let count = try exists(path) ? edit(path, session) : makeNew(path, session)
            // The file is written. A failure to read it again is not a failure of this edit.
            if count != nil, let findings = try? Document(contentsOf: path).environmentFindings() {
                for finding in findings { printWarning(messageForEnvironment(finding, in: document)) }
            }
            if quiet { return }
            // The file is written, so a failure to print this does not change the status.
            try? printLine(
                count.map { "Wrote \($0) bytes to \(document.words)." } ?? "\(document.words): nothing was changed.")
        }
    }

    /// Needs neither an editor nor a key.
    private func discardText(of path: FilePath) throws {
        let directory = try EditDirectory(for: resolvedPath(path, mayBeNew: true), allowingDisk: allowDisk)
        let hadText = directory.hasText
        directory.remove()
        if !quiet {
            try printLine(
                hadText
                    ? "Discarded the unfinished edit of \(document.words)."
                    : "\(document.words): there is no unfinished edit.")
        }
    }

    private var document: DocumentArgument { file.document }

    private func edit(_ path: FilePath, _ session: EditSession) throws -> Int? {
        guard publicKey == nil else { throw Failure("it exists already", hint: "--public-key is for a new file") }
        var count: Int?
        do {
            try decryption.decrypt(document, keepingPlaintexts: true) { document, plaintext, trail in
                try trail.delivers()
                count = try session.run(EditedDocument(path, document, opened: plaintext))
            }
        } catch let error as EJSONError where error.isMissingKey && !decryption.namesOneKey {
            if !quiet {
                let message = message(for: error)
                printError(
                    Message(
                        "\(document.words): \(message.words). Sealed values are shown as they are.", hint: message.hint)
                )
            }
            count = try session.run(EditedDocument(path, withoutKey: readDocument(document)))
        } catch let error as EJSONError where error.isMergeConflict {
            let conflict = try ConflictEdit.read(path, decryption) { publicKey in
                if quiet { return }
                printError(
                    "\(document.words): no private key for \(abbreviated(publicKey)). "
                        + "Values that are sealed to it are shown as they are.")
            }
            guard let conflict else { throw error }
            count = try session.run(EditedDocument(path, conflict))
        }
        return count
    }

    /// Refuses pasted boxed messages that the document's key does not open, if the key is available.
    private func requireOpenable(_ document: Document) throws {
        try requireGenuineRecipients(document)
        guard let findings = try decryption.foreignValues(of: document, file.path), let first = findings.first else {
            return
        }
        throw first.concerningAll(findings)
    }

    /// Refuses a list of recipients that was changed by hand: an entry that was typed opens nothing, and a removed one
    /// still opens values sealed to the same key.
    private func requireGenuineRecipients(_ document: Document) throws {
        guard exists(file.path) else { return }
        // A document with unresolved conflicts cannot be parsed.
        let old = try? Document(contentsOf: file.path).recipients()
        do {
            let privateKey = try decryption.ring.privateKey(for: document, in: file.path) { KeyWarnings.report($0) }
            let list = try document.verifiedRecipients(with: privateKey)
            for recipient in old?.entries ?? [] where list[recipient.name]?.key != recipient.key {
                // A forged entry may be removed.
                if (try? recipient.verify(with: privateKey)) == nil { continue }
                throw Failure(messageForRecipientRemovedByHand(recipient.name, file.path))
            }
        } catch let error as EJSONError where error.isMissingKey {
            guard let old, try document.recipients() != old else { return }
            throw Failure(messageForUnverifiedList(file.path))
        }
    }

    private func makeNew(_ path: FilePath, _ session: EditSession) throws -> Int? {
        forbidDumps()
        let directory = decryption.directory
        // An unfinished edit has stored its key already.
        let old = session.directory.hasText ? EditedDocument.recipient(ofNew: try session.directory.baseOfText()) : nil
        // Stored before anything is sealed to it, and deleted when the edit is abandoned.
        let recipient = try publicKey ?? old ?? directory.addNewKeyPair()
        var count: Int?
        defer {
            let isNeeded = publicKey != nil || count != nil || session.directory.hasText || session.directory.awaitsText
            // A key that could not be deleted does no harm: nothing is sealed to it.
            if !isNeeded { try? directory.remove(recipient) }
        }
        count = try session.run(EditedDocument(new: path, recipient))
        if count != nil, publicKey == nil { KeyWarnings.report(on: directory) }
        return count
    }
}
