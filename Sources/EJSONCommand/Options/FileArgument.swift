import CommandLineFlags
import EJSON
import SystemPackage

/// A document that is made or changed in place, as an argument: a file, never standard input.
struct FileArgument: ArgumentValue {
    let path: FilePath

    static let completion = DocumentArgument.completion

    init(_ path: FilePath) { self.path = path }

    init(_ argument: Argument) throws(UsageError) {
        if argument == "-" { throw UsageError("expected a file, and - is standard input") }
        path = try FilePath(argument)
    }

    var spelling: String { printable(path) }

    var document: DocumentArgument { DocumentArgument(path) }
}
