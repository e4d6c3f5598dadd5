import ArgumentParser
import EJSON
import SystemPackage

struct GitTextconv: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "textconv",
        abstract: "Print a document for git to compare: git's textconv driver.",
        discussion: """
            Prints every value that the key directory's key opens in plaintext, and any other
            as a short digest of its boxed message, `sealed 1a2b3c4d`, so that a comparison
            shows what has changed. What is no document is printed as it is. Nothing is
            said of keys, and no audit line is written: git calls this for every version
            that it shows.

            EXAMPLES:
              ejson git textconv secrets.ejson
              git config diff.ejson.textconv 'ejson git textconv --'

            EXIT STATUS:
              0, unless the file cannot be read
            """
    )

    var keyDirectory = KeyDirectoryOption()
    var file = ""

    static let parameters: [Parameter<Self>] =
        KeyDirectoryOption.parameters { try $1(&$0.keyDirectory) } + [
            .argument("file", help: "The document; - is standard input.") { $0.file = $1 }
        ]

    func validate() throws { try keyDirectory.validate() }

    func run() throws {
        try reporting("Not shown", file) {
            let input = try DocumentInput(file)
            forbidDumps()
            try rendered(input.contents()).withBytes(writeToStandardOutput)
        }
    }

    private func rendered(_ content: consuming SecretBytes) throws -> SecretBytes {
        let document: Document
        do throws(EJSONError) {
            document = try content.withBytes { (text) throws(EJSONError) in try Document(text) }
        } catch {
            return content
        }
        let keys = QuietKeys(keyDirectory.directory, StrictKeys.policy(false))
        return try document.rendered(with: keys.privateKey(for: document), unopened: .digest)
    }
}
