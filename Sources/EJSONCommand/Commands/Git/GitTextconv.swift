import CommandLineFlags
import EJSON
import EJSONAuthoring
import SystemPackage

struct GitTextconv: Command {
    static let documentation = Documentation(
        abstract: "Print a document for git to compare: git's textconv driver.",
        discussion: """
            Prints every value that a private key here, or the agent, opens in plaintext,
            and any other as a short digest of its boxed message, `sealed 1a2b3c4d`, so
            that a comparison shows what has changed. Input that is not a document is printed as it is. There
            are no warnings about keys and no audit lines, because git calls this for every
            version that it shows.

            This happens in git's pager only, which git reports in GIT_PAGER_IN_USE.
            Elsewhere the text is printed as it is: `git diff > p.patch` and
            `git show | git apply` make patches that apply and hold no plaintext, and
            editors that compare with what git shows see what has changed. --always shows
            plaintext there too.
            """,
        examples: [
            "ejson git textconv --always secrets.ejson": "",
            "GIT_PAGER_IN_USE=1 git diff | grep PASSWORD": "",
        ],
        exitStatuses: [
            "0": "the document is printed",
            "1": "the file cannot be read",
            "64": "the arguments are wrong",
        ]
    )

    var keys = KeySourceOptions()
    var always = false
    var file = DocumentArgument.standardInput

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag(
            "--always", help: "Show plaintext in pipes and files too, not just in git's pager.", into: &always)
        parameters.group(&keys)
        parameters.argument(
            "file", help: "The document; - is standard input.", into: &file)
    }

    func run() throws {
        try reporting("Not shown", file) {
            let input = try DocumentInput(file)
            forbidDumps()
            let content = try input.contents()
            guard always || isPagerInUse else { return try content.withBytes(writeToStandardOutput) }
            try rendered(content).withBytes(writeToStandardOutput)
        }
    }

    /// Whether the output is for a person. A patch, a pipe or an editor must get the repository's content: a patch of
    /// plaintexts does not apply, and nobody expects secrets in it.
    private var isPagerInUse: Bool {
        guard let value = environmentVariable("GIT_PAGER_IN_USE") else { return false }
        return !["0", "false", "no", "off"].contains(value.lowercased())
    }

    private func rendered(_ content: consuming SecretBytes) throws -> SecretBytes {
        let document: Document
        do throws(EJSONError) {
            document = try content.withBytes { (text) throws(EJSONError) in try Document(text) }
        } catch {
            return content
        }
        let keys = QuietKeys(self.keys.source(StrictKeys.policy(false)), reportsProblems: false)
        return try document.rendered(with: keys.key(for: document, in: file), unopened: .digest)
    }
}
