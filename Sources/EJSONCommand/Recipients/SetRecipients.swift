import CommandLineFlags
import EJSON
import SystemPackage

struct SetRecipients: Command {
    static let documentation = Documentation(
        abstract: "Set the recipients of documents to those of a list.",
        discussion: """
            The list has a line for each recipient, NAME KEY; # begins a comment. The key is
            64 hex digits, an ssh key, or the path of a document (a group) or .pub file, from
            the list's directory. It is meant to be reviewed like code, and `ejson check
            --recipients LIST` compares documents with it without any key.

            In each document, recipients that are not in the list, or have another key in
            it, are removed, which needs a new key pair; missing ones are added. A document
            that already matches is not written. After a failure each document is either old
            or new, and repeating the command completes the change.

            When the old key of a group is all that opens a document, take it from the
            group's last version: git show HEAD:fleet.ejson > old.ejson, and --identity old.ejson.
            """,
        examples: [
            "ejson recipients set secrets/*.ejson --from hosts.recipients": "",
            "ejson recipients set --dry-run --from hosts.recipients secrets.ejson": "",
        ],
        exitStatuses: [
            "0": "every document has the recipients of the list",
            "1": "a document could not be changed, and is unchanged",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var from: FilePath?
    var dryRun = false
    var quiet = false
    var files: [FileArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--from", value: "list", help: "The list: a line NAME KEY for each recipient.", completion: .file,
            into: &from)
        parameters.flag("--dry-run", help: "Say what would be done, and change nothing.", into: &dryRun)
        parameters.flag("--quiet", "-q", help: "Print nothing but errors and warnings.", into: &quiet)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.arguments("file", help: "Documents, or directories to search for *.ejson.", into: &files)
    }

    func validate() throws(UsageError) {
        if from?.isEmpty ?? true { throw UsageError("Name the list of recipients: --from LIST.") }
        if decryption.namesOneKey, files.count > 1 || isDirectory(files[0].path) {
            throw UsageError("A --key-from option is for one document.")
        }
    }

    func run() throws {
        var wanted: [ListedRecipient] = []
        try reporting("Not set") { wanted = try from.map { try RecipientsFile($0).recipients } ?? [] }
        var failed = false
        let documents = documentFiles(files.map(\.path)) {
            printError("Not set: \(words(for: $0))")
            failed = true
        }
        for file in documents {
            do {
                try reporting("Not set", DocumentArgument(file)) { try set(file, wanted) }
            } catch {
                failed = true
            }
        }
        if failed { throw ExitStatus.failure }
    }

    private func set(_ file: FilePath, _ wanted: [ListedRecipient]) throws {
        let outcome = try RecipientUpdate(file, decryption).apply(isDryRun: dryRun) { _ in wanted }
        if quiet { return }
        // The file is written, so a failure to print this does not change the status.
        switch outcome {
        case .unchanged: try? printLine("\(printable(file)): is so already")
        case .changed(let change):
            try? printLine("\(printable(file)): \(wordsForChange(change.added, change.removed, isDryRun: dryRun))")
        }
    }
}

/// The files, and the `*.ejson` files in directories, except temporary files of a killed command.
func documentFiles(_ paths: [FilePath], onError: (EJSONError) -> Void) -> [FilePath] {
    paths.flatMap { path in
        guard isDirectory(path) else { return [path] }
        let found = regularFiles(
            below: path == "." ? "" : path, where: { isDocumentName(FilePath("").appending($0).nameBytes) },
            onError: onError)
        return found.filter { !isLeftover($0) }
    }
}
