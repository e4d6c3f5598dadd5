import EJSONFormat

/// Why a text is no document.
func message(_ reason: JSONSyntaxError.Reason) -> Message {
    switch reason {
    case .byteOrderMark: Message("byte order mark", hint: "save the file as UTF-8 without one")
    case .controlCharacter:
        Message("raw control character in a string", hint: "write it as an escape, a tab as \\t")
    case .duplicatePublicKey: Message("a second \"_public_key\"", hint: "keep one")
    case .emptyDocument: Message("empty", hint: "a document is a JSON object with a \"_public_key\"")
    case .escapedPublicKey: Message("\"_public_key\" is spelled with an escape", hint: "write it plainly")
    case .expectedColon: "expected a colon after the key"
    case .expectedCommaOrBrace: "expected a comma or a closing brace"
    case .expectedCommaOrBracket: "expected a comma or a closing bracket"
    case .expectedKey: "expected a key in double quotes"
    case .expectedValue: "expected a value"
    case .invalidEscape: Message("invalid escape in a string", hint: "a backslash itself is written \\\\")
    case .invalidNumber: "invalid number"
    case .invalidUTF8: Message("invalid UTF-8", hint: "save the file as UTF-8")
    case .lineBreakInString:
        Message("line break in a string", hint: "write it as \\n, or run: ejson encrypt, which does")
    case .nestingTooDeep: "nested deeper than \(maximumNesting) levels"
    case .notAnObject: "expected an opening brace: a document is a JSON object"
    case .publicKeyMissing: "no \"_public_key\""
    case .publicKeyNotAString: "\"_public_key\" must be a string of 64 hex digits"
    case .tooManyValues: "more values than there is memory for"
    case .trailingContent: "text after the end of the document"
    case .unexpectedEnd: "the file ends in the middle of the document; is a closing brace missing?"
    case .unpairedSurrogate: "half of a surrogate pair in a string, which is no character and would be lost"
    case .unterminatedString: "unterminated string"
    }
}
