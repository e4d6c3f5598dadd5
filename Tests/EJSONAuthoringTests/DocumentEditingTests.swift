import EJSONFormat
import EJSONTestSupport
import Testing

@testable import EJSON
@testable import EJSONAuthoring

@Suite struct DocumentEditingTests {
    /// The document's members before; the path; the plaintext members after. `SEALED` is what was not sealed before.
    @Test(arguments: [
        (#""a": 1"#, "b", #""a": 1, "b": SEALED"#),
        (#""a": "x""#, "a", #""a": SEALED"#),
        (#""a": null"#, "a", #""a": SEALED"#),
        (#""a": 1"#, "b.c", #""a": 1, "b": {"c": SEALED}"#),
        (#""a": 1"#, "_b", #""a": 1, "_b": "v\"\n\u0001é""#),
        (#""_a": "x""#, "_a", #""_a": "v\"\n\u0001é""#),
        (#""a": 1"#, "_b.c", #""a": 1, "_b": {"c": SEALED}"#),
        (#""h": []"#, "h.0", #""h": [SEALED]"#),
        (#""h": ["x"]"#, "/h/-", #""h": ["x", SEALED]"#),
        (#""_h": ["x"]"#, "/_h/-", #""_h": ["x", "v\"\n\u0001é"]"#),
        // By the last key read: what either reading selects is sealed.
        (#""_h": [{"b": 1}]"#, "/_h/-", #""_h": [{"b": 1}, SEALED]"#),
        (#""h": [{"_b": 1}]"#, "/h/-", #""h": [{"_b": 1}, SEALED]"#),
        // Others stay as they are, sealed or not.
        (#""a": "plain", "b": 1"#, "b", #""a": "plain", "b": SEALED"#),
        (#""a": "x", "a": "y""#, "a", #""a": "x", "a": SEALED"#),
    ])
    func sets(_ before: String, _ path: String, _ after: String) throws {
        let value = "v\"\n\u{1}é"
        let edited = try set(text(before), path, value)
        let messages = boxedMessages(in: edited)
        #expect(edited.replacing(/"EJ\[1:[^\]]*\]"/, with: "SEALED") == text(after))
        if after.contains("SEALED") {
            #expect(messages.count == 1)
            #expect(try open(text("\"v\": \"\(messages[0])\"")) == text(#""v": "v\"\n\u0001é""#))
        }
    }

    /// What is sealed keeps its boxed message, and two values that are set share no ephemeral key.
    @Test func keepsTheOthersByteForByte() throws {
        let before = try seal(text(#""a": "x", "b": "y""#))
        let old = boxedMessages(in: before)
        let once = try set(before, "a", "x")
        let twice = try set(once, "c", "x")
        let new = boxedMessages(in: twice)
        #expect(new[1] == old[1] && new[0] != old[0])
        #expect(Swift.Set(new.map { $0.prefix(BoxedMessage.prefixCount) }).count == 3)
        #expect(try open(twice) == text(#""a": "x", "b": "y", "c": "x""#))
    }

    @Test(arguments: ["", "x", String(repeating: "long ", count: 10_000), "EJ[1:x:y:z]", "\u{0}"])
    func sealsAnyText(_ value: String) throws {
        let edited = try set(text(#""b": 1"#), "a", value)
        let sealed = try document(edited)
        let secrets = try Secrets(sealed, privateKey: TestData.keys.privateKey(for: sealed.recipient))
        #expect(try secrets.unprotectedString(at: "a") == value)
    }

    @Test(arguments: [
        (#""a": "x", "b": 1"#, "a", #""b": 1"#),
        (#""a": {"b": 1}"#, "a.b", #""a": {}"#),
        (#""b": 1, "a": {"b": "x"}"#, "a", #""b": 1"#),
    ])
    func unsets(_ before: String, _ path: String, _ after: String) throws {
        #expect(try unset(text(before), path) == text(after))
    }

    @Test(
        arguments: [
            ("_public_key", .publicKey, "_public_key"),
            ("/_public_key", .publicKey, "_public_key"),
            ("o", .container, "o"),
            ("h", .container, "h"),
            ("s.x", .notAContainer, "s"),
            ("_public_key.x", .notAContainer, "_public_key"),
            ("h.7", .noSuchElement, "h.7"),
            // x in _k would be selected by the last key read, b.
            ("_k.0.b", .othersSelection, "_k.0.b"),
        ] as [(String, ChangeProblem, String)])
    func refusesToSet(_ path: String, _ problem: ChangeProblem, _ reportedPath: String) {
        let error = failure { _ = try set(text(#""s": "x", "h": [1], "o": {}, "_k": [{}, "x"]"#), path, "v") }
        #expect(error?.code == .impossibleChange)
        #expect(error?.reason == .change(problem))
        #expect(error?.path == reportedPath)
    }

    @Test func refusesWhatIsNoTextOrSealedAlready() throws {
        let path = try #require(ValuePath("a"))
        let boxed = boxedMessages(in: try seal(text(#""a": "x""#)))[0]
        let cases: [([UInt8], ChangeProblem)] = [([0xFF], .notText), (Array(boxed.utf8), .alreadyBoxed)]
        for (bytes, problem) in cases {
            let error = failure {
                _ = try document(text(#""b": 1"#)).setting(path, to: SecretBytes(copying: bytes.span))
            }
            #expect(error?.reason == .change(problem))
        }
    }

    @Test(
        arguments: [
            ("_public_key", .change(.publicKey), nil),
            ("none", .delivery(.missing), nil),
            ("enviroment.A", .delivery(.missing), "environment.A"),
            ("environment.TOKNE", .delivery(.missing), "environment.TOKEN"),
            ("Environment.token", .delivery(.missing), "environment.TOKEN"),
            ("environment.B", .delivery(.missing), nil),
            ("_k.0.b", .change(.othersSelection), nil),
        ] as [(String, EJSONError.Reason, String?)])
    func refusesToUnset(_ path: String, _ reason: EJSONError.Reason, _ nearest: String?) {
        let members = #""environment": {"A": "x", "TOKEN": "y"}, "_k": [{"b": 1}, "x"]"#
        let error = failure { _ = try unset(text(members), path) }
        #expect(error?.reason == reason)
        #expect(error?.path == path)
        #expect(error?.nearestPath == nearest)
    }

    /// Half of them are removed, each in a piece of its own.
    @Test func unsetsManyMembersOfOneKey() throws {
        let members = (0..<20_000).map { "\"a\":1,\"k\($0)\":2" }.joined(separator: ",")
        let kept = (0..<20_000).map { "\"k\($0)\":2" }.joined(separator: ",")
        let edited = try document(text(members)).unsetting(ValuePath(components: ["a"]))
        func withoutSpaces(_ bytes: [UInt8]) -> [UInt8] { bytes.filter { $0 != 0x20 } }
        let isAsExpected = withoutSpaces(edited.withBytes { Array($0) }) == withoutSpaces(Array(text(kept).utf8))
        #expect(isAsExpected)
    }

    // MARK: Objects on the way

    /// The path that was likely meant; `nil` where the object is made.
    @Test(arguments: [
        ("enviroment.TOKEN", "environment.TOKEN"),
        ("Environment.db.host", "environment.db.host"),
        ("environment.hsots.x", "environment.hosts.x"),
        ("enviroment.0", "environment.0"),
        ("hotss.0", "hosts.0"),
        ("enviroment", nil),
        ("environment.TOKNE", nil),
        ("web1.password", nil),
        ("other.TOKEN", nil),
        ("plainn.x", nil),
    ])
    func makesNoObjectBesideASimilarOne(_ path: String, _ meant: String?) throws {
        let before = text(#""environment": {"TOKEN": "x", "hosts": []}, "web2": {}, "hosts": {}, "plain": "x""#)
        let valuePath = try #require(ValuePath(path))
        let value = try SecretBytes(copying: Array("v".utf8).span)
        let json = try NewJSON(value: "1")
        for creating in [NewObjects.unlessSimilar, .always] {
            let errors = [
                failure { _ = try document(before).setting(valuePath, to: value, creating: creating) },
                failure { _ = try document(before).setting(valuePath, toJSON: json, creating: creating) },
            ]
            for error in errors {
                let isRefused = meant != nil && creating == .unlessSimilar
                #expect(error?.reason == (isRefused ? .change(.similarObject) : nil))
                #expect(error?.nearestPath == (isRefused ? meant : nil))
            }
        }
    }

    // MARK: JSON

    /// The document's members before; the path; the JSON; the members after. `SEALED` is what was sealed.
    @Test(arguments: [
        (#""a": "x""#, "a", "1", #""a": 1"#),
        (#""a": "x""#, "b", " -1E400\n", #""a": "x", "b": -1E400"#),
        (#""a": "x""#, "a", "null", #""a": null"#),
        (#""a": 1"#, "a", #""v""#, #""a": SEALED"#),
        (#""a": 1"#, "_a", #""v\u0041""#, #""a": 1, "_a": "v\u0041""#),
        (#""a": {"b": "x", "c": ["y"]}, "d": "z""#, "a", "[]", #""a": [], "d": "z""#),
        (#""a": 1"#, "b.c", #"{"k": ["v", 1, {"_d": "w"}]}"#, #""a": 1, "b": {"c": {"k": [SEALED, 1, {"_d": "w"}]}}"#),
        (#""a": 1"#, "b", #"{"k" :   "v",  "n":{}}"#, #""a": 1, "b": {"k" :   SEALED,  "n":{}}"#),
        (#""a": 1"#, "_b", #"["x", {"k": "v"}]"#, #""a": 1, "_b": ["x", {"k": SEALED}]"#),
        // By the last key read, _d, the reference would leave x in plaintext.
        (#""a": 1"#, "b", #"[{"_d": 1}, "x"]"#, #""a": 1, "b": [{"_d": 1}, SEALED]"#),
        (#""h": ["x"]"#, "/h/-", #"{"k": "v"}"#, #""h": ["x", {"k": SEALED}]"#),
        (#""h": ["x", "y"]"#, "h.0", #"[["v"]]"#, #""h": [[[SEALED]], "y"]"#),
        (#""a": "x", "a": "y""#, "a", "1", #""a": "x", "a": 1"#),
    ])
    func setsJSON(_ before: String, _ path: String, _ json: String, _ after: String) throws {
        let edited = try setJSON(text(before), path, json)
        #expect(edited.replacing(/"EJ\[1:[^\]]*\]"/, with: "SEALED") == text(after))
        for message in boxedMessages(in: edited) {
            let opened = try open(text("\"v\": \"\(message)\""))
            #expect(opened == text(#""v": "v""#) || opened == text(#""v": "x""#))
        }
    }

    @Test func jsonKeepsTheOthersByteForByte() throws {
        let before = try seal(text(#""a": {"b": "x"}, "c": "y""#))
        let edited = try setJSON(before, "a.d", #"{"e": "x", "f": "x"}"#)
        let (old, new) = (boxedMessages(in: before), boxedMessages(in: edited))
        #expect(new.count == 4 && new[0] == old[0] && new[3] == old[1])
        #expect(try open(edited) == text(#""a": {"b": "x", "d": {"e": "x", "f": "x"}}, "c": "y""#))
    }

    @Test(
        arguments: [
            ("a", "1,", .syntax(.trailingComma), "1:2", nil),
            ("a", "1,2", .syntax(.trailingContent), "1:2", nil),
            ("a", "{\n  \"k\": x\n}", .syntax(.unquotedValue), "2:8", nil),
            ("a", #"{"k": 1, "o": {"é": 1, "é": 2}}"#, .change(.duplicateKey), "1:16", "o.é"),
            ("a", #"{"k": 1, "\u006b": 2}"#, .change(.duplicateKey), "1:2", "k"),
            ("a", "", .syntax(.expectedValue), "1:1", nil),
            ("_public_key", "1", .change(.publicKey), nil, "_public_key"),
            ("s.x", "1", .change(.notAContainer), nil, "s"),
            ("h.7", "1", .change(.noSuchElement), nil, "h.7"),
            ("a", #"{"k": ["BOXED"]}"#, .change(.alreadyBoxed), nil, "a.k.0"),
            ("a", "DEEP", .change(.tooDeep), nil, "a"),
            // By the last key read, b, another value would be sealed.
            ("_k.0", #"{"b": 1}"#, .change(.othersSelection), nil, "_k.0"),
        ] as [(String, String, EJSONError.Reason, String?, String?)])
    func refusesJSON(
        _ path: String,
        _ json: String,
        _ reason: EJSONError.Reason,
        _ position: String?,
        _ reportedPath: String?
    ) throws {
        let boxed = boxedMessages(in: try seal(text(#""a": "x""#)))[0]
        let depth = maximumNesting - 1
        let json = json.replacing("BOXED", with: boxed)
            .replacing("DEEP", with: String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
        let before = text(#""s": "x", "h": [1], "o": {}, "_k": [{}, "x"]"#)
        // One level more than fits: the value is at the second.
        let target = json.count > 10_000 ? "o.a" : path
        let error = failure { _ = try setJSON(before, target, json) }
        #expect(error?.reason == reason)
        #expect(error?.position?.description == position)
        #expect(error?.path == (json.count > 10_000 ? "o.a" : reportedPath))
    }

    @Test func countsWhatIsNotSealed() throws {
        let sealed = boxedMessages(in: try seal(text(#""a": "x""#)))[0]
        let members = #""a": "x", "_b": "y", "c": 1, "d": "\#(sealed)", "e": ["z", "EJ[]"]"#
        #expect(try document(text(members)).unsealedCount() == 3)
    }
}

private func set(_ text: String, _ path: String, _ value: String) throws -> String {
    let path = try #require(ValuePath(path))
    let value = try SecretBytes(copying: Array(value.utf8).span)
    return try document(text).setting(path, to: value).withBytes { String(decoding: Array($0), as: UTF8.self) }
}

private func setJSON(_ text: String, _ path: String, _ json: String) throws -> String {
    let path = try #require(ValuePath(path))
    let json = try NewJSON(value: json)
    return try document(text).setting(path, toJSON: json).withBytes { String(decoding: Array($0), as: UTF8.self) }
}

extension NewJSON {
    fileprivate init(value: String) throws {
        try self.init(SecretBytes(copying: Array(value.utf8).span))
    }
}

private func unset(_ text: String, _ path: String) throws -> String {
    let path = try #require(ValuePath(path))
    return try document(text).unsetting(path).withBytes { String(decoding: Array($0), as: UTF8.self) }
}
