import EJSONFormat

extension Property {
    /// UTF-8 bytes can be escaped to a literal that the scanner accepts and that decodes to them. If they are a valid
    /// literal, escaping the decoded value again does not change its meaning.
    static let stringLiterals = Property("string-literals") { input throws in
        let isText = String(validating: input, as: UTF8.self) != nil
        try require(isText == (escapeGrowth(of: input.span) != nil), "not told from UTF-8, or for it")
        if isText { try checkEscaping(input) }

        guard let literal = scanned(input), literal.string.lineBreaks == 0 else { return }
        let value = unescaped(literal.string, in: literal.text)
        // A surrogate without its other half is let through in a comment, and is no UTF-8.
        if escapeGrowth(of: value.span) != nil { try checkEscaping(value) }
    }
}

private func checkEscaping(_ value: [UInt8]) throws {
    let growth = try require(escapeGrowth(of: value.span), "not taken for UTF-8")
    var escaped = value + [UInt8](repeating: 0, count: growth)
    var span = escaped.mutableSpan
    escapeInPlace(&span, at: 0, count: value.count, growth: growth)
    let literal = try require(scanned(escaped), "escaped, and refused")
    try require(literal.string.count == escaped.count, "escaped, and ends early")
    try require(unescaped(literal.string, in: literal.text) == value, "escaped, and stands for something else")
    let written = jsonLiteral(String(decoding: value, as: UTF8.self))
    try require(Array(written.utf8.dropFirst().dropLast()) == escaped, "two ways to escape differ")
}

/// Puts a literal's text into a document: `nil` when it is refused or does not end where the text ends.
private func scanned(_ literal: [UInt8]) -> (text: [UInt8], string: JSONString)? {
    let text = Array("{\"_\":\"".utf8) + literal + Array("\"}".utf8)
    guard let tokens = try? JSONTokens(text), tokens.strings.count == 2 else { return nil }
    return (text, tokens.strings[1].string)
}
