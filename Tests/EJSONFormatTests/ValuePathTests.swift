import Testing

@testable import EJSONFormat

@Suite struct ValuePathTests {
    // MARK: Paths

    @Test(
        arguments: [
            // Dotted.
            ("a", ["a"]),
            ("production.db.password", ["production", "db", "password"]),
            ("hosts.0", ["hosts", "0"]),
            ("a b.ключ", ["a b", "ключ"]),
            ("a/b", ["a/b"]),
            ("a~0b", ["a~0b"]),
            ("_a", ["_a"]),
            ("", nil),
            (".", nil),
            (".a", nil),
            ("a.", nil),
            ("a..b", nil),

            // Pointers.
            ("/a", ["a"]),
            ("/production/db/password", ["production", "db", "password"]),
            ("/hosts/0", ["hosts", "0"]),
            ("/", [""]),
            ("//", ["", ""]),
            ("/a/", ["a", ""]),
            ("/a//b", ["a", "", "b"]),
            ("/tls.key", ["tls.key"]),
            ("/a~1b", ["a/b"]),
            ("/a~0b", ["a~b"]),
            ("/~01", ["~1"]),
            ("/~10", ["/0"]),
            ("/~0~1", ["~/"]),
            ("/~", nil),
            ("/a~", nil),
            ("/~2", nil),
            ("/a/~b/c", nil),
        ] as [(String, [String]?)])
    func parses(_ text: String, _ components: [String]?) {
        #expect(ValuePath(text)?.components == components)
    }

    @Test(
        arguments: [
            ([], ""),
            (["a"], "a"),
            (["production", "db", "0"], "production.db.0"),
            (["a~b", "c/d"], "a~b.c/d"),
            (["tls.key"], "/tls.key"),
            (["a", "tls.key", "b"], "/a/tls.key/b"),
            ([""], "/"),
            (["a", "", "b"], "/a//b"),
            (["/a"], "/~1a"),
            (["a", "/b"], "/a/~1b"),
            (["a.b", "c/d~e"], "/a.b/c~1d~0e"),
            (["", "~1"], "//~01"),
        ] as [([String], String)])
    func describesItself(_ components: [String], _ text: String) {
        #expect(ValuePath(components: components).description == text)
    }

    /// Paths are bytes: a slash with a combining accent is still a slash.
    @Test(
        arguments: [
            ["a"], ["a", "b", "0"], ["a.b"], [""], ["/"], ["~"], ["~1", "/", "."], ["a/b", ""], ["."], ["a", "/b"],
            ["/\u{301}a"], ["a.\u{301}b"], ["a.b", "/\u{301}"], ["a.b", "~\u{301}1"],
        ] as [[String]])
    func readsItsOwnDescription(_ components: [String]) {
        #expect(ValuePath(ValuePath(components: components).description)?.components == components)
    }

    // MARK: Values

