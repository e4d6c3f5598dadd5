/// Why a text is not a document, and where.
package struct JSONSyntaxError: Error, Hashable {
    /// The first ones are what the scanner says; `diagnosed` finds the others.
    package enum Reason: Hashable, Sendable {
        case byteOrderMark
        case controlCharacter
        case duplicatePublicKey
        case emptyDocument
        case escapedPublicKey
        case expectedColon
        case expectedCommaOrBrace
        case expectedCommaOrBracket
        case expectedKey
        case expectedValue
        case invalidEscape
        case invalidNumber
        case invalidUTF8
        case lineBreakInString
        case nestingTooDeep
        case notAnObject
        case publicKeyMissing
        case publicKeyNotAString
        /// There is no memory for so many.
        case tooManyValues
        case trailingContent
        case unexpectedEnd
        case unpairedSurrogate
        case unterminatedString

        case binary
        case comment
        case environmentFile
        case extraBracket
        /// 64 hex digits and nothing else.
        case keyFile
        case missingComma
        /// `NaN` or `Infinity`.
        case notANumber
        /// Single, typographic or backward quotation marks.
        case otherQuotes
        /// A key or certificate in PEM.
        case pem
        /// A comma after which no value comes.
        case trailingComma
        /// A string goes on after a quote that was to be a part of it.
        case unescapedQuote
        case unquotedKey
        case unquotedValue
        case utf16
        case yaml
    }

    package let reason: Reason

    /// The byte offset in the text.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
