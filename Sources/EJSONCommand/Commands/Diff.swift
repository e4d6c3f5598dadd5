import ArgumentParser
import EJSON
import EJSONFormat
import SystemPackage

struct Diff: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show which values differ between two documents.",
        discussion: """
            A line for each value: + added, - removed, ~ changed. White space and the order
            of members do not matter. Where the key directory has the private key, values
            are compared in plaintext, so that one that was only sealed again is no change;
            else by their boxed messages. No value is shown without --values.

            Of one document, shows what has changed since the last commit.

            EXAMPLES:
              ejson diff secrets.ejson                 since the last commit
              ejson diff staging.ejson production.ejson
              ejson diff --values a.ejson b.ejson      with the values, in plaintext

            EXIT STATUS:
              0 when there is no difference, 1 when there is one, 2 when the documents
              could not be compared

            JSON:
              {"differences": [{"path", "change", "old", "new"}]}; "change" is added,
              removed or changed; "old" and "new" only with --values
            """
    )

    var keyDirectory = KeyDirectoryOption()
    var strictKeys = false
    var audit: String?
    var values = false
    var json = false
    var quiet = false
    var old = ""
    var new: String?

    static let parameters: [Parameter<Self>] =
        KeyDirectoryOption.parameters { try $1(&$0.keyDirectory) } + [
            .flag("--strict-keys", help: StrictKeys.help) { $0.strictKeys = $1 },
            .option(
                "--audit", value: "where",
                help: "Write a line for each document opened to a file, fd:<n> or syslog. (default: $EJSON_AUDIT)"
            ) { $0.audit = $1 },
            .flag("--values", help: "Show the values, in plaintext where they can be opened.") { $0.values = $1 },
            .flag("--json", help: "Print JSON.") { $0.json = $1 },
            .flag("-q", "--quiet", help: "Print nothing: the exit status tells.") { $0.quiet = $1 },
            .argument("old", help: "A document.") { $0.old = $1 },
            .optionalArgument("new", help: "Another. (default: the first, since the last commit)") { $0.new = $1 },
        ]

    func validate() throws {
        try keyDirectory.validate()
        if old == "-", new == "-" || new == nil {
            throw ValidationError("Standard input cannot be both documents.")
        }
    }

    func run() throws {
        var hasDifferences = false
        do {
            try reporting("Not compared") { hasDifferences = try compare() }
        } catch is ExitCode {
            throw ExitCode(2)
        }
        if hasDifferences { throw ExitCode.failure }
    }

    /// Whether they differ; tells how.
    private func compare() throws -> Bool {
        let newInput = try naming(new ?? old) { () throws(EJSONError) in try DocumentInput(new ?? old) }
        let oldInput = try new == nil ? nil : naming(old) { () throws(EJSONError) in try DocumentInput(old) }
        forbidDumps()
        let newDocument = try naming(new ?? old) { () throws(EJSONError) in try newInput.document() }
        let oldDocument = try naming(old) { () throws(EJSONError) in try oldInput?.document() } ?? committedDocument()
        let log = try AuditLog(audit)
        let keys = QuietKeys(keyDirectory.directory, StrictKeys.policy(strictKeys))
        let comparison = try DocumentComparison(
            oldDocument, recorded(keys.privateKey(for: oldDocument), for: oldDocument, old, log),
            newDocument, recorded(keys.privateKey(for: newDocument), for: newDocument, new ?? old, log))
        if !quiet {
            let listing = DifferenceListing(showsValues: values, style: TerminalStyle())
            let text = try json ? listing.json(comparison) : listing.text(comparison)
            try text.withBytes(writeToStandardOutput)
        }
        return !comparison.differences.isEmpty
    }

    /// The key, if there is one, when it has been recorded what it is for.
    private func recorded(
        _ privateKey: consuming PrivateKey?,
        for document: Document,
        _ file: String,
        _ log: AuditLog
    ) throws -> PrivateKey? {
        guard let privateKey = privateKey.take() else { return nil }
        let trail = AuditTrail(log, file: file, command: nil)
        trail.document = document
        if values { try trail.delivers() } else { try trail.checked() }
        return privateKey
    }

    private func committedDocument() throws -> Document {
        let notCommitted = "\(printable(old)) is not in the last commit of a git repository"
        let advice = "name two documents to compare them"
        guard try GitWorkTree.current() != nil else { throw Failure("\(notCommitted); \(advice)") }
        let path = try resolvedPath(FilePath(argument: old), mayBeNew: true)
        let workTree = try GitWorkTree.containing(path, named: old)
        let content = try GitProcess.run(["cat-file", "blob"], [workTree.committedName(path)], in: workTree)
        guard content.status == 0 else { throw Failure("\(notCommitted) (\(printable(content.message))); \(advice)") }
        let text = content.output
        return try naming("\(old) as committed") { () throws(EJSONError) in
            try text.withBytes { (text) throws(EJSONError) in try Document(text) }
        }
    }

    private func naming<Result: ~Copyable>(
        _ file: String,
        _ body: () throws(EJSONError) -> Result
    ) throws -> Result {
        do throws(EJSONError) {
            return try body()
        } catch {
            throw Failure(place(file, error.position, error.keyPath) + words(for: error, about: file))
        }
    }
}
