import ArgumentParser
import EJSON
import EJSONFormat
import SystemPackage

struct Unset: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset",
        abstract: "Remove one value, in place.",
        discussion: """
            Needs no private key. No other line of the file changes. An object or array is
            removed with all that is in it. What was committed stays in git's history:
            replace a secret that must no longer be valid at its source.

            EXAMPLES:
              ejson unset secrets.ejson environment.OLD_TOKEN
              ejson unset secrets.ejson hosts.0

            EXIT STATUS:
              0 when the value is gone; 1 when nothing was changed, as when there is no
              such value; 64 for wrong usage
            """
    )

    var file = ""
    var path = PathArgument()

    static let parameters: [Parameter<Self>] = [
        .argument("file", help: "The document.") { $0.file = $1 },
        .argument("path", help: PathArgument.help) { $0.path = $1 },
    ]

    func validate() throws { try path.validate() }

    func run() throws {
        // What is not sealed yet is in this process in plaintext.
        forbidDumps()
        try reporting("Not changed", file) {
            try path.explainingSlashes {
                try change(file) { (document) throws(EJSONError) in try document.unsetting(path.path) }
            }
        }
    }
}
