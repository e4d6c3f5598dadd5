import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

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

    /// `password=x`, as other tools write a path and its value.
    var mayHoldValue: Bool { text.utf8.first != UInt8(ascii: "/") && text.utf8.contains(UInt8(ascii: "=")) }

    /// The path with slashes as separators, if it has any. It may also be a valid path as it is.
    var slashed: ValuePath? { ValuePath(slashed: text) }

    /// The error of a command whose document is missing; when the path is that of a file, one that says that the two are
    /// swapped.
    func explainingOrder(_ error: any Error, _ document: DocumentArgument, of command: String) -> any Error {
        let isMissing =
            switch error {
            case let error as EJSONError: error.file == document.file && error.errno == .noSuchFileOrDirectory
            case let failure as Failure: document.file.map { messageForMissingDocument($0) == failure.message } ?? false
            default: false
            }
        guard isMissing, let file = document.file, exists(FilePath(text)) else { return error }
        return Failure(messageForSwappedArguments(command, file, text), status: .wrongUsage)
    }

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
