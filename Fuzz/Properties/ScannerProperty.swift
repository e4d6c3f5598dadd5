import EJSONFormat

extension Property {
    /// A text is refused at a place in it, or its tokens follow each other with nothing between them but white space,
    /// commas and colons; they stay the same without that white space; and a string's path leads to it.
    static let scanner = Property("scanner") { input throws in
        let tokens: JSONTokens
        do throws(JSONSyntaxError) {
            tokens = try JSONTokens(input)
        } catch {
            return try require(0...input.count ~= error.offset, "an error outside of the text")
        }
        let compact = try withoutWhiteSpace(tokens)
        let again = try JSONTokens(compact)
        try require(tokens.tokens.map(\.kind) == again.tokens.map(\.kind), "other tokens without white space")
        for (token, same) in zip(tokens.tokens, again.tokens) {
            try require(input[token.range] == compact[same.range], "another token without white space")
        }
        try checkNesting(tokens)
        try checkPaths(tokens)
        _ = try? DocumentScan(input.span)
    }
}

private func withoutWhiteSpace(_ tokens: JSONTokens) throws -> [UInt8] {
    var compact: [UInt8] = []
    var end = 0
    for token in tokens.tokens {
        try require(token.range.lowerBound >= end && !token.range.isEmpty, "tokens overlap")
        let gap = tokens.text[end..<token.range.lowerBound].filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        try require([[], [UInt8(ascii: ",")], [UInt8(ascii: ":")]].contains(gap), "something between tokens")
        compact += gap
        compact += tokens.text[token.range]
        end = token.range.upperBound
    }
    return compact
}

private func checkNesting(_ tokens: JSONTokens) throws {
    var open: [JSONContainer] = []
    for token in tokens.tokens {
        switch token.kind {
        case .begin(let container): open.append(container)
        case .end(let container): try require(open.popLast() == container, "ends what is not open")
        case .key: try require(open.last == .object, "a key outside of an object")
        case .string, .scalar: try require(!open.isEmpty, "a value outside of the document")
        }
    }
    try require(open.isEmpty, "something is not ended")
}

/// Each search is a scan, so a few strings must do.
private func checkPaths(_ tokens: JSONTokens) throws {
    let values = tokens.strings.filter { $0.kind != .key }
    for (_, string) in values.prefix(4) + values.suffix(4) {
        let path = try require(keyPath(of: string, in: tokens.text.span), "a string without a path")
        // A later member of the same name may be found in its place, or hide it; and no path is written for `..`.
        guard let parsed = ValuePath(path), let found = findValue(at: parsed, in: tokens.text.span) else { continue }
        try require(found.value.range.upperBound >= string.end, "an earlier value at the path of a string")
    }
}