    private static let document = #"""
        {
          "a": 1, "_b": "two", "t": true, "f": false, "n": null, "e": {}, "l": [],
          "production": {"db": {"password": "x", "port": -5.0e3}, "hosts": ["h0", {"name": "h1"}, ["h2"]]},
          "tls.key": "dotted", "a/b": "slash", "a~b": "tilde", "": {"": "empty"}, "0": "zero",
          "\u0065scaped\n": "\u00e9\n\ud83d\udd10", "quote\"": "\"\\"
        }
        """#

    @Test(
        arguments: [
            ("a", .number, "1"),
            ("_b", .string, "two"),
            ("t", .boolean, "true"),
            ("f", .boolean, "false"),
            ("n", .null, "null"),
            ("e", .object, "{}"),
            ("l", .array, "[]"),
            ("production.db.password", .string, "x"),
            ("production.db.port", .number, "-5.0e3"),
            ("production.db", .object, #"{"password": "x", "port": -5.0e3}"#),
            ("production.hosts.0", .string, "h0"),
            ("production.hosts.1.name", .string, "h1"),
            ("production.hosts.2", .array, #"["h2"]"#),
            ("production.hosts.2.0", .string, "h2"),
            ("/production/hosts/1/name", .string, "h1"),
            ("/tls.key", .string, "dotted"),
            ("/a~1b", .string, "slash"),
            ("a/b", .string, "slash"),
            ("/a~0b", .string, "tilde"),
            ("//", .string, "empty"),
            ("0", .string, "zero"),
            ("escaped\n", .string, #"\u00e9\n\ud83d\udd10"#),
            ("quote\"", .string, #"\"\\"#),
        ] as [(String, JSONValue.Kind, String)])
    func finds(_ path: String, _ kind: JSONValue.Kind, _ text: String) throws {
        let found = try #require(find(path, in: Self.document))
        #expect(found.kind == kind)
        #expect(found.text == text)
    }

    @Test(arguments: [
        "missing", "a.b", "_b.0", "n.x", "l.0", "e.x", "production.db.missing", "production.hosts.3",
        "production.hosts.-1", "production.hosts.00", "production.hosts.01", "production.hosts.name", "tls.key",
        "/a/", "password", "hosts", "A",
    ])
    func doesNotFind(_ path: String) {
        #expect(find(path, in: Self.document) == nil)
    }

    @Test func theRootIsTheWholeObject() throws {
        let found = try #require(find(.root, in: " {\"a\": 1, \"b\": [2]} "))
        #expect(found == Found(kind: .object, text: #"{"a": 1, "b": [2]}"#, members: ["a=1", "b=[2]"]))
    }

    /// How many bytes a value has: a string's without its escapes, all else as written.
    @Test(arguments: [
        (#"{"v": ""}"#, 0), (#"{"v": "abc"}"#, 3), (#"{"v": "é中🔐"}"#, 9), (#"{"v": "\n\"\\\/"}"#, 4),
        (#"{"v": "\u0041\u00e9\u4e2d\ud83d\udd10"}"#, 10), (#"{"v": "\u0000"}"#, 1), (#"{"v": 1.50}"#, 4),
        (#"{"v": [ 1 ]}"#, 5), (#"{"v": {}}"#, 2), (#"{"v": null}"#, 4), (#"{"v": false}"#, 5),
    ])
    func countsTheBytes(_ text: String, _ count: Int) {
        #expect(unescapedCount(in: text) == count)
    }

    // MARK: What is in a value

    @Test(
        arguments: [
            (
                #"{"v": {"a": "x", "_b": 2, "c": {"d": null}, "e": [true]}}"#,
                ["a=x", "_b=2", #"c={"d": null}"#, "e=[true]"]
            ),
            (#"{"v": ["x", ["y"], {"z": 1}]}"#, ["0=x", #"1=["y"]"#, #"2={"z": 1}"#]),
            (#"{"v": {}}"#, []),
            (#"{"v": []}"#, []),
            (#"{"v": "x"}"#, []),
            (#"{"w": {"a": 1}, "v": {"b": 2}, "x": {"c": 3}}"#, ["b=2"]),
            (#"{"w": {"v": {"a": 1}}, "v": {"v": {"b": 2}}}"#, [#"v={"b": 2}"#]),
            (#"{"v": {"\u0061\"": "\n"}}"#, [#"a"=\n"#]),
        ] as [(String, [String])])
    func listsMembers(_ text: String, _ members: [String]) {
        #expect(find("v", in: text)?.members == members)
    }

    @Test(
        arguments: [
            (
                #"{"v": {"a": "x", "c": {"d": null, "e": {"f": 1}}, "g": true}}"#,
                ["a=x", "c/d=null", "c/e/f=1", "g=true"]
            ),
            (#"{"v": {"a": ["x", {"b": "y"}, [["z"]]]}}"#, ["a/0=x", "a/1/b=y", "a/2/0/0=z"]),
            (#"{"v": {"a": {}, "b": [], "c": [{}]}}"#, []),
            (#"{"v": "x"}"#, []),
            (#"{"w": {"a": 1}, "v": {"b": {"c": 2}}, "x": {"d": 3}}"#, ["b/c=2"]),
        ] as [(String, [String])])
    func listsTheLeavesAtAnyDepth(_ text: String, _ members: [String]) {
        #expect(find("v", in: text, deep: true)?.members == members)
    }

    // MARK: A key that occurs twice

    /// The last one counts, as for every common reader of JSON, and nothing of an earlier one is left.
    @Test(
        arguments: [
            (#"{"a": 1, "a": 2}"#, "a", "2"),
            (#"{"a": 1, "\u0061": 2}"#, "a", "2"),
            (#"{"a": {"b": 1}, "a": {"b": 2}}"#, "a.b", "2"),
            (#"{"a": {"b": 1, "b": 2}}"#, "a.b", "2"),
            (#"{"a": {"b": 1}, "a": {"c": 2}}"#, "a.b", nil),
            (#"{"a": {"b": 1}, "a": 2}"#, "a.b", nil),
            (#"{"a": {"b": 1}, "a": null}"#, "a.b", nil),
            (#"{"a": {"b": 1}, "a": []}"#, "a.b", nil),
            (#"{"a": {"b": {"c": 1}}, "a": {"b": 2}}"#, "a.b.c", nil),
            (#"{"a": [1, 2], "a": [3]}"#, "a.1", nil),
            (#"{"a": 1, "a": {"b": 2}}"#, "a.b", "2"),
            (#"{"a": {"b": 1}, "x": {"a": 2}}"#, "a.b", "1"),
        ] as [(String, String, String?)])
    func theLastValueOfAKeyCounts(_ text: String, _ path: String, _ value: String?) {
        #expect(find(path, in: text)?.text == value)
    }

    @Test(
        arguments: [
            (#"{"v": {"a": 1, "b": 2, "a": 3}}"#, ["b=2", "a=3"]),
            (#"{"v": {"a": 1}, "v": {"b": 2}}"#, ["b=2"]),
            (#"{"v": {"a": 1}, "v": {}}"#, []),
            (#"{"v": {"a": {"b": 1}, "a": 2}}"#, ["a=2"]),
        ] as [(String, [String])])
    func theLastMemberOfAKeyCounts(_ text: String, _ members: [String]) {
        #expect(find("v", in: text)?.members == members)
    }

    @Test(
        arguments: [
            (#"{"v": {"a": {"b": 1}}, "v": {"c": {"d": 2}}}"#, ["c/d=2"]),
            (#"{"v": {"a": {"b": 1, "b": 2}}}"#, ["a/b=2"]),
            (#"{"v": {"a": {"b": 1}, "a": 2}}"#, ["a=2"]),
            (#"{"v": {"a": {"b": 1}, "a": {"c": 2}}}"#, ["a/c=2"]),
            (#"{"v": {"a": {"b": 1}, "a": {}}}"#, []),
            (#"{"v": {"a": 1, "a": {"b": 2}}}"#, ["a/b=2"]),
            (#"{"v": {"a": [1, 2], "a": [3]}}"#, ["a/0=3"]),
        ] as [(String, [String])])
    func theLastMemberOfAKeyCountsAtAnyDepth(_ text: String, _ members: [String]) {
        #expect(find("v", in: text, deep: true)?.members == members)
    }

    /// Keys are bytes: one spelled with a combining accent is another key, and neither hides the other.
    @Test func keysThatLookTheSameAreNotTheSame() {
        let text = "{\"v\": {\"\u{E9}\": 1, \"e\u{301}\": 2}}"
        #expect(find("v", in: text)?.members.count == 2)
        #expect(find("v.\u{E9}", in: text)?.text == "1")
        #expect(find("v.e\u{301}", in: text)?.text == "2")
    }
}

private struct Found: Equatable {
    var kind: JSONValue.Kind
    var text: String
    /// `PATH=TEXT` each, the keys of the path joined with slashes.
    var members: [String]
}

private func find(_ path: String, in text: String, deep: Bool = false) -> Found? {
    ValuePath(path).flatMap { find($0, in: text, deep: deep) }
}

private func find(_ path: ValuePath, in text: String, deep: Bool = false) -> Found? {
    let bytes = Array(text.utf8)
    guard let outline = try? JSONOutline(bytes.span), let node = outline.find(path) else { return nil }
    func string(_ node: Int) -> String { String(decoding: bytes[outline.nodes[node].value.range], as: UTF8.self) }
    let members =
        deep
        ? outline.descendants(of: node).filter { !outline.nodes[$0].isHidden && outline.nodes[$0].value.isPlain }
        : outline.members(of: node)
    let names = outline.joinedNames(of: members, in: node, separator: UInt8(ascii: "/"), bytes.span)
    return Found(
        kind: outline.nodes[node].value.kind, text: string(node),
        members: zip(names, members).map { ($0 ?? "") + "=" + string($1) })
}

/// How many bytes the member `v` has, which are as many as are written of it.
private func unescapedCount(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard let outline = try? JSONOutline(bytes.span), let node = outline.find(ValuePath(components: ["v"])) else {
        return nil
    }
    let value = outline.nodes[node].value
    var output = [UInt8](repeating: 0xFF, count: value.unescapedCount + 1)
    var span = output.mutableSpan
    value.write(of: bytes.span, to: &span, at: 0)
    return output.firstIndex(of: 0xFF) == value.unescapedCount ? value.unescapedCount : nil
}
