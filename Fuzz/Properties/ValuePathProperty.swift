import EJSONFormat

extension Property {
    /// A path is refused, or its text parses to the same path and leads to the named value.
    static let valuePaths = Property("value-paths") { input throws in
        guard let path = ValuePath(String(decoding: input, as: UTF8.self)) else { return }
        let again = try require(ValuePath(path.description), "its own description is refused")
        // Of bytes, for two strings that look the same are equal.
        try require(
            path.components.map { Array($0.utf8) } == again.components.map { Array($0.utf8) }, "another path is written"
        )

        guard path.components.count < maximumNesting else { return }
        let keys = path.components.map { "{\(jsonLiteral($0)):" }.joined()
        let text = Array((keys + "\"x\"" + String(repeating: "}", count: path.components.count)).utf8)
        let outline = try JSONOutline(text.span)
        let value = try require(outline.find(path).map { outline.nodes[$0].value }, "leads nowhere")
        try require(value.kind == .string && text[value.range] == [UInt8(ascii: "x")], "leads elsewhere")
        let string = try require(JSONTokens(text).strings.last, "no string").string
        guard path.description.utf8.count <= PathSpelling.greatestCount else { return }
        try require(stringPaths(of: [string], in: text.span) == [path.description], "another path is told")
    }
}
