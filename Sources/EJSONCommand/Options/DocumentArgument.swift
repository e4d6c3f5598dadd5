import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// A document, as an argument names it: a file, or `-` for standard input.
struct DocumentArgument: ArgumentValue, Hashable {
    /// `nil` for standard input.
    let file: FilePath?

    static let standardInput = DocumentArgument(file: nil)

    /// The default document.
    static let usual = DocumentArgument(FilePath("secrets.ejson"))

    static let completion = Completion.files(ending: ".ejson")

    /// A file of any name.
    init(_ file: FilePath) { self.init(file: file) }

    init(_ argument: Argument) throws(UsageError) {
        self.init(file: argument == "-" ? nil : try FilePath(argument))
    }

    private init(file: FilePath?) { self.file = file }

    var isStandardInput: Bool { file == nil }

    /// Its name for other programs, as the user wrote it.
    var name: String { file.map(displayName) ?? "-" }

    /// Its name for people.
    var words: String { file.map(printable) ?? "standard input" }

    var spelling: String { file.map(printable) ?? "-" }

    /// The identity of the file; for standard input, of the file behind it, if there is one.
    var identity: FileIdentity? {
        if let file { FileIdentity(of: file) } else { FileIdentity(of: STDIN_FILENO) }
    }
}

/// Reads a document.
func readDocument(_ document: DocumentArgument) throws(EJSONError) -> Document {
    try DocumentInput(document).document()
}

/// A document that is open but not read yet.
///
/// A document may hold plaintext, and a pipe may deliver anything. So a command opens its inputs, calls
/// `forbidDumps()`, and then reads. It must open before that call: on some systems a process that forbids dumps cannot
/// use its own `/proc` entries, such as `/dev/fd/63`.
struct DocumentInput: ~Copyable {
    private let file: OpenedFile?

    init(_ document: DocumentArgument) throws(EJSONError) {
        if let file = document.file { self.file = try OpenedFile(file) } else { file = nil }
    }

    borrowing func document() throws(EJSONError) -> Document {
        if let document = try file?.document() { return document }
        return try Document(consuming: SecretBytes.read(STDIN_FILENO, isDocument: true))
    }

    /// The complete content, without parsing.
    borrowing func contents() throws(EJSONError) -> SecretBytes {
        guard let contents = try file?.contents() else { return try SecretBytes.read(STDIN_FILENO) }
        return contents
    }
}
