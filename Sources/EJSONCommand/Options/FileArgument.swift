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
        // The path drops a slash at the end, and a file of that name would be made.
        guard argument.bytes.last != UInt8(ascii: "/") || isDirectory(path) else {
            throw UsageError("there is no directory \(printable(path))")
        }
    }

    var spelling: String { printable(path) }

    var document: DocumentArgument { DocumentArgument(path) }
}
