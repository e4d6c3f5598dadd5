import EJSONFormat

/// Why a text is no document.
func words(_ reason: JSONSyntaxError.Reason) -> String {
    switch reason {
    case .byteOrderMark: "byte order mark; save the file as UTF-8 without one"
    case .controlCharacter: "raw control character in a string; write it as an escape, a tab as \\t"
    case .duplicatePublicKey: "a second \"_public_key\"; keep one"
    case .emptyDocument: "empty; a document is a JSON object with a \"_public_key\""
    case .escapedPublicKey: "\"_public_key\" is spelled with an escape; write it plainly"
    case .expectedColon: "expected a colon behind the key"
    case .expectedCommaOrBrace: "expected a comma or a closing brace"
    case .expectedCommaOrBracket: "expected a comma or a closing bracket"
    case .expectedKey: "expected a key in double quotes"
    case .expectedValue: "expected a value"
    case .invalidEscape: "invalid escape in a string; a backslash itself is written \\\\"
    case .invalidNumber: "invalid number"
    case .invalidUTF8: "invalid UTF-8; save the file as UTF-8"
    case .lineBreakInString: "line break in a string; write it as \\n, or run: ejson encrypt, which does"
    case .nestingTooDeep: "nested deeper than \(maximumNesting) levels"
    case .notAnObject: "a document is a JSON object; expected an opening brace"
    case .publicKeyMissing: "no \"_public_key\""
    case .publicKeyNotAString: "\"_public_key\" must be a string of 64 hex digits"
    case .tooManyValues: "more values than there is memory for"
    case .trailingContent: "text behind the end of the document"
    case .unexpectedEnd: "the file ends in the middle of the document; is a closing brace missing?"
    case .unpairedSurrogate: "half of a surrogate pair in a string, which is no character and would be lost"
    case .unterminatedString: "unterminated string"
    }
}
