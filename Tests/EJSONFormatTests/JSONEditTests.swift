import Testing

@testable import EJSONFormat

/// Changes of single values: every byte that is not shown to change stays.
@Suite struct JSONEditTests {
    // MARK: Set

    @Test(
        "Replaces a value",
        arguments: [
            (#"{"a": 1}"#, "a", #"{"a": NEW}"#),
            (#"{"a" : "x\"y" , "b": 2}"#, "a", #"{"a" : NEW , "b": 2}"#),
            (#"{"a": {"b": [1, 2]}}"#, "a.b.1", #"{"a": {"b": [1, NEW]}}"#),
            (#"{"a": {"b": 1}}"#, "a", #"{"a": NEW}"#),
            (#"{"a": [ ], "b": {}}"#, "a", #"{"a": NEW, "b": {}}"#),
            (#"{"tls.key": "x"}"#, "/tls.key", #"{"tls.key": NEW}"#),
            (#"{"a\/b": true}"#, "/a~1b", #"{"a\/b": NEW}"#),
            (#"{"\u0061": null}"#, "a", #"{"\u0061": NEW}"#),
            (#"{"ключ": "x"}"#, "ключ", #"{"ключ": NEW}"#),
            (#"{"": {"": 1}}"#, "//", #"{"": {"": NEW}}"#),
            (#"{"a": 1, "a": 2}"#, "a", #"{"a": 1, "a": NEW}"#),
            (#"{"a": {"b": 1}, "a": {"b": 2}}"#, "a.b", #"{"a": {"b": 1}, "a": {"b": NEW}}"#),
            ("{\r\n\t\"a\":\t1\r\n}\r\n\r\n", "a", "{\r\n\t\"a\":\tNEW\r\n}\r\n\r\n"),
        ])
    func replaces(_ before: String, _ path: String, _ after: String) throws {
        #expect(try edited(before, .set(at(path), to: new)) == after)
    }

    @Test(
        "Adds a member behind the last one, laid out as its siblings",
        arguments: [
            // In one line.
            (#"{"a": 1}"#, "b", #"{"a": 1, "b": NEW}"#),
            (#"{"a":1}"#, "b", #"{"a":1,"b":NEW}"#),
            (#"{"a":1,"b":2}"#, "c", #"{"a":1,"b":2,"c":NEW}"#),
            (#"{ "a" : 1 , "b" : 2 }"#, "c", #"{ "a" : 1 , "b" : 2 , "c" : NEW }"#),
            (#"{"a": {"b": 1}}"#, "a.c", #"{"a": {"b": 1, "c": NEW}}"#),
            // In lines.
            ("{\n  \"a\": 1\n}\n", "b", "{\n  \"a\": 1,\n  \"b\": NEW\n}\n"),
            ("{\n    \"a\": 1,\n    \"b\": 2\n}", "c", "{\n    \"a\": 1,\n    \"b\": 2,\n    \"c\": NEW\n}"),
            ("{\n\t\"a\":1\n}", "b", "{\n\t\"a\":1,\n\t\"b\":NEW\n}"),
            ("{\n\"a\": 1\n}", "b", "{\n\"a\": 1,\n\"b\": NEW\n}"),
            ("{\r\n  \"a\": 1\r\n}\r\n", "b", "{\r\n  \"a\": 1,\r\n  \"b\": NEW\r\n}\r\n"),
            ("{\n  \"a\": 1\n  , \"b\": 2\n}", "c", "{\n  \"a\": 1\n  , \"b\": 2\n  , \"c\": NEW\n}"),
            ("{\n  \"a\": 1,\n\n  \"b\": 2\n\n}", "c", "{\n  \"a\": 1,\n\n  \"b\": 2,\n  \"c\": NEW\n\n}"),
            ("{\"a\": 1,\n \"b\": 2}", "c", "{\"a\": 1,\n \"b\": 2,\n \"c\": NEW}"),
            ("{\n  \"a\": 1, \"b\": 2\n}", "c", "{\n  \"a\": 1, \"b\": 2, \"c\": NEW\n}"),
            (
                "{\n  \"a\": {\n    \"b\": 1\n  }\n}", "a.c",
                "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": NEW\n  }\n}"
            ),
            ("{\n  \"a\": {\"b\": 1}\n}", "a.c", "{\n  \"a\": {\"b\": 1, \"c\": NEW}\n}"),
            // Of the last one of two.
            (#"{"a": {"b": 1}, "a": {"c": 2}}"#, "a.b", #"{"a": {"b": 1}, "a": {"c": 2, "b": NEW}}"#),
            // Keys are escaped as JSON needs it, and no more.
            (#"{"a": 1}"#, "/x.y", #"{"a": 1, "x.y": NEW}"#),
            (#"{"a": 1}"#, "/x~1y", #"{"a": 1, "x/y": NEW}"#),
            (#"{"a": 1}"#, "/", #"{"a": 1, "": NEW}"#),
            (#"{"a": 1}"#, "q\"\\\n\u{1}é🔐", #"{"a": 1, "q\"\\\n\u0001é🔐": NEW}"#),
            (#"{"a": 1}"#, "_b", #"{"a": 1, "_b": NEW}"#),
            (#"{"a": 1}"#, "0", #"{"a": 1, "0": NEW}"#),
            (#"{"a": 1}"#, "-", #"{"a": 1, "-": NEW}"#),
        ])
    func adds(_ before: String, _ path: String, _ after: String) throws {
        #expect(try edited(before, .set(at(path), to: new)) == after)
    }

    @Test(
        "Adds to an empty object or array",
        arguments: [
            ("{}", "a", #"{"a": NEW}"#),
            (#"{"a": {}}"#, "a.b", #"{"a": {"b": NEW}}"#),
            (#"{"a":{}}"#, "a.b", #"{"a":{"b":NEW}}"#),
            (#"{"a": [ ]}"#, "a.0", #"{"a": [NEW]}"#),
            ("{\n}\n", "a", "{\n  \"a\": NEW\n}\n"),
            ("{\n  \"a\": {}\n}", "a.b", "{\n  \"a\": {\n    \"b\": NEW\n  }\n}"),
            (
                "{\r\n\t\"a\": 1,\r\n\t\"b\": {}\r\n}", "b.c",
                "{\r\n\t\"a\": 1,\r\n\t\"b\": {\r\n\t\t\"c\": NEW\r\n\t}\r\n}"
            ),
            ("{\n  \"a\": 1, \"b\": {}\n}", "b.c", "{\n  \"a\": 1, \"b\": {\"c\": NEW}\n}"),
            ("{\n  \"a\": [\n  ]\n}", "a.0", "{\n  \"a\": [\n    NEW\n  ]\n}"),
        ])
    func fills(_ before: String, _ path: String, _ after: String) throws {
        #expect(try edited(before, .set(at(path), to: new)) == after)
    }

    @Test(
        "Makes the objects on the way",
        arguments: [
            (#"{"a": 1}"#, "b.c", #"{"a": 1, "b": {"c": NEW}}"#),
            (#"{ "a": 1 }"#, "b.c.d", #"{ "a": 1, "b": { "c": { "d": NEW } } }"#),
            ("{\n  \"a\": 1\n}", "b.c", "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": NEW\n  }\n}"),
            (
                "{\r\n\t\"a\": 1\r\n}", "b.c.d",
                "{\r\n\t\"a\": 1,\r\n\t\"b\": {\r\n\t\t\"c\": {\r\n\t\t\t\"d\": NEW\r\n\t\t}\r\n\t}\r\n}"
            ),
            (
                "{\n   \"a\": {\n      \"b\": 1\n   }\n}", "a.c.d",
                "{\n   \"a\": {\n      \"b\": 1,\n      \"c\": {\n         \"d\": NEW\n      }\n   }\n}"
            ),
            ("{\n  \"a\": 1, \"b\": 2\n}", "c.d", "{\n  \"a\": 1, \"b\": 2, \"c\": {\"d\": NEW}\n}"),
            ("{\n  \"a\": {}\n}", "a.b.c", "{\n  \"a\": {\n    \"b\": {\n      \"c\": NEW\n    }\n  }\n}"),
            // Where nothing is, 0 and - are an array's; any other number is a key.
            (#"{"a": 1}"#, "b.0", #"{"a": 1, "b": [NEW]}"#),
            (#"{"a": 1}"#, "/b/-", #"{"a": 1, "b": [NEW]}"#),
            (#"{"a": 1}"#, "b.0.c", #"{"a": 1, "b": [{"c": NEW}]}"#),
            (#"{"a": 1}"#, "b.8080", #"{"a": 1, "b": {"8080": NEW}}"#),
        ])
    func makes(_ before: String, _ path: String, _ after: String) throws {
        #expect(try edited(before, .set(at(path), to: new)) == after)
    }

    @Test(
        "Appends to an array",
        arguments: [
            (#"{"h": ["x"]}"#, "h.1", #"{"h": ["x", NEW]}"#),
            (#"{"h": ["x", "y"]}"#, "/h/-", #"{"h": ["x", "y", NEW]}"#),
            (#"{"h":["x","y"]}"#, "/h/-", #"{"h":["x","y",NEW]}"#),
            ("{\n  \"h\": [\n    \"x\"\n  ]\n}", "h.1", "{\n  \"h\": [\n    \"x\",\n    NEW\n  ]\n}"),
            (#"{"h": [{"n": 1}]}"#, "h.0.p", #"{"h": [{"n": 1, "p": NEW}]}"#),
            (#"{"h": [{"n": 1}]}"#, "h.1.n", #"{"h": [{"n": 1}, {"n": NEW}]}"#),
            (
                "{\n  \"h\": [\n    {\n      \"n\": 1\n    }\n  ]\n}", "h.1.n",
                "{\n  \"h\": [\n    {\n      \"n\": 1\n    },\n    {\n      \"n\": NEW\n    }\n  ]\n}"
            ),
            (#"{"h": [[1], [2]]}"#, "h.1.1", #"{"h": [[1], [2, NEW]]}"#),
        ])
    func appends(_ before: String, _ path: String, _ after: String) throws {
        #expect(try edited(before, .set(at(path), to: new)) == after)
    }

    // MARK: Remove

    @Test(
        "Removes a member or element with its comma and its lines",
        arguments: [
            // In one line.
            (#"{"a": 1, "b": 2, "c": 3}"#, "a", #"{"b": 2, "c": 3}"#),
            (#"{"a": 1, "b": 2, "c": 3}"#, "b", #"{"a": 1, "c": 3}"#),
            (#"{"a": 1, "b": 2, "c": 3}"#, "c", #"{"a": 1, "b": 2}"#),
            (#"{ "a": 1 , "b": 2 }"#, "a", #"{ "b": 2 }"#),
            (#"{ "a": 1 , "b": 2 }"#, "b", #"{ "a": 1 }"#),
            (#"{"a": 1}"#, "a", "{}"),
            (#"{"a": {"b": 1}, "c": 2}"#, "a.b", #"{"a": {}, "c": 2}"#),
            (#"{"a": {"b": 1}, "c": 2}"#, "a", #"{"c": 2}"#),
            (#"{"h": ["x", "y", "z"]}"#, "h.1", #"{"h": ["x", "z"]}"#),
            (#"{"h": ["x"]}"#, "h.0", #"{"h": []}"#),
            // In lines.
            ("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n", "a", "{\n  \"b\": 2,\n  \"c\": 3\n}\n"),
            ("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n", "b", "{\n  \"a\": 1,\n  \"c\": 3\n}\n"),
            ("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n", "c", "{\n  \"a\": 1,\n  \"b\": 2\n}\n"),
            ("{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}", "a", "{\r\n\t\"b\": 2\r\n}"),
            ("{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}", "b", "{\r\n\t\"a\": 1\r\n}"),
            ("{\n  \"a\": {\n    \"b\": 1\n  }\n}", "a.b", "{\n  \"a\": {}\n}"),
            ("{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": 2\n}", "a", "{\n  \"c\": 2\n}"),
            // Blank lines stay with their neighbours.
            ("{\n  \"a\": 1,\n\n  \"b\": 2,\n  \"c\": 3\n}", "b", "{\n  \"a\": 1,\n\n  \"c\": 3\n}"),
            ("{\n  \"a\": 1,\n  \"b\": 2,\n\n  \"c\": 3\n}", "b", "{\n  \"a\": 1,\n\n  \"c\": 3\n}"),
            // Several in a line.
            ("{\n  \"a\": 1, \"b\": 2,\n  \"c\": 3, \"d\": 4\n}", "b", "{\n  \"a\": 1,\n  \"c\": 3, \"d\": 4\n}"),
            ("{\n  \"a\": 1, \"b\": 2,\n  \"c\": 3, \"d\": 4\n}", "c", "{\n  \"a\": 1, \"b\": 2,\n  \"d\": 4\n}"),
            ("{\n  \"a\": 1\n  , \"b\": 2\n  , \"c\": 3\n}", "b", "{\n  \"a\": 1\n  , \"c\": 3\n}"),
            ("{\"a\": 1,\n \"b\": 2}", "a", "{\"b\": 2}"),
            // Keys.
            (#"{"x.y": 1, "b": 2}"#, "/x.y", #"{"b": 2}"#),
            (#"{"\u0061": 1, "b": 2}"#, "a", #"{"b": 2}"#),
            // All of the same key, so that no old one comes to light.
            (#"{"a": 1, "b": 2, "\u0061": 3}"#, "a", #"{"b": 2}"#),
        ])
    func removes(_ before: String, _ path: String, _ after: String) throws {
        #expect(try edited(before, .remove(at(path))) == after)
    }

    // MARK: Several

    @Test(
        "Several edits concern the text as it was",
        arguments: [
            (#"{"a": 1, "b": 2, "c": 3, "d": 4}"#, ["-a", "-b"], #"{"c": 3, "d": 4}"#),
            (#"{"a": 1, "b": 2, "c": 3, "d": 4}"#, ["-b", "-c"], #"{"a": 1, "d": 4}"#),
            (#"{"a": 1, "b": 2, "c": 3, "d": 4}"#, ["-d", "-c", "-a"], #"{"b": 2}"#),
            (#"{"a": 1, "b": 2}"#, ["-a", "-b"], "{}"),
            (#"{"a": 1, "b": 2}"#, ["-a", "+b", "+c"], #"{"b": NEW, "c": NEW}"#),
            (#"{"a": 1, "b": 2}"#, ["-b", "+c"], #"{"a": 1, "c": NEW}"#),
            (#"{ "a": 1 }"#, ["-a", "+b"], #"{ "b": NEW }"#),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}", ["-a", "-b", "+c", "+d"], "{\n  \"c\": NEW,\n  \"d\": NEW\n}"),
            (
                "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", ["-b", "-c", "+a", "+d.e", "+d.f"],
                "{\n  \"a\": NEW,\n  \"d\": {\n    \"e\": NEW,\n    \"f\": NEW\n  }\n}"
            ),
            (
                #"{"a": {"b": 1}, "c": {"d": 2}}"#, ["+c.e", "-a.b", "+f"],
                #"{"a": {}, "c": {"d": 2, "e": NEW}, "f": NEW}"#
            ),
            (#"{"h": ["x"]}"#, ["+h.1", "+h.2"], #"{"h": ["x", NEW, NEW]}"#),
            (#"{"h": ["x"]}"#, ["+h.-", "+h.-.p", "-h.0"], #"{"h": [NEW, {"p": NEW}]}"#),
            (#"{"h": [1, 2, 3]}"#, ["-h.0", "+h.1", "-h.2"], #"{"h": [NEW]}"#),
        ])
    func combines(_ before: String, _ edits: [String], _ after: String) throws {
        #expect(try edited(before, edits.map(edit)) == after)
    }

    // MARK: Refusals

    @Test(
        "Refuses what cannot be meant",
        arguments: [
            (["+"], .isTheDocument, ""),
            (["-"], .isTheDocument, ""),
            (["+s.x"], .notAContainer, "s"),
            (["+s.x.y"], .notAContainer, "s"),
            (["+n.0"], .notAContainer, "n"),
            (["+h.2"], .noSuchElement, "h.2"),
            (["+h.name"], .noSuchElement, "h.name"),
            (["+h.01"], .noSuchElement, "h.01"),
            (["+new.0", "+new.2"], .noSuchElement, "new.2"),
            (["-x"], .noSuchValue, "x"),
            (["-h.1"], .noSuchValue, "h.1"),
            (["-h.-"], .noSuchValue, "h.-"),
            (["+s", "+s"], .overlap, "s"),
            (["-s", "-s"], .overlap, "s"),
            (["+s", "-s"], .overlap, "s"),
            (["+o", "+o.p"], .overlap, "o"),
            (["-o", "+o.p"], .overlap, "o"),
            (["-o", "-o.p"], .overlap, "o"),
            (["+o", "+o.q"], .overlap, "o"),
            (["+new", "+new"], .overlap, "new"),
            (["+new", "+new.x"], .overlap, "new.x"),
            (["+new.x", "+new"], .overlap, "new"),
        ] as [([String], JSONEditError.Reason, String)])
    func refuses(_ edits: [String], _ reason: JSONEditError.Reason, _ path: String) throws {
        let error = #expect(throws: JSONEditError.self) {
            try edited(#"{"s": "x", "n": null, "h": [1], "o": {"p": 1}}"#, edits.map(edit))
        }
        #expect(error?.reason == reason)
        #expect(error?.path.description == path)
    }

    /// No recursion: neither a deep text nor a long path overflows the stack.
    @Test func goesDeep() throws {
        let depth = maximumNesting - 1
        let path = ValuePath(components: Array(repeating: "a", count: depth))
        let text = try edited(#"{"x":1}"#, .set(path, to: new))
        #expect(
            text == #"{"x":1,"# + String(repeating: #""a":{"#, count: depth - 1) + #""a":NEW"#
                + String(repeating: "}", count: depth))
        let valid = text.replacing("NEW", with: "1")
        #expect(try edited(valid, .remove(path)) == valid.replacing(#""a":1"#, with: ""))
    }
}

private let new = Array("NEW".utf8)

private func at(_ path: String) -> ValuePath {
    path.isEmpty ? .root : ValuePath(path) ?? .root
}

/// `+PATH` sets, `-PATH` removes.
private func edit(_ text: String) -> JSONEdit {
    let path = at(String(text.dropFirst()))
    return text.hasPrefix("+") ? .set(path, to: new) : .remove(path)
}

private func edited(_ text: String, _ edits: JSONEdit...) throws -> String { try edited(text, edits) }

private func edited(_ text: String, _ edits: [JSONEdit]) throws -> String {
    let bytes = Array(text.utf8)
    let splices = try JSONOutline(bytes.span).splices(for: edits, in: bytes.span)
    return String(decoding: applying(splices, to: bytes.span), as: UTF8.self)
}
