import EJSONTesting
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct LayeredSecretsTests {
    /// In the order: the layers, and what they are together, without `_public_key`.
    static let merges: [(layers: [String], merged: String)] = [
        ([#"{"a": "1"}"#], #"{"a": "1"}"#),
        ([#"{"a": "1"}"#, #"{"a": "2"}"#], #"{"a":"2"}"#),
        ([#"{"a": "1", "b": "2"}"#, #"{"c": "3", "b": "4"}"#], #"{"a":"1","b":"4","c":"3"}"#),
        (
            [#"{"o": {"a": "1", "b": {"c": "2"}}}"#, #"{"o": {"b": {"d": "3"}}}"#],
            #"{"o":{"a":"1","b":{"c":"2","d":"3"}}}"#
        ),
        ([#"{"l": ["1", "2"]}"#, #"{"l": []}"#], #"{"l":[]}"#),
        ([#"{"l": [{"a": "1"}]}"#, #"{"l": [{"b": "2"}]}"#], #"{"l":[{"b": "2"}]}"#),
        (
            [#"{"n": 1, "t": true, "z": null, "s": "x"}"#, #"{"n": "x", "t": null, "z": 1.50, "s": false}"#],
            #"{"n":"x","t":null,"z":1.50,"s":false}"#
        ),
        ([#"{"a": "1"}"#, #"{"a": "2"}"#, #"{"b": "3"}"#], #"{"a":"2","b":"3"}"#),
        ([#"{"_a": "1", "a": "2"}"#, #"{"a": "3"}"#], #"{"_a":"1","a":"3"}"#),
        ([#"{"o": {}}"#, #"{"o": {}}"#], #"{"o":{}}"#),
        // The same key, however it is spelled; two that only look the same.
        ([#"{"k\u0065y": "1"}"#, #"{"key": "2"}"#], #"{"key":"2"}"#),
        ([#"{"é": "1"}"#, #"{"e\u0301": "2"}"#], #"{"é":"1","e\u0301":"2"}"#),
    ]

    @Test(arguments: merges) func laterOnesWin(_ merge: (layers: [String], merged: String)) throws {
        let secrets = try Secrets(testing: merge.layers)
        let text = secrets.withJSON { String(decoding: Array($0), as: UTF8.self) }
        // The line breaks between merged members are left out, and so is the public key.
        let member = /"_public_key": "[0-9a-f]{64}"(, |,\n|)/
        let found = text.replacing(member, with: "")
        if merge.layers.count == 1 {
            #expect(found == merge.merged)
        } else {
            #expect(
                found.replacing("\n", with: "").replacing("\": ", with: "\":")
                    == merge.merged.replacing("\": ", with: "\":"))
        }
        let key = try #require(text.firstMatch(of: /[0-9a-f]{64}/)?.output)
        #expect(String(key) == secrets.recipient.description)
        #expect(secrets.recipients.count == merge.layers.count)
    }

    /// In the order: the layers and the path that they disagree about.
    @Test(
        arguments: [
            ([#"{"a": "x"}"#, #"{"a": {"b": "y"}}"#], "a"), ([#"{"a": {"b": "y"}}"#, #"{"a": "x"}"#], "a"),
            ([#"{"o": {"l": ["x"]}}"#, #"{"o": {"l": "x"}}"#], "o.l"), ([#"{"l": ["x"]}"#, #"{"l": {}}"#], "l"),
            ([#"{"a": {}}"#, #"{"a": null}"#], "a"), ([#"{"a": {}}"#, #"{"a": 1}"#, #"{"a": {}}"#], "a"),
            // Which of the two counts would not be clear.
            ([#"{"a": "1", "a": "2"}"#, #"{}"#], "a"), ([#"{}"#, #"{"o": {}}"#, #"{"o": {"b": 1, "b": 2}}"#], "o.b"),
        ] as [([String], String)])
    func disagreementsAreErrors(_ layers: [String], _ path: String) {
        do throws(EJSONError) {
            _ = try Secrets(testing: layers)
            Issue.record("merged")
        } catch {
            #expect(error.code == .undeliverableValue && error.path == path)
        }
    }

    @Test func looksUpTheTopmost() throws {
        let secrets = try Secrets(testing: [
            #"{"db": {"host": "localhost", "password": "dev"}, "hosts": ["a", "b"], "debug": true}"#,
            #"{"db": {"password": "prod"}, "hosts": ["c"]}"#,
        ])
        #expect(try secrets.unprotectedString(at: "db.host") == "localhost")
        #expect(try secrets.unprotectedString(at: "db.password") == "prod")
        #expect(try secrets.unprotectedString(at: "hosts.0") == "c")
        #expect(throws: EJSONError.self) { try secrets.unprotectedString(at: "hosts.1") }
        #expect(try secrets.unprotectedString(at: "debug") == "true")
    }

    @Test func withoutLayersThereIsNothing() {
        #expect(throws: EJSONError.self) { try Secrets(layered: []) }
    }

    /// Layers of layers, as deep as a document may be.
    @Test func isDeepAndNested() throws {
        let depth = 9_990
        let deep = { (value: String) in
            String(repeating: #"{"a":"#, count: depth) + value + String(repeating: "}", count: depth)
        }
        let two = try Secrets(testing: [deep(#"{"x": "1"}"#), deep(#"{"y": "2"}"#)])
        let secrets = try Secrets(layered: [two, try Secrets(testing: deep(#"{"x": "3"}"#))])
        let path = String(repeating: "a.", count: depth)
        #expect(try secrets.unprotectedString(at: path + "x") == "3")
        #expect(try secrets.unprotectedString(at: path + "y") == "2")
        #expect(secrets.recipients.count == 3)
    }

    /// An error names the file that the value comes from.
    @Test func namesTheFileOfAValue() throws {
        let directory = try TemporaryDirectory()
        let files = try ["base.ejson", "production.ejson"].map { name in
            let document = try InMemoryDocument(name == "base.ejson" ? #"{"a": ["x"], "b": "y"}"# : #"{"c": ["z"]}"#)
            _ = try KeyDirectory(directory.path).store(document.keyPair)
            try directory.write(String(decoding: document.text, as: UTF8.self), to: name)
            return directory.path.appending(name)
        }
        let secrets = try Secrets(contentsOf: files, keys: .keyRing(KeyRing(KeyDirectory(directory.path))))
        for (path, file) in [("a", "base.ejson"), ("c", "production.ejson")] {
            do throws(EJSONError) {
                _ = try secrets.value(at: path)
                Issue.record("no error")
            } catch {
                #expect(error.file?.lastComponent?.string == file)
            }
        }
        #expect(throws: EJSONError.self) {
            try Secrets(
                contentsOf: files + [directory.path.appending("none")],
                keys: .keyRing(KeyRing(KeyDirectory(directory.path))))
        }
    }
}
