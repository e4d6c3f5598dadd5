import Testing

@testable import EJSONFormat

/// The selection rule, by examples: the table of the design, and what follows from it.
@Suite struct SelectionTests {
    @Test(arguments: [
        (#"{"a": "x"}"#, ["x"]),
        (#"{"_a": "x"}"#, []),
        (#"{"_a": {"b": "x"}}"#, ["x"]),
        (#"{"a": {"_b": "x"}}"#, []),
        (#"{"a": ["x", ["y"], {"b": "z"}]}"#, ["x", "y", "z"]),
        (#"{"_a": ["x"]}"#, []),
        (#"{"a": 1, "b": null, "c": true}"#, []),
        (#"{"a": [{"_b": 1}, "x"]}"#, ["x"]),
        (#"{"_a": [{"b": 1}, "x"]}"#, ["x"]),

        // The underscore must be the raw first byte of the key.
        (#"{"\u005fa": "x"}"#, ["x"]),
        (#"{"\"_a": "x"}"#, ["x"]),
        (#"{"_\u0041": "x"}"#, []),
        (#"{"": "x"}"#, ["x"]),
        (#"{"_": "x"}"#, []),
        (#"{"a_": "x"}"#, ["x"]),

        // It reaches into arrays, however deep, and not into objects.
        (#"{"_a": [["x"], [["y"]]]}"#, []),
        (#"{"_a": [{"b": "x"}]}"#, ["x"]),
        (#"{"_a": [{"_b": "x"}, "y"]}"#, []),
        (#"{"a": [{"_b": "x"}, "y", {"c": "z"}]}"#, ["y", "z"]),
        (#"{"_a": [[{"b": []}], "x"], "_c": "y"}"#, ["x"]),
        (#"{"a": {"_b": 1}, "_c": "x", "d": "y"}"#, ["y"]),
    ])
    func selects(_ members: String, _ selected: [String]) throws {
        let text = #"{"_public_key": "", "# + members.dropFirst()
        #expect(try selectedStrings(text) == selected)
    }

    @Test func tellsWhichReadingSelects() throws {
        func selections(_ text: String) throws -> [Selection] {
            try scan(text).strings.map(\.selection)
        }
        #expect(try selections(#"{"_public_key": "", "a": "x"}"#) == [[.byEnclosingKey, .byLastKey]])
        #expect(try selections(#"{"_public_key": "", "a": [{"_b": 1}, "x"]}"#) == [.byEnclosingKey])
        #expect(try selections(#"{"_public_key": "", "_a": [{"b": 1}, "x"]}"#) == [.byLastKey])
    }

    @Test(arguments: [
        #"{"_public_key": "k", "a": 1}"#,
        #"{"a": {"_public_key": "other"}, "_public_key": "k"}"#,
        #"{"a": 1, "_public_key": "k", "b": {"_public_key": "other"}}"#,
        #"{"_public_key": "k", "a": [{"_public_key": 1}]}"#,
    ])
    func findsTheTopLevelPublicKey(_ text: String) throws {
        let bytes = Array(text.utf8)
        let key = try DocumentScan(bytes.span).publicKey
        #expect(String(decoding: bytes[key.range], as: UTF8.self) == "k")
    }
}

func scan(_ text: String) throws(JSONSyntaxError) -> DocumentScan {
    try DocumentScan(Array(text.utf8).span)
}

private func selectedStrings(_ text: String) throws -> [String] {
    let bytes = Array(text.utf8)
    return try DocumentScan(bytes.span).strings.filter { !$0.selection.isEmpty }.map {
        String(decoding: bytes[$0.string.range], as: UTF8.self)
    }
}
