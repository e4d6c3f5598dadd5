import EJSON
import SystemPackage

/// Reads the document that an argument names; `-` is standard input.
func readDocument(_ file: String) throws(EJSONError) -> Document {
    guard file == "-" else { return try Document(contentsOf: FilePath(file)) }
    let text = try SecretBytes.read(.standardInput, isDocument: true)
    return try Document(consuming: text)
}
