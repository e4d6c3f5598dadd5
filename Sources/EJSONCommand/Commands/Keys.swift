import CommandLineFlags
import EJSON
import SystemPackage

struct Keys: Command {
    static let documentation = Documentation(
        abstract: "Show what the key directory holds, and what is wrong with it.",
        discussion: """
            Shows for each key file whether it holds the private key of the public key that
            it is named by, and whether its owner and mode are right; below the table, what
            to run to mend it. With documents, shows which of them the keys can open. No
            private key is printed.
            """,
        examples: [
            "ejson keys": "",
            "ejson keys --keydir ./keys config/*.ejson": "",
            "ejson keys --strict-keys --json": "",
        ],
        exitStatuses: [
            "0": "all is well; warnings may have been said",
            "1": "an owner or a mode is refused, a file does not hold its key, or a document cannot be opened",
            "64": "the arguments are wrong",
        ],
        sections: [
            "JSON": """
              {"directory": {"path", "owner", "group", "mode", "verdict", "problems",
                             "commands"},
               "keys": [{"public_key", "file", "private_key", "owner", "group", "mode",
                         "verdict", "problems", "commands"}],
               "other_files": [],
               "documents": [{"file", "public_key", "can_be_opened"}]}

            "verdict" is ok, warning or refused. "private_key" is matches, mismatch, invalid or
            unreadable. "mode" is octal, "owner" and "group" are numbers. "commands" mend the
            "problems": other_owner, writable_by_everyone, shared_directory, writable_by_group,
            readable_by_everyone. What is not known is null.
            """
        ]
    )

    var keyDirectory = KeyDirectoryOption()
    var strictKeys = false
    var json = false
    var files: [DocumentArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--json", help: "Print JSON.", into: &json)
        parameters.group(&keyDirectory)
        parameters.flag("--strict-keys", help: StrictKeys.help, into: &strictKeys)
        parameters.optionalArguments(
            "file", help: "Documents; - is standard input.", into: &files)
    }

    func run() throws {
        forbidDumps()
        let inspection = try inspect()
        try reporting("Cannot show the keys") {
            for line in json ? inspection.json : inspection.text(TerminalStyle()) { try printLine(line) }
        }
        if !inspection.isAllWell { throw ExitStatus.failure }
    }

    private func inspect() throws -> KeyInspection {
        var directory = keyDirectory.directory
        directory.policy = StrictKeys.policy(strictKeys)
        var report: KeyDirectoryReport?
        try reporting("Cannot show the keys") { report = try directory.report() }
        guard let report else { throw ExitStatus.failure }
        let documents = files.map { file in
            do throws(EJSONError) {
                return KeyInspection.Document(file: file, recipient: try readDocument(file).recipient, error: nil)
            } catch {
                return KeyInspection.Document(file: file, recipient: nil, error: error)
            }
        }
        return KeyInspection(directory: directory, report: report, documents: documents)
    }
}
