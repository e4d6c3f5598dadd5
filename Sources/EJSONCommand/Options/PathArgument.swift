import ArgumentParser
import EJSON
import EJSONFormat

/// The path of a value, as an argument: dotted, or a JSON Pointer (RFC 6901).
struct PathArgument: ExpressibleByArgument, Equatable {
    static let help = "The value: dotted (production.hosts.0), or a JSON Pointer (/tls.key/0)."

    private(set) var path = ValuePath.root
    private var text = ""

    init() {}

    init?(argument: String) {
        text = argument
        // What another tool would read is refused in words of its own, by `validate`.
        if ValuePath(foreign: argument) != nil { return }
        guard let path = ValuePath(argument) else { return nil }
        self.path = path
    }

    func validate() throws {
        try requireOwnSpelling(of: text)
    }

    /// What the path would be elsewhere, if there are slashes in it. It may be a path of ours too.
    var slashed: ValuePath? { ValuePath(slashed: text) }

    /// Runs `body`, and says how the path is written here if it has slashes in it and nothing is there.
    func explainingSlashes<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as EJSONError {
            guard error.code == .valueNotFound, let slashed else { throw error }
            throw Failure(wordsForSlashedPath(text, slashed, path), status: .validationFailure)
        }
    }
}

/// Refuses a path that is not UTF-8, and one in another tool's spelling, which would name another value here.
func requireOwnSpelling(of path: String) throws {
    if isNotUTF8(path) { throw ValidationError("The path '\(printable(path))' is not UTF-8.") }
    if let foreign = ValuePath(foreign: path) { throw ValidationError(wordsForForeignPath(path, foreign)) }
}
