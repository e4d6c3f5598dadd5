import CommandLineFlags
import EJSON
import EJSONFormat
import EJSONAuthoring
import SystemPackage

struct ListValues: Command {
    static let documentation = Documentation(
        abstract: "Show what is in a document, and which values are sealed.",
        discussion: """
            Needs no private key, and never prints a value. A string is sealed, plaintext
            (to be sealed, and not yet), malformed (neither), or a comment (its key begins
            with an underscore). Values with the same key under --keys were sealed together.

            With --git, shows a table of the sealed values, oldest first: when each boxed
            message was committed, and by whom. Changes around it, such as a comma, do not
            count. A shallow clone does not have this history, so that is an error.
            """,
        examples: [
            "ejson list secrets.ejson": "",
            "ejson list --git --keys config/*.ejson": "",
            "ejson list --older-than 90d secrets.ejson": "",
            "ejson list --json secrets.ejson | jq -r '.documents[].values[].path'": "",
        ],
        exitStatuses: [
            "0": "everything was listed",
            "1": "a file is no document, git's history cannot be read, or a value is older than --older-than",
            "64": "the arguments are wrong",
        ],
        sections: [
            "JSON": """
              {"documents": [{"file", "public_key", "error",
                              "values": [{"path", "state", "line", "hidden",
                                          "ephemeral_key", "sealed"}]}]}

            "state" is sealed, plaintext, malformed, comment, public_key, number, boolean or
            null; objects and arrays are not listed. "hidden" is true where a later member
            of the same key counts. "ephemeral_key" is in hex. "sealed", with --git, is
            {"date", "author", "commit"}. "error" says why a document cannot be listed; those
            come last. Unknown members are null. Of a path longer than 1,000 bytes, only the
            beginning and the end are shown.
            """
        ]
    )

    var keys = false
    var git = false
    var olderThan: Age?
    var json = false
    var files: [DocumentArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--keys", help: "Show the ephemeral key that sealed each value, shortened.", into: &keys)
        parameters.flag(
            "--git", help: "Show who sealed each value and when, from git's history, the oldest first.", into: &git)
        parameters.option(
            "--older-than", value: "age",
            help: "Fail if a value is older than this: 90d, 12w or 1y. Implies --git.",
            into: &olderThan)
        parameters.flag("--json", help: "Print JSON.", into: &json)
        parameters.arguments(
            "file", help: "Documents; - is standard input.", into: &files)
    }

    func validate() throws(UsageError) {
        if wantsHistory, files.contains(where: \.isStandardInput) {
            throw UsageError("--git and --older-than need files; standard input has no history.")
        }
    }

    private var wantsHistory: Bool { git || olderThan != nil }

    func run() throws {
        forbidDumps()
        var listings: [Listing] = []
        var hasFailed = false
        var unreadable: [JSONText] = []
        for file in files {
            let listing: Listing? = reporting(
                "Cannot list", file, &hasFailed,
                unreadable: {
                    unreadable.append(Listing.json(unreadable: file, $0))
                    return nil
                },
                { try list(file) })
            if let listing { listings.append(listing) }
        }
        try reporting("Cannot list") {
            let style = TerminalStyle()
            let blocks =
                json
                ? [[listings.json(unreadable).description]]
                : listings.map { $0.text(style, keys: keys, history: wantsHistory, olderThan) }
            for (index, block) in blocks.enumerated() {
                if index > 0 { try printLine("") }
                for line in block { try printLine(line) }
            }
        }
        for listing in listings {
            guard let olderThan, case let count = listing.count(olderThan), count > 0 else { continue }
            let values = count == 1 ? "1 value was" : "\(count) values were"
            printError("\(listing.file.words): \(values) sealed more than \(olderThan.words) ago")
            hasFailed = true
        }
        if hasFailed { throw ExitStatus.failure }
    }

    private func list(_ file: DocumentArgument) throws -> Listing {
        let document = try readDocument(file)
        let content = try document.listing()
        let history = wantsHistory ? try file.file.map { try GitHistory(of: $0, content.values.map(\.header)) } : nil
        return Listing(file: file, recipient: document.recipient, content: content, history: history)
    }
}
