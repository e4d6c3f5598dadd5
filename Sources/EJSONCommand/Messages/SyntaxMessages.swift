import EJSON
import EJSONFormat

/// What to do when a text is no document.
func hint(_ reason: JSONSyntaxError.Reason) -> String? {
    switch reason {
    case .byteOrderMark: "save the file as UTF-8 without one"
    case .controlCharacter: "write it as an escape, a tab as \\t"
    case .duplicatePublicKey: "keep one"
    case .emptyDocument: "a document is a JSON object with a \"_public_key\""
    case .escapedPublicKey: "write it plainly"
    case .invalidEscape: "a backslash itself is written \\\\"
    case .invalidUTF8: "save the file as UTF-8"
    case .lineBreakInString: "write it as \\n, or run: ejson encrypt, which does"
    default: nil
    }
}
