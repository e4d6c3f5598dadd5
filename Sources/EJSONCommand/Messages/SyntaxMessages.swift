import EJSON
import EJSONFormat

/// What to do when a text is no document. `file` is its name, for commands to paste.
func hint(_ reason: JSONSyntaxError.Reason, _ file: String) -> String? {
    switch reason {
    case .byteOrderMark: "save the file as UTF-8 without one"
    case .controlCharacter: "write it as an escape, a tab as \\t"
    case .duplicatePublicKey: "keep one"
    case .emptyDocument: "a document is a JSON object with a \"_public_key\""
    case .escapedPublicKey: "write it plainly"
    case .invalidEscape: "a backslash itself is written \\\\"
    case .invalidUTF8: "save the file as UTF-8"
    case .lineBreakInString: "write it as \\n, or run: ejson encrypt \(file), which does"
    case .notAnObject, .binary, .yaml: "`ejson init` makes a document, {\"_public_key\": …, \"name\": \"value\"}"
    case .environmentFile:
        "`ejson init` makes a document; the variables go into it as \"environment\": {\"NAME\": \"value\"}"
    case .keyFile: "name the document; a private key stays in the key directory"
    case .pem: "to put it into a document: ejson set DOCUMENT PATH --from-file \(file)"
    case .utf16: "save the file as UTF-8"
    case .comment: "write it as a value that is not sealed: \"_comment\": \"text\""
    case .trailingComma, .extraBracket: "remove it"
    case .missingComma: "add it"
    case .otherQuotes: "write keys and strings in plain double quotes (\")"
    case .unescapedQuote: "a quote in a string is written \\\", and between two values there is a comma"
    case .unquotedKey: "write it in double quotes"
    case .unquotedValue: "write a string in double quotes, and true, false and null in lower case"
    case .notANumber: "write null, or a string"
    case .invalidNumber: "numbers are decimal, such as 20, -1.5 or 1e3; anything else is a string, in double quotes"
    case .unterminatedString: "add the closing quote; a quote in the string is written \\\""
    case .trailingContent: "a document is one object; remove what comes after it"
    case .unpairedSurrogate: "write the character itself, or both halves"
    case .expectedKey, .expectedValue, .expectedColon, .expectedCommaOrBrace, .expectedCommaOrBracket, .unexpectedEnd,
        .nestingTooDeep, .publicKeyMissing, .publicKeyNotAString, .tooManyValues:
        nil
    }
}
