import CommandLineFlags
import EJSON
import EJSONAuthoring
import EJSONFormat
import SystemPackage

struct Diff: Command {
    static let documentation = Documentation(
        abstract: "Show which values differ between two documents.",
        discussion: """
            A line for each value: + added, - removed, ~ changed. White space and the order
            of members do not matter. If the private key is here, or the agent opens the
            documents, values are compared in plaintext, so a value that was only resealed
            is no change; otherwise their boxed messages are compared. Values are shown only
            with --values.

            With one document, shows what has changed since the last commit.
            """,
        examples: [
            "ejson diff secrets.ejson": "since the last commit",
            "ejson diff staging.ejson production.ejson": "",
            "ejson diff --values a.ejson b.ejson": "with the values, in plaintext",
        ],
        exitStatuses: [
            "0": "there is no difference",
            "1": "there is one",
            "2": "the documents could not be compared",
            "64": "the arguments are wrong",
        ],
        sections: [
            "JSON": """
              {"differences": [{"path", "change", "now_sealed", "old", "new"}]}

            "change" is added, removed or changed. "now_sealed" is true when a plaintext was
            sealed, false when a sealed value has become plaintext, else null. "old" and "new"
            are there with --values only.
            """
        ]
    )

    var keys = KeySourceOptions()
    var strictKeys = false
    var audit: Argument?
    var values = false
    var json = false
    var quiet = false
    var old = DocumentArgument.standardInput
    var new: DocumentArgument?

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--values", help: "Show the values, in plaintext where they can be opened.", into: &values)
        parameters.flag("--json", help: "Print JSON.", into: &json)
        parameters.flag("--quiet", "-q", help: "Print nothing, and only set the exit status.", into: &quiet)
        parameters.group(&keys)
        parameters.flag("--strict-keys", help: StrictKeys.help, into: &strictKeys)
        parameters.option(
            "--audit", value: "where",
            help: "Write a line for each document opened to a file, fd:<n> or syslog. (default: $EJSON_AUDIT)",
            completion: .file, into: &audit)
        parameters.argument("old", help: "A document.", into: &old)
        parameters.optionalArgument(
            "new", help: "The other document. (default: the first one, compared with the last commit)", into: &new)
    }

    func validate() throws(UsageError) {
        if old.isStandardInput, new?.isStandardInput ?? true {
            throw UsageError("Standard input cannot be both documents.")
        }
    }

    func run() throws {
        var hasDifferences = false
        do {
            try reporting("Not compared") { hasDifferences = try compare() }
        } catch is ExitStatus {
            throw ExitStatus(2)
        }
        if hasDifferences { throw ExitStatus.failure }
    }

    /// Reports the differences, and returns whether there are any.
    private func compare() throws -> Bool {
        let newInput = try naming(new ?? old) { () throws(EJSONError) in try DocumentInput(new ?? old) }
        let oldInput = try new == nil ? nil : naming(old) { () throws(EJSONError) in try DocumentInput(old) }
        forbidDumps()
        let newDocument = try naming(new ?? old) { () throws(EJSONError) in try newInput.document() }
        let oldDocument =
            try naming(old) { () throws(EJSONError) in try oldInput?.document() } ?? committedDocument(old)
        let log = try AuditLog(audit)
        let keys = QuietKeys(self.keys.source(StrictKeys.policy(strictKeys)), reportsProblems: !quiet)
        let comparison = try DocumentComparison(
            oldDocument, recorded(keys.key(for: oldDocument, in: old), for: oldDocument, old, log),
            newDocument,
            recorded(keys.key(for: newDocument, in: new ?? old), for: newDocument, new ?? old, log))
        if !quiet {
            let listing = DifferenceListing(showsValues: values, style: TerminalStyle())
            let text = try json ? listing.json(comparison) : listing.text(comparison)
            try text.withBytes(writeToStandardOutput)
        }
        return !comparison.differences.isEmpty
    }

    /// The key if there is one, after its use was recorded.
    private func recorded(
        _ key: consuming OpeningKey?,
        for document: Document,
        _ file: DocumentArgument,
        _ log: AuditLog
    ) throws -> OpeningKey? {
        guard let key = key.take() else { return nil }
        let trail = AuditTrail(log, file: file, command: nil)
        trail.document = document
        if values { try trail.delivers() } else { try trail.checked() }
        return key
    }

    private func committedDocument(_ document: DocumentArgument) throws -> Document {
        let notCommitted = "\(document.words) is not in the last commit of a git repository"
        let advice = "name two documents to compare them"
        guard let old = document.file, try GitWorkTree.current() != nil else {
            throw Failure(notCommitted, hint: advice)
        }
        let path = try resolvedPath(old, mayBeNew: true)
        let workTree = try GitWorkTree.containing(path, named: old)
        let content = try GitProcess.run(["cat-file", "blob"], [workTree.committedName(path)], in: workTree)
        guard content.status == 0 else {
            throw Failure("\(notCommitted) (\(printable(content.message)))", hint: advice)
        }
        let text = content.output
        return try naming(document, " as committed") { () throws(EJSONError) in
            try text.withBytes { (text) throws(EJSONError) in try Document(text) }
        }
    }

    private func naming<Result: ~Copyable>(
        _ document: DocumentArgument,
        _ version: String = "",
        _ body: () throws(EJSONError) -> Result
    ) throws -> Result {
        do throws(EJSONError) {
            return try body()
        } catch {
            let position = error.position.map { ":\($0)" } ?? ""
            throw Failure(
                message(for: error, about: document)
                    .after("\(document.words)\(version)\(position): " + place(nil, nil, error.path)))
        }
    }
}
