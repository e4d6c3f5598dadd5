import EJSON
import EJSONDelivery
import EJSONAuthoring
import EJSONFormat
import SystemPackage

/// Puts what `body` makes of the document in a file in its place, and reports what is still in plaintext there, and what
/// of the values `concerning` a path `ejson run` would refuse.
func change(
    _ document: DocumentArgument,
    concerning path: ValuePath? = nil,
    _ body: (Document) throws(EJSONError) -> SecretBytes
) throws {
    guard let file = document.file else { throw Failure("a value is changed in a file, not on standard input") }
    let result: ChangedDocument
    do throws(EJSONError) {
        result = try rewrite(file, body)
    } catch {
        guard error.errno == .noSuchFileOrDirectory, error.reason == .file(.open) else { throw error }
        throw Failure(messageForMissingDocument(file))
    }
    if result.unsealed > 0 {
        let values = result.unsealed == 1 ? "1 other value is" : "\(result.unsealed) other values are"
        printWarning("\(values) not sealed", hint: "run: ejson encrypt \(shellWord(file))")
    }
    // The file is written: what cannot be read of it now is no failure of this change.
    if let changed = try? Document(contentsOf: file) {
        warnOfForeignValues(in: changed, document, KeyRingOptions().ring(.environment))
    }
    guard let path, path.components.first == "environment" else { return }
    let variable = ValuePath(components: Array(path.components.prefix(2))).description
    for finding in result.environment where path.components.count == 1 || finding.path == variable {
        printWarning(messageForEnvironment(finding, in: document))
    }
}

/// What there is to say of a document that was changed.
private struct ChangedDocument {
    /// How many values are to be sealed and are not.
    var unsealed = 0

    /// What in the object `environment` keeps `ejson run` from starting a program.
    var environment: [EJSONError] = []
}

private func rewrite(
    _ file: FilePath,
    _ body: (Document) throws(EJSONError) -> SecretBytes
) throws(EJSONError) -> ChangedDocument {
    var result = ChangedDocument()
    _ = try DocumentFile(file).rewrite { (document) throws(EJSONError) in
        let text = try body(document)
        result = try text.withBytes { (text) throws(EJSONError) in
            let document = try Document(text)
            return try ChangedDocument(
                unsealed: document.unsealedCount(), environment: document.environmentFindings())
        }
        return text
    }
    return result
}
