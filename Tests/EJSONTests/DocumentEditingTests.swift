import EJSONFormat
import Testing

@testable import EJSON

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
        let plaintext = try document(edited).decrypted(with: TestData.keys.privateKey(for: document(edited).recipient))
        let got = try plaintext.value(at: try #require(ValuePath("a"))).withBytes {
            String(decoding: Array($0), as: UTF8.self)
        }
        #expect(got == value)
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
    func refusesToSet(_ path: String, _ problem: ChangeProblem, _ keyPath: String) {
        let error = failure { _ = try set(text(#""s": "x", "h": [1], "o": {}, "_k": [{}, "x"]"#), path, "v") }
        #expect(error?.code == .impossibleChange)
        #expect(error?.reason == .change(problem))
        #expect(error?.keyPath == keyPath)
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
        #expect(error?.keyPath == path)
        #expect(error?.nearestKeyPath == nearest)
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

private func unset(_ text: String, _ path: String) throws -> String {
    let path = try #require(ValuePath(path))
    return try document(text).unsetting(path).withBytes { String(decoding: Array($0), as: UTF8.self) }
}
