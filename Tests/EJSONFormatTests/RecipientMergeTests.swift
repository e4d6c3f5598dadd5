import Testing

@testable import EJSONFormat

/// Lists of recipients are merged by name. A version is its public key and its entries, written here as a name and what
/// stands for key and box.
@Suite struct RecipientMergeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var base: String?
        var ours: String
        var theirs: String
        /// `nil` for a conflict.
        var merged: String?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "different hosts added", base: "k a", ours: "k a b", theirs: "k a c", merged: "k a b c"),
        Case(name: "several", base: "k a b", ours: "k a b c d", theirs: "k a e b f", merged: "k a b c d e f"),
        Case(name: "added on one side", base: "k a", ours: "k a", theirs: "k a b", merged: "k a b"),
        Case(name: "the same line on both sides", base: "k a", ours: "k a b", theirs: "k a b", merged: "k a b"),
        Case(name: "the same host on both sides", base: "k a", ours: "k a b1", theirs: "k a b2", merged: "k a b1"),
        Case(name: "the same name, other keys", base: "k a", ours: "k a b", theirs: "k a B"),
        Case(name: "in another order", base: "k a b", ours: "k a b c", theirs: "k b a d", merged: "k a b c d"),
        Case(name: "no common version", base: nil, ours: "k a b", theirs: "k a c", merged: "k a b c"),
        Case(name: "new key pair in ours", base: "k a b", ours: "n a1", theirs: "k a b", merged: "n a1"),
        Case(name: "new key pair in theirs", base: "k a b", ours: "k a b", theirs: "n a1", merged: "n a1"),
        Case(name: "new key pair in ours, a host added in theirs", base: "k a b", ours: "n a1", theirs: "k a b c"),
        Case(name: "a host added in ours, new key pair in theirs", base: "k a b", ours: "k a b c", theirs: "n a1"),
        Case(name: "a host in place of another", base: "k a b", ours: "n a1 b1", theirs: "k a c"),
        Case(name: "both on a new key pair", base: "k a", ours: "n a1 b", theirs: "n a1 c", merged: "n a1 b c"),
    ]

    /// A box stands in capitals for another key, in a digit for another box.
    private static func text(_ version: String) -> String {
        let words = version.split(separator: " ")
        let entries = words.dropFirst().map { word in
            let name = word.prefix(1).lowercased()
            return "    \"\(name) key\(word.prefix(1)) box\(word)\""
        }
        return
            "{\n  \"_public_key\": \"\(words[0])\",\n  \"_recipients\": [\n\(entries.joined(separator: ",\n"))\n  ],\n"
            + "  \"a\": \"x\"\n}\n"
    }

    private static func version(_ version: String) throws -> MergeVersion {
        try MergeVersion(Array(text(version).utf8))
    }

    @Test(arguments: cases) func merges(_ example: Case) throws {
        let merged = try mergeDocuments(
            base: example.base.map(Self.version), ours: Self.version(example.ours),
            theirs: Self.version(example.theirs), markers: ConflictMarkers())
        guard let expected = example.merged else {
            #expect(merged.conflicts.contains { $0.hasPrefix("_recipients") }, "\(merged.conflicts)")
            return
        }
        #expect(merged.conflicts == [])
        #expect(String(decoding: merged.text, as: UTF8.self) == Self.text(expected))
    }

    /// A value that both have changed is marked beside a list that merges.
    @Test func othersConflictAsBefore() throws {
        func version(_ list: String, _ value: String) throws -> MergeVersion {
            try MergeVersion(Array(Self.text(list).replacing("\"x\"", with: "\"\(value)\"").utf8))
        }
        let merged = try mergeDocuments(
            base: version("k a", "x"), ours: version("k a b", "y"), theirs: version("k a c", "z"),
            markers: ConflictMarkers())
        #expect(merged.conflicts == ["a"])
        let lines = String(decoding: merged.text, as: UTF8.self).split(separator: "\n").map { $0.prefix(8) }
        #expect(
            lines == [
                "{", "  \"_publ", "  \"_reci", "    \"a k", "    \"b k", "    \"c k", "  ],", "<<<<<<< ", "  \"a\": \"",
                "=======", "  \"a\": \"", ">>>>>>> ", "}",
            ])
    }

    /// What is no list of recipients is a value like others.
    @Test(arguments: ["[1]", "{}", "\"x\"", "[\"a x\", \"a y\"]"]) func leavesAloneWhatIsNoList(_ json: String) throws {
        let theirs = try MergeVersion(Array("{\"_public_key\": \"k\", \"_recipients\": \(json)}".utf8))
        let ours = try Self.version("k a")
        #expect(MergeVersion.mergingRecipients(base: nil, ours: ours, theirs: theirs) == nil)
    }
}
