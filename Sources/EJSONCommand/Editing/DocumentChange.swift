import EJSON
import EJSONDelivery
import EJSONAuthoring
import EJSONFormat
import SystemPackage

/// Replaces the document in a file by the result of `body`. Warns about values that are still in plaintext, and about
/// those at the path `concerning` that `ejson run` would refuse.
func change(
    _ document: DocumentArgument,
    concerning path: ValuePath? = nil,
    _ body: (Document) throws(EJSONError) -> SecretBytes
) throws {
    guard let file = document.file else {
        throw Failure("a value is changed in a file, not on standard input", hint: "name the file")
    }
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
    // The file is written. A failure to read it again is not a failure of this change.
    if let changed = try? Document(contentsOf: file) {
        warnOfForeignValues(foreignValues(in: changed, document, KeyRingOptions().ring(.environment)), in: document)
    }
    guard let path, path.components.first == "environment" else { return }
    let variable = ValuePath(components: Array(path.components.prefix(2))).description
    for finding in result.environment where path.components.count == 1 || finding.path == variable {
        printWarning(messageForEnvironment(finding, in: document))
    }
}

/// What to report about a changed document.
private struct ChangedDocument {
    /// How many selected values are not sealed.
    var unsealed = 0

    /// Values of the object `environment` that `ejson run` refuses.
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
