import Testing

@testable import EJSONFormat

/// Paths as other tools write them, and what they are here.
@Suite struct ForeignPathTests {
    @Test(arguments: [
        // sops
        (#"["environment"]["A"]"#, "environment.A"),
        (#"['environment']['A']"#, "environment.A"),
        (#"["hosts"][0]"#, "hosts.0"),
        (#"["a.b"]["c"]"#, "/a.b/c"),
        (#"["a\"b"]"#, #"a"b"#),
        // jq, yq
        (".environment.A", "environment.A"),
        (".environment[\"A\"]", "environment.A"),
        (".[\"a\"]", "a"),
        (#"."foo-bar".x"#, "foo-bar.x"),
        (#"environment."A.B""#, "/environment/A.B"),
        (".hosts[0].name", "hosts.0.name"),
        ("hosts[0]", "hosts.0"),
        // JSONPath
        ("$.environment.A", "environment.A"),
        ("$['environment'].A", "environment.A"),
        ("$[0]", "0"),
        // A pointer in a URL
        ("#/environment/A", "environment.A"),
        ("#/a.b", "/a.b"),
        // Helm, kubectl
        (#"tls\.key"#, "/tls.key"),
        (#"data.tls\.key"#, "/data/tls.key"),
    ])
    func reads(_ text: String, _ path: String) {
        #expect(ValuePath(foreign: text)?.description == path)
    }

    /// Paths of ours, and keys that only look a little like another's path.
    @Test(arguments: [
        "a", "environment.A", "hosts.0", "/environment/A", "/a[0]", "/.a", "/$.a", "$ref", "$", "#", "#a", "a/b", "a-b",
        "a[b]", "a[]", "a[", "a]", "users[admin]", #"a\b"#, #"a"b"#, "a..b", "", "a.", "..", ".", "$.", "[]", "[",
        "a[0",
        #"["a"#, #"["a""#, #"["a"]b"#, "é", "_public_key",
    ])
    func leavesAlone(_ text: String) {
        #expect(ValuePath(foreign: text) == nil)
    }

    @Test(arguments: [
        ("environment/A", "environment.A"), ("secret/app/db.password", "/secret/app/db.password"),
        ("/environment/A", nil), ("a", nil), ("a/", nil), ("a//b", nil), ("/", nil),
    ])
    func readsSlashes(_ text: String, _ path: String?) {
        #expect(ValuePath(slashed: text)?.description == path)
    }

    /// Unterminated quotes and long texts are handled.
    @Test func readsLongTexts() {
        #expect(ValuePath(foreign: String(repeating: "[0]", count: 100_000))?.components.count == 100_000)
        #expect(ValuePath(foreign: "[\"" + String(repeating: "\\", count: 100_000)) == nil)
    }

    // MARK: Slips

    @Test(arguments: [
        ("enviroment", "environment", true), ("enviornment", "environment", true),
        ("envirronment", "environment", true),
        ("enxironment", "environment", true), ("Environment", "environment", true), ("environmen", "environment", true),
        ("environments", "environment", true), ("prod", "production", false), ("web1", "web2", false),
        ("web", "web2", false), ("us-east", "us-west", false), ("dev", "qa", false), ("ab", "ac", false),
        ("same", "same", false), ("production", "staging", false), ("prod-a", "prod-b", true),
    ])
    func knowsSlips(_ left: String, _ right: String, _ isSlip: Bool) {
        #expect(isLikelySlip(left, right) == isSlip)
        #expect(isLikelySlip(right, left) == isSlip)
    }
}
