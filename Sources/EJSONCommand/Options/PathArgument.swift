import CommandLineFlags
import EJSON
import EJSONFormat

/// The path of a value, as an argument: dotted, or a JSON Pointer (RFC 6901).
struct PathArgument: ArgumentValue {
    static let help = "The value: dotted (production.hosts.0), or a JSON Pointer (/tls.key/0)."

    let path: ValuePath
    private let text: String

    /// The document itself.
    static let root = PathArgument(path: .root, text: "")

    private init(path: ValuePath, text: String) {
        self.path = path
        self.text = text
    }

    /// - Throws: also for a path in another tool's syntax, which would name another value here.
    init(_ argument: Argument) throws(UsageError) {
        guard let text = argument.text else { throw .notUTF8 }
        if let foreign = ValuePath(foreign: text) { throw UsageError(wordsForForeignPath(foreign)) }
        guard let path = ValuePath(text) else {
            throw UsageError("expected a dotted path or a JSON Pointer (RFC 6901)")
        }
        self.init(path: path, text: text)
    }

    var spelling: String { text }

    /// The path with slashes as separators, if it has any. It may also be a valid path as it is.
    var slashed: ValuePath? { ValuePath(slashed: text) }

    /// Runs `body`. When nothing is at a path with slashes, the error says how to write it.
    func explainingSlashes<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as EJSONError {
            guard error.code == .valueNotFound, let slashed else { throw error }
            throw Failure(messageForSlashedPath(text, slashed, path), status: .wrongUsage)
        }
    }
}
