import CommandLineFlags
import EJSON
import EJSONAuthoring
import EJSONFormat
import SystemPackage

struct Unset: Command {
    static let documentation = Documentation(
        abstract: "Remove one value, in place.",
        discussion: """
            Needs no private key. No other line of the file changes. An object or array is
            removed with everything in it. A committed value stays in git's history: if the
            secret must no longer be valid, replace it at its source.
            """,
        examples: [
            "ejson unset secrets.ejson environment.OLD_TOKEN": "",
            "ejson unset secrets.ejson hosts.0": "",
        ],
        exitStatuses: [
            "0": "the value was removed",
            "1": "nothing was changed, as when there is no such value",
            "64": "the arguments are wrong",
        ]
    )

    var file = DocumentArgument.standardInput
    var path = PathArgument.root

    mutating func declare(in parameters: inout Parameters) {
        parameters.argument("file", help: "The document.", into: &file)
        parameters.argument("path", help: PathArgument.help, completion: .keyPaths(of: "file"), into: &path)
    }

    func run() throws {
        // This process holds values that are not sealed yet.
        forbidDumps()
        try reporting("Not changed", file) {
            do {
                try path.explainingSlashes {
                    try change(file) { (document) throws(EJSONError) in try document.unsetting(path.path) }
                }
            } catch {
                throw path.explainingOrder(error, file, of: "unset")
            }
        }
    }
}
