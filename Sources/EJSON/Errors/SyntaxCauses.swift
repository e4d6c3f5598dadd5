package import EJSONFormat

extension JSONSyntaxError.Reason {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .byteOrderMark: "byte order mark"
        case .controlCharacter: "raw control character in a string"
        case .duplicatePublicKey: "a second \"_public_key\""
        case .emptyDocument: "empty"
        case .escapedPublicKey: "\"_public_key\" is spelled with an escape"
        case .expectedColon: "expected a colon after the key"
        case .expectedCommaOrBrace: "expected a comma or a closing brace"
        case .expectedCommaOrBracket: "expected a comma or a closing bracket"
        case .expectedKey: "expected a key in double quotes"
        case .expectedValue: "expected a value"
        case .invalidEscape: "invalid escape in a string"
        case .invalidNumber: "invalid number"
        case .invalidUTF8: "invalid UTF-8"
        case .lineBreakInString: "line break in a string"
        case .nestingTooDeep: "nested deeper than \(maximumNesting) levels"
        case .notAnObject: "expected an opening brace: a document is a JSON object"
        case .publicKeyMissing: "no \"_public_key\""
        case .publicKeyNotAString: "\"_public_key\" must be a string of 64 hex digits"
        case .tooManyValues: "more values than there is memory for"
        case .trailingContent: "text after the end of the document"
        case .unexpectedEnd: "the file ends in the middle of the document; is a closing brace missing?"
        case .unpairedSurrogate: "half of a surrogate pair in a string, which is no character and would be lost"
        case .unterminatedString: "unterminated string"
        case .binary: "not a text, and a document is a JSON object in UTF-8"
        case .comment: "a comment, which JSON does not have"
        case .environmentFile: "not JSON: this looks like a file of variables (NAME=value)"
        case .extraBracket: "a closing brace or bracket too many"
        case .keyFile: "this is a key (64 hex digits) and not a document"
        case .missingComma: "a comma is missing here"
        case .notANumber: "JSON has neither NaN nor Infinity"
        case .otherQuotes: "JSON has double quotes only"
        case .pem: "this is a key or certificate (PEM) and not a document"
        case .trailingComma: "a comma with no value after it"
        case .unescapedQuote: "text after the closing quote of a string"
        case .unquotedKey: "a key without quotes"
        case .unquotedValue: "text without quotes"
        case .utf16: "the text is UTF-16"
        case .yaml: "not JSON: this looks like YAML"
        }
    }
}

extension ConflictFinding {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .leftover: return "a line of a merge conflict that was not resolved to the end"
        case .conflict(let conflict, let count):
            let sides = [conflict.ours, conflict.theirs].filter { !$0.isEmpty }.map { "'\(printable($0))'" }
            let between = sides.count == 2 ? ", \(sides[0]) against \(sides[1])" : ""
            let others = count == 1 ? "" : count == 2 ? ", and another" : ", and \(count - 1) others"
            return
                "a merge conflict in lines \(conflict.lines.lowerBound) to \(conflict.lines.upperBound)\(between)\(others)"
        }
    }
}
