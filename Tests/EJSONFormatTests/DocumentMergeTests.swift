import Testing

@testable import EJSONFormat

/// Merging what two branches have made of a document.
@Suite struct DocumentMergeTests {
    /// Three versions, `_public_key` left out, and what is made of them.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var base: String?
        var ours: String
        var theirs: String
        var merged: String
        var conflicts: [String] = []

        var testDescription: String { name }
    }

    private static let cases: [Case] = [
        Case(
            name: "different members changed",
            base: "{'a': 1, 'b': 2}", ours: "{'a': 3, 'b': 2}", theirs: "{'a': 1, 'b': 4}", merged: "{'a': 3, 'b': 4}"),
        Case(
            name: "the same change on both sides",
            base: "{'a': 1}", ours: "{'a': 2}", theirs: "{ 'a':2 }", merged: "{'a': 2}"),
        Case(
            name: "members added at the same place",
            base: "{\n  'a': 1\n}\n", ours: "{\n  'a': 1,\n  'b': 2\n}\n", theirs: "{\n  'a': 1,\n  'c': 3\n}\n",
            merged: "{\n  'a': 1,\n  'b': 2,\n  'c': 3\n}\n"),
        Case(
            name: "our layout is kept",
            base: "{'a': 1, 'b': 2}", ours: "{\r\n\t'b' : 3,\r\n\t'a' : 1\r\n}",
            theirs: "{'a': 1, 'b': 2, 'c': {'d': 4}}",
            merged: "{\r\n\t'b' : 3,\r\n\t'a' : 1,\r\n\t'c' : {'d': 4}\r\n}"),
        Case(
            name: "members of nested objects",
            base: "{'a': {'b': {'c': 1}}}", ours: "{'a': {'b': {'c': 1, 'd': 2}}}",
            theirs: "{'a': {'b': {'c': 3}, 'e': 4}}", merged: "{'a': {'b': {'c': 3, 'd': 2}, 'e': 4}}"),
        Case(
            name: "the same object added, with different members",
            base: "{}", ours: "{'a': {'b': 1}}", theirs: "{'a': {'c': 2}}", merged: "{'a': {'b': 1, 'c': 2}}"),
        Case(
            name: "no common version",
            base: nil, ours: "{'a': 1}", theirs: "{'a': 1, 'b': 2}", merged: "{'a': 1, 'b': 2}"),
        Case(
            name: "removed in theirs",
            base: "{\n  'a': 1,\n  'b': 2\n}", ours: "{\n  'a': 3,\n  'b': 2\n}", theirs: "{\n  'a': 1\n}",
            merged: "{\n  'a': 3\n}"),
        Case(
            name: "removed in ours",
            base: "{'a': 1, 'b': 2}", ours: "{'a': 1}", theirs: "{'a': 3, 'b': 2}", merged: "{'a': 3}"),
        Case(
            name: "removed in both",
            base: "{'a': 1, 'b': 2}", ours: "{'a': 1}", theirs: "{'a': 1}", merged: "{'a': 1}"),
        Case(
            name: "an element of an array",
            base: "{'a': [1, 2, 3]}", ours: "{'a': [4, 2, 3]}", theirs: "{'a': [1, 2, 5]}", merged: "{'a': [4, 2, 5]}"),
        Case(
            name: "an array of another length on one side",
            base: "{'a': [1, 2], 'b': 1}", ours: "{'a': [1, 2], 'b': 2}", theirs: "{'a': [1, 2, 3], 'b': 1}",
            merged: "{'a': [1, 2, 3], 'b': 2}"),
        Case(
            name: "an object becomes a number",
            base: "{'a': {'b': 1}, 'c': 1}", ours: "{'a': {'b': 1}, 'c': 2}", theirs: "{'a': 3, 'c': 1}",
            merged: "{'a': 3, 'c': 2}"),
        Case(
            name: "escapes do not matter",
            base: "{'a': 'x', 'b': 1}", ours: "{'a': '\\u0078', 'b': 1}", theirs: "{'\\u0061': 'x', 'b': 2}",
            merged: "{'a': '\\u0078', 'b': 2}"),
        Case(
            name: "both have changed a value",
            base: "{\n  'a': 1,\n  'b': 2\n}\n", ours: "{\n  'a': 3,\n  'b': 2\n}\n",
            theirs: "{\n  'a': 4,\n  'b': 5\n}\n",
            merged: "{\n<<<<<<< ours\n  'a': 3,\n=======\n  'a': 4,\n>>>>>>> theirs\n  'b': 5\n}\n", conflicts: ["a"]),
        Case(
            name: "both have added the same member",
            base: "{\n}\n", ours: "{\n  'a': 1\n}\n", theirs: "{\n  'a': 2\n}\n",
            merged: "{\n<<<<<<< ours\n  'a': 1\n=======\n  'a': 2\n>>>>>>> theirs\n}\n", conflicts: ["a"]),
        Case(
            name: "changed in ours and removed in theirs",
            base: "{\n  'a': 1,\n  'b': 2\n}\n", ours: "{\n  'a': 3,\n  'b': 2\n}\n", theirs: "{\n  'b': 2\n}\n",
            merged: "{\n<<<<<<< ours\n  'a': 3,\n=======\n>>>>>>> theirs\n  'b': 2\n}\n", conflicts: ["a"]),
        Case(
            name: "removed in ours and changed in theirs",
            base: "{\n  'a': 1,\n  'b': 2\n}\n", ours: "{\n  'a': 1\n}\n", theirs: "{\n  'a': 1,\n  'b': 3\n}\n",
            merged: "{\n<<<<<<< ours\n  'a': 1\n=======\n  'a': 1,\n  'b': 3\n>>>>>>> theirs\n}\n", conflicts: ["b"]),
        Case(
            name: "arrays of other lengths",
            base: "{\n  'a': [1],\n  'b': 1\n}\n", ours: "{\n  'a': [1, 2],\n  'b': 1\n}\n",
            theirs: "{\n  'a': [],\n  'b': 1\n}\n",
            merged: "{\n<<<<<<< ours\n  'a': [1, 2],\n=======\n  'a': [],\n>>>>>>> theirs\n  'b': 1\n}\n",
            conflicts: ["a"]),
        Case(
            name: "a conflict beside a clean addition",
            base: "{\n  'a': 1\n}\n", ours: "{\n  'a': 2\n}\n", theirs: "{\n  'a': 3,\n  'b': 4\n}\n",
            merged: "{\n<<<<<<< ours\n  'a': 2,\n=======\n  'a': 3,\n>>>>>>> theirs\n  'b': 4\n}\n", conflicts: ["a"]),
        Case(
            name: "two conflicts, apart",
            base: "{\n'a': 1,\n'b': 2,\n'c': 3\n}", ours: "{\n'a': 4,\n'b': 2,\n'c': 5\n}",
            theirs: "{\n'a': 6,\n'b': 2,\n'c': 7\n}",
            merged: "{\n<<<<<<< ours\n'a': 4,\n=======\n'a': 6,\n>>>>>>> theirs\n'b': 2,\n"
                + "<<<<<<< ours\n'c': 5\n=======\n'c': 7\n>>>>>>> theirs\n}",
            conflicts: ["a", "c"]),
        Case(
            name: "one line, with its line end",
            base: "{'a': 1}\r\n", ours: "{'a': 2}\r\n", theirs: "{'a': 3}\r\n",
            merged: "<<<<<<< ours\r\n{'a': 2}\r\n=======\r\n{'a': 3}\r\n>>>>>>> theirs\r\n", conflicts: ["a"]),
        Case(
            name: "one line without a line end",
            base: "{'a': 1}", ours: "{'a': 2}", theirs: "{'a': 3}",
            merged: "<<<<<<< ours\n{'a': 2}\n=======\n{'a': 3}\n>>>>>>> theirs\n", conflicts: ["a"]),
    ]

    private static func version(_ text: String) throws -> MergeVersion {
        try MergeVersion(Array(text.replacing("'", with: "\"").utf8))
    }

    @Test(arguments: cases)
    func merges(_ example: Case) throws {
        let merged = try mergeDocuments(
            base: example.base.map(Self.version), ours: Self.version(example.ours),
            theirs: Self.version(example.theirs), markers: ConflictMarkers())
        #expect(String(decoding: merged.text, as: UTF8.self) == example.merged.replacing("'", with: "\""))
        #expect(merged.conflicts.map(\.description) == example.conflicts)
        #expect(merged.foreignValues.isEmpty)
    }

    /// Taking all of ours, or all of theirs, between the markers gives JSON.
    @Test(arguments: cases.filter { !$0.conflicts.isEmpty })
    func eitherSideOfAConflictIsJSON(_ example: Case) throws {
        let lines = example.merged.replacing("'", with: "\"").split(whereSeparator: \.isNewline)
        for side in ["ours", "theirs"] {
            var current: String?
            let taken = lines.filter { line in
                if line == "<<<<<<< ours" {
                    current = "ours"
                } else if line == "=======" {
                    current = "theirs"
                } else if line == ">>>>>>> theirs" {
                    current = nil
                } else {
                    return current == nil || current == side
                }
                return false
            }
            _ = try MergeVersion(Array(taken.joined(separator: "\n").utf8))
        }
    }

    @Test func markersHaveTheSizeThatGitAsksFor() throws {
        let merged = try mergeDocuments(
            base: Self.version("{'a': 1}"), ours: Self.version("{'a': 2}"), theirs: Self.version("{'a': 3}"),
            markers: ConflictMarkers(size: 9))
        #expect(merged.text.starts(with: "<<<<<<<<< ours\n".utf8))
    }

    // MARK: The public key

    private static func sealed(_ character: Character) -> String {
        "EJ[1:\(String(repeating: character, count: 43))=:\(String(repeating: character, count: 32)):"
            + "\(String(repeating: character, count: 32))]"
    }

    /// Base, ours and theirs: a key and the members sealed to it, each with a placeholder for its message; the foreign
    /// values, and whether it is a conflict.
    struct KeyCase: Sendable, CustomTestStringConvertible {
        var name: String
        var versions: [[String]]
        var foreign: [String] = []
        var isConflict = false

        var testDescription: String { name }
    }

    @Test(arguments: [
        KeyCase(name: "rotated in ours", versions: [["k", "aA"], ["n", "aB"], ["k", "aA"]]),
        KeyCase(name: "rotated in theirs", versions: [["k", "aA"], ["k", "aA"], ["n", "aB"]]),
        KeyCase(name: "rotated in both, to one key", versions: [["k", "aA"], ["n", "aB"], ["n", "aB", "bC"]]),
        KeyCase(
            name: "rotated in ours, added in theirs", versions: [["k", "aA"], ["n", "aB"], ["k", "aA", "bC"]],
            foreign: ["b"], isConflict: true),
        KeyCase(
            name: "added in ours, rotated in theirs", versions: [["k", "aA"], ["k", "aA", "bC"], ["n", "aB"]],
            foreign: ["b"], isConflict: true),
        KeyCase(
            name: "rotated in ours, changed in theirs", versions: [["k", "aA"], ["n", "aB"], ["k", "aC"]],
            foreign: ["a"], isConflict: true),
        KeyCase(
            name: "rotated in both, to different keys", versions: [["k", "aA"], ["n", "aB"], ["m", "aC"]],
            foreign: ["a"], isConflict: true),
        KeyCase(
            name: "documents of their own", versions: [["n", "aB"], ["m", "bC"]], foreign: ["b"], isConflict: true),
    ])
    func neverMixesKeys(_ example: KeyCase) throws {
        var versions = try example.versions.map { version in
            let members = version.dropFirst().map { member in
                ",\n'\(member.prefix(1))': '\(Self.sealed(member.last ?? "A"))'"
            }
            return try Self.version("{\n'_public_key': '\(version[0])'" + members.joined() + "\n}\n")
        }
        let (theirs, ours) = (versions.removeLast(), versions.removeLast())
        let merged = try mergeDocuments(base: versions.last, ours: ours, theirs: theirs, markers: ConflictMarkers())
        let conflicts = merged.conflicts.map(\.description)
        #expect(merged.foreignValues.map(\.description) == example.foreign)
        #expect(conflicts.contains("_public_key") == example.isConflict)
        #expect(example.foreign.allSatisfy(conflicts.contains))
        #expect(String(decoding: merged.text, as: UTF8.self).contains("<<<<<<<") == example.isConflict)
    }

    // MARK: What is left to people

    @Test(arguments: [
        ("{'a': 1, 'a': 2}", MergeProblem.duplicateKey(ValuePath(components: ["a"]))),
        ("{'\\u005fa': 1}", MergeProblem.escapedUnderscore(ValuePath(components: ["_a"]))),
    ])
    func refuses(_ text: String, _ problem: MergeProblem) throws {
        for position in 0..<3 {
            var versions = try (0..<3).map { try Self.version("{'b': \($0)}") }
            versions[position] = try Self.version(text)
            #expect(throws: problem) {
                try mergeDocuments(
                    base: versions[0], ours: versions[1], theirs: versions[2], markers: ConflictMarkers())
            }
        }
    }

    /// A member is not added if it would change the selection of a later value.
    @Test func refusesToChangeWhatIsSealed() throws {
        let message = Self.sealed("A")
        #expect(throws: MergeProblem.changedSelection) {
            try mergeDocuments(
                base: Self.version("{'_a': [{'b': 1}, '\(message)'], 'c': 1}"),
                ours: Self.version("{'_a': [{'b': 1}, '\(message)'], 'c': 2}"),
                theirs: Self.version("{'_a': [{'b': 1, '_d': 2}, '\(message)'], 'c': 1}"),
                markers: ConflictMarkers())
        }
    }
}
