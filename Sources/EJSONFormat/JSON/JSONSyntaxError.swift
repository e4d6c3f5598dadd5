/// Why a text is not a document, and where.
package struct JSONSyntaxError: Error, Hashable {
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
    }

    package let reason: Reason

    /// The byte offset in the text.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
