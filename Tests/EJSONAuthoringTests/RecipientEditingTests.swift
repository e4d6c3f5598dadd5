import EJSONTestSupport
import Testing

@testable import EJSON
@testable import EJSONAuthoring

/// How a list of recipients changes in a document: entries are shown here as their names.
@Suite final class RecipientEditingTests {
    private let pair: KeyPair

    init() throws {
        pair = try KeyPair.generate()
    }

    private func entry(_ name: String) throws -> Recipient {
        try Recipient(#require(RecipientName(name)), .publicKey(pair.publicKey), sealing: pair.privateKey)
    }

    static let cases: [(String, old: String, to: [String], new: String)] = [
        (
            "a new list, after the public key",
            "{\n  \"_public_key\": \"KEY\",\n  \"value\": \"x\"\n}\n", ["web1", "web2"],
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"web1\",\n    \"web2\"\n  ],\n  \"value\": \"x\"\n}\n"
        ),
        (
            "tabs and carriage returns",
            "{\r\n\t\"_public_key\": \"KEY\"\r\n}", ["a"],
            "{\r\n\t\"_public_key\": \"KEY\",\r\n\t\"_recipients\": [\r\n\t\t\"a\"\r\n\t]\r\n}"
        ),
        (
            "one line", "{\"_public_key\": \"KEY\"}", ["a", "b"],
            "{\"_public_key\": \"KEY\", \"_recipients\": [\"a\", \"b\"]}"
        ),
        (
            "one more, behind the others",
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"a\"\n  ]\n}", ["a", "b"],
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"a\",\n    \"b\"\n  ]\n}"
        ),
        (
            "one less",
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"a\",\n    \"b\",\n    \"c\"\n  ]\n}",
            ["a", "c"],
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"a\",\n    \"c\"\n  ]\n}"
        ),
        (
            "an empty list",
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": []\n}", ["a"],
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"a\"\n  ]\n}"
        ),
        (
            "none is left",
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"a\"\n  ],\n  \"a\": 1\n}", [],
            "{\n  \"_public_key\": \"KEY\",\n  \"a\": 1\n}"
        ),
        (
            "others added, one removed",
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"a\",\n    \"b\"\n  ]\n}", ["b", "c", "d"],
            "{\n  \"_public_key\": \"KEY\",\n  \"_recipients\": [\n    \"b\",\n    \"c\",\n    \"d\"\n  ]\n}"
        ),
    ]

    @Test(arguments: cases) func replaces(_ what: String, _ old: String, _ names: [String], _ new: String) throws {
        var entries: [String: Recipient] = [:]
        for name in ["a", "b", "c", "d", "web1", "web2"] { entries[name] = try entry(name) }
        func text(_ pattern: String) -> String {
            let text = pattern.replacing("KEY", with: pair.publicKey.description)
            let parts = text.split(separator: "_recipients", maxSplits: 1).map(String.init)
            guard var tail = parts.dropFirst().first else { return text }
            for (name, recipient) in entries {
                tail = tail.replacing("\"\(name)\"", with: "\"\(recipient.entry)\"", maxReplacements: 1)
            }
            return parts[0] + "_recipients" + tail
        }
        var list = RecipientList()
        for name in names { try list.append(#require(entries[name])) }
        let result = try document(text(old)).replacingRecipients(with: list)
        let replaced = result.withBytes { String(decoding: Array($0), as: UTF8.self) }
        #expect(replaced == text(new))
        #expect(Set(try document(replaced).recipients().entries) == Set(list.entries))
    }

    @Test func aResealedListChangesEveryLineAndNothingElse() throws {
        var list = RecipientList()
        for name in ["a", "b"] { try list.append(entry(name)) }
        let text = "{\n  \"_public_key\": \"\(pair.publicKey)\",\n  \"b\": \"EJ[]\"\n}\n"
        let first = try document(text).replacingRecipients(with: list).withBytes {
            String(decoding: Array($0), as: UTF8.self)
        }
        let resealed = try list.resealed(with: pair.privateKey)
        let second = try document(first).replacingRecipients(with: resealed)
            .withBytes { String(decoding: Array($0), as: UTF8.self) }
        let lines = zip(first.split(separator: "\n"), second.split(separator: "\n"))
        #expect(lines.filter { $0 != $1 }.count == 2)
        try document(second).recipients().verify(with: pair.privateKey)
        #expect(try document(second).recipients().entries.map(\.name) == list.entries.map(\.name))
    }
}
