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

/// The paths that are told in one walk over the text are those that the outline has, and lead to the strings.
private func checkPaths(_ tokens: JSONTokens) throws {
    let text = tokens.text.span
    let outline = try JSONOutline(text)
    let strings = tokens.strings.filter { $0.kind != .key }.map(\.string)
    let nodes = outline.nodes.indices.filter { outline.nodes[$0].value.kind == .string }
    let paths = stringPaths(of: strings, in: text)
    try require(paths == outline.paths(of: nodes, in: text), "two paths of one value")
    for (node, path) in zip(nodes, paths) {
        let path = try require(path, "a string without a path")
        // A key with half of a surrogate pair is no text: its path is for people, longer than its bytes, and leads nowhere.
        if path.unicodeScalars.contains("\u{FFFD}") { continue }
        let whole = outline.path(of: node, in: text)
        guard whole.description.utf8.count <= PathSpelling.greatestCount else {
            try require(path.utf8.count < PathSpelling.greatestCount, "a long path is told in full")
            continue
        }
        try require(Array(path.utf8) == Array(whole.description.utf8), "another path than the one of its keys")
        guard !outline.nodes[node].isHidden, ValuePath(path) == whole else { continue }
        try require(outline.find(whole) == node, "a path that leads elsewhere")
    }
    let same = outline.counterparts(in: outline, text)
    for (node, other) in same.enumerated() where !outline.nodes[node].isHidden {
        try require(other == node, "a value is not its own counterpart")
    }
}
