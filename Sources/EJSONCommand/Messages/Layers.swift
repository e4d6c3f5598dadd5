import EJSON
import SystemPackage

// What is said about several documents in one start.

func words(_ conflict: LayerConflict) -> String {
    let lower =
        conflict.lowerFile.map { "in \(printable($0)), line \(conflict.lowerLine)" } ?? "in a document before it"
    return "\(conflict.kind) in line \(conflict.line), but \(conflict.lowerKind) \(lower); "
        + "an object or array in one document cannot be another kind of value in the next"
}

/// That a document which is not here is in a directory above; empty when there is none.
func hintOfDocumentAbove(_ error: EJSONError, _ subject: DocumentArgument?) -> String {
    guard error.errno == .noSuchFileOrDirectory, error.keyDirectory == nil, let file = error.file,
        file == subject?.file, isDocumentName(file.nameBytes), case .found(let path) = documentAbove(file)
    else { return "" }
    return "; there is \(shellWord(path)): name it (`run`, `env` and `get` find it with --find)"
}
