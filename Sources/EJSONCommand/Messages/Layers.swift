import EJSON
import SystemPackage

// What is said about several documents in one start.

func words(_ conflict: LayerConflict) -> String {
    let lower =
        conflict.lowerFile.map { "in \(printable($0.string)), line \(conflict.lowerLine)" } ?? "in a document before it"
    return "\(conflict.kind) in line \(conflict.line), but \(conflict.lowerKind) \(lower); "
        + "an object or array in one document cannot be another kind of value in the next"
}

/// That a document which is not here is in a directory above; empty when there is none.
func hintOfDocumentAbove(_ error: EJSONError, _ subject: String?) -> String {
    guard error.errno == .noSuchFileOrDirectory, error.keyDirectory == nil, let subject,
        error.file?.string == subject, subject.hasSuffix(".ejson"), case .found(let path) = documentAbove(subject)
    else { return "" }
    return "; there is \(shellWord(path)): name it (`run`, `env` and `get` find it with --find)"
}
