import EJSON
import SystemPackage

/// Puts what `body` makes of the document in a file in its place, and tells what is still in plaintext there.
func change(_ file: String, _ body: (Document) throws(EJSONError) -> SecretBytes) throws {
    if file == "-" { throw Failure("a value is changed in a file, not on standard input") }
    let unsealed: Int
    do throws(EJSONError) {
        unsealed = try rewrite(file, body)
    } catch {
        guard error.errno == .noSuchFileOrDirectory, error.reason == .file(.open) else { throw error }
        throw Failure("there is no such file; make one: ejson init")
    }
    if unsealed > 0 {
        let values = unsealed == 1 ? "1 other value is" : "\(unsealed) other values are"
        printWarning("\(values) not sealed; run: ejson encrypt \(shellWord(file))")
    }
    if let document = try? readDocument(file) {
        warnOfForeignValues(in: document, file, KeyDirectoryOption().directory)
    }
}

/// Returns how many values are to be sealed and are not.
private func rewrite(
    _ file: String,
    _ body: (Document) throws(EJSONError) -> SecretBytes
) throws(EJSONError) -> Int {
    var unsealed = 0
    _ = try DocumentFile(FilePath(file)).rewrite { (document) throws(EJSONError) in
        let text = try body(document)
        unsealed = try text.withBytes { (text) throws(EJSONError) in try Document(text).unsealedCount() }
        return text
    }
    return unsealed
}
