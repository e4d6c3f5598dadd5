import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

struct Keys: Command {
    static let documentation = Documentation(
        abstract: "Show the keys in the key directory, and problems with them.",
        discussion: """
            Shows for each key file whether it holds the private key of the public key that
            it is named after, and whether its owner and mode are right; below the table,
            what to run to fix it. With documents, shows which of them the keys can open. No
            private key is printed.

            A document with recipients is opened by an identity that is one of them; the
            table shows its file and name.
            """,
        examples: [
            "ejson keys": "",
            "ejson keys --keydir ./keys config/*.ejson": "",
            "ejson keys --strict-keys --json": "",
        ],
        exitStatuses: [
            "0": "no problem was found; there may be warnings",
            "1": "an owner or a mode is refused, a file does not hold its key, or a document cannot be opened",
            "64": "the arguments are wrong",
        ],
        sections: [
            "JSON": """
              {"directory": {"path", "owner", "group", "mode", "verdict", "problems",
                             "commands"},
               "keys": [{"public_key", "file", "private_key", "error", "owner", "group",
                         "mode", "verdict", "problems", "commands"}],
               "other_files": [],
               "documents": [{"file", "public_key", "can_be_opened", "opened_by",
                              "recipient", "error"}],
               "findings": []}

            "verdict" is ok, warning or refused. "private_key" is matches, mismatch, invalid
            or unreadable. "mode" is octal, "owner" and "group" are numbers. "commands" fix
            the "problems": other_owner, writable_by_everyone, shared_directory,
            writable_by_group, readable_by_everyone. "opened_by" is the file with the
            document's private key or with an identity, and "recipient" the identity's name
            in the document. "error" says why a private key or a document cannot be read, or a
            document not be opened. "findings" are the sentences below the table. Unknown
            members are null; so is "directory" when there is none.
            """
        ]
    )

    var keys = KeyRingOptions()
    var strictKeys = false
    var json = false
    var files: [DocumentArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--json", help: "Print JSON.", into: &json)
        parameters.group(&keys)
        parameters.flag("--strict-keys", help: StrictKeys.help, into: &strictKeys)
        parameters.optionalArguments(
            "file", help: "Documents; - is standard input.", into: &files)
    }

    func run() throws {
        forbidDumps()
        let inspection = try inspect()
        try reporting("Cannot show the keys") {
            for line in json ? [inspection.json.description] : inspection.text(TerminalStyle()) { try printLine(line) }
        }
        if !inspection.isAllWell { throw ExitStatus.failure }
    }

    private func inspect() throws -> KeyInspection {
        let ring = keys.ring(StrictKeys.policy(strictKeys))
        let documents = files.map { file in
            do throws(EJSONError) {
                let document = try readDocument(file)
                do throws(EJSONError) {
                    let origin = try ring.find(for: document, in: file.file).origin
                    return KeyInspection.Document(file: file, recipient: document.recipient, origin: origin)
                } catch {
                    return KeyInspection.Document(file: file, recipient: document.recipient, missing: error)
                }
            } catch {
                return KeyInspection.Document(file: file, recipient: nil, error: error)
            }
        }
        var report: KeyDirectoryReport?
        // A host that opens its documents with its ssh key needs no key directory.
        let needsNone = !documents.isEmpty && documents.allSatisfy { $0.origin != nil }
        if !needsNone || isDirectory(ring.directory.path) {
            try reporting("Cannot show the keys") { report = try ring.directory.report() }
        }
        return KeyInspection(directory: ring.directory, report: report, documents: documents)
    }
}
