import Testing

@testable import EJSONFormat

@Suite struct PathSpellingTests {
    /// The paths of all values in a text, but the one at the top.
    @Test(
        arguments: [
            (#"{"a": 1, "b": [1, {"c": 2}], "d": {}}"#, ["a", "b", "b.0", "b.1", "b.1.c", "d"]),
            (#"{"a.b": {"c": 1}, "d": 2}"#, ["/a.b", "/a.b/c", "d"]),
            (#"{"": {"~": [1]}, "/x": 1, "y/z": 2}"#, ["/", "//~0", "//~0/0", "/~1x", "y/z"]),
            (#"{"\u0061": {"\u00e9": 1}}"#, ["a", "a.é"]),
            (#"{"a": {"b": 1}, "a": {"b": 2}}"#, ["a", "a.b", "a", "a.b"]),
        ] as [(String, [String])])
    func spells(_ text: String, _ paths: [String]) throws {
        let bytes = Array(text.utf8)
        let outline = try JSONOutline(bytes.span)
        #expect(outline.paths(of: outline.nodes.indices.dropFirst(), in: bytes.span) == paths)
        // Some of them alone, and those of strings in one walk over the text.
        for (node, path) in zip(outline.nodes.indices.dropFirst(), paths) {
            #expect(outline.paths(of: [node], in: bytes.span) == [path])
            #expect(outline.path(of: node, in: bytes.span).description == path)
        }
    }

    @Test(
        arguments: [
            (#"{"a": "x", "b": ["y", {"c": "z"}, [["w"]]]}"#, ["a", "b.0", "b.1.c", "b.2.0.0"]),
            (#"{"o": {"n": 1, "p": {"q": "x"}, "r": "y"}, "s": "z"}"#, ["o.p.q", "o.r", "s"]),
            (#"{"a.b": {"c": "x"}}"#, ["/a.b/c"]),
        ] as [(String, [String])])
    func spellsThePathsOfStrings(_ text: String, _ paths: [String]) throws {
        let bytes = Array(text.utf8)
        let outline = try JSONOutline(bytes.span)
        let strings = outline.nodes.filter { $0.value.kind == .string }.map { JSONString($0.value) }
        #expect(stringPaths(of: strings, in: bytes.span) == paths)
        #expect(strings.map { stringPaths(of: [$0], in: bytes.span) } == paths.map { [$0] })
    }

    /// A key is no value.
    @Test func aKeyHasNoPath() throws {
        let bytes = Array(#"{"a": {"b": "x"}}"#.utf8)
        let outline = try JSONOutline(bytes.span)
        let key = try #require(outline.nodes[2].key)
        let string = JSONString(outline.nodes[2].value)
        #expect(stringPaths(of: [key, string], in: bytes.span) == [nil, "a.b"])
    }

    @Test(arguments: ["x", "é", "🔐"])
    func leavesOutTheMiddleOfALongPath(_ character: String) {
        var spelling = PathSpelling()
        for length in [300, 300, 300, 70_000] {
            spelling.push(Array(String(repeating: character, count: length).utf8))
        }
        let text = spelling.text
        #expect(text.utf8.count <= 700 && text.contains("…") && !text.contains("\u{FFFD}"))
        for _ in 0..<2 { spelling.pop() }
        let isLong = character.utf8.count > 1
        #expect(spelling.text.contains("…") == isLong)
        for _ in 0..<2 { spelling.pop() }
        #expect(spelling.text.isEmpty && spelling.depth == 0)
    }

    /// A key of a megabyte over 100,000 values: written out, the paths would be a hundred gigabytes.
    @Test func aLongKeyIsReadOnce() throws {
        let values = (0..<100_000).map { "\"KEY\($0)\":\"x\"" }.joined(separator: ",")
        let bytes = Array("{\"\(String(repeating: "k", count: 1_000_000))\":{\(values)}}".utf8)
        let outline = try JSONOutline(bytes.span)
        let paths = outline.paths(of: outline.nodes.indices, in: bytes.span)
        #expect(paths.count == 100_002)
        #expect(paths[100_001].hasPrefix("kkk") && paths[100_001].hasSuffix("k.KEY99999"))
    }

    // MARK: Merging

    /// 20,000 changes in 9,000 levels, by both branches.
    @Test(arguments: ["x", "y"])
    func mergesManyChangesInADeepPlace(_ ours: String) throws {
        func version(_ value: String, new: String = "") throws -> MergeVersion {
            let values = (0..<20_000).map { "\"KEY\($0)\":\"\(value)\"" }.joined(separator: ",\n")
            return try MergeVersion(
                Array(
                    ("{" + String(repeating: "\"level\":{", count: 9_000) + values + new
                        + String(repeating: "}", count: 9_001)).utf8))
        }
        let merged = try mergeDocuments(
            base: version("x"), ours: version(ours), theirs: version("z", new: ", \"NEW\": 1"),
            markers: ConflictMarkers())
        #expect(merged.conflicts.count == (ours == "x" ? 0 : 20_000))
        #expect(merged.conflicts.allSatisfy { $0.utf8.count < PathSpelling.greatestCount })
        #expect(merged.text.count(where: { $0 == UInt8(ascii: "z") }) == 20_000)
    }

    // MARK: Misspellings

    @Test(
        arguments: [
            ("", ""), ("a", ""), ("", "ab"), ("abc", "abc"), ("abc", "abd"), ("abc", "acb"), ("kitten", "sitting"),
            ("enviroment", "environment"), ("password", "pasword"), ("abcdef", "bcdefg"), ("é", "e"), ("xyz", "zyx"),
            ("flaw", "lawn"), ("aaaa", "aa"), ("aab", "baa"),
        ])
    func theDistanceIsThatOfLevenshtein(_ left: String, _ right: String) {
        let distance = levenshtein(Array(left.unicodeScalars), Array(right.unicodeScalars))
        for limit in 0...6 {
            #expect(editDistance(left, right, limit: limit) == (distance <= limit ? distance : nil))
            #expect(editDistance(right, left, limit: limit) == (distance <= limit ? distance : nil))
        }
    }

    /// Compared letter by letter with letter, each would take minutes.
    @Test func longNamesAreCompared() {
        let name = String(repeating: "ab", count: 100_000)
        let names = (0..<20).map { name + "\($0)" }
        #expect(nearest(to: name + "-1", among: names) == name + "1")
        #expect(nearest(to: name + "------", among: names) == nil)
    }
}

private func levenshtein(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let substitution = diagonal + (character == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(substitution, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
