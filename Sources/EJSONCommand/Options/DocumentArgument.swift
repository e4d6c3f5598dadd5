import EJSON
import SystemPackage

/// Reads the document that an argument names; `-` is standard input.
func readDocument(_ file: String) throws(EJSONError) -> Document {
    try DocumentInput(file).document()
}

/// The document that an argument names, opened and not read yet; `-` is standard input.
///
/// A document may hold plaintext, and a pipe may hand over anything. So a command opens what it is told to read, calls
/// `forbidDumps()`, and then reads. It does not open afterwards: on some systems a process that is closed to others is
/// closed to itself in `/proc`, and `/dev/fd/63` could not be opened then.
struct DocumentInput: ~Copyable {
    private let file: OpenedFile?

    init(_ file: String) throws(EJSONError) {
        self.file = file == "-" ? nil : try OpenedFile(FilePath(argument: file))
    }

    borrowing func document() throws(EJSONError) -> Document {
        if let document = try file?.document() { return document }
        return try Document(consuming: SecretBytes.read(.standardInput, isDocument: true))
    }

    /// All of it, document or not.
    borrowing func contents() throws(EJSONError) -> SecretBytes {
        guard let contents = try file?.contents() else { return try SecretBytes.read(.standardInput) }
        return contents
    }
}
