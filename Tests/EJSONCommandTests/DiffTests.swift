import Foundation
import Testing

/// `ejson diff`.
@Suite struct DiffTests {
    /// The members of two documents, and the differences with and without the key.
    @Test(arguments: [
        (#""a": "x", "_b": 1"#, #" "_b" : 1,  "a":"x""#, "", "~ a\n"),
        (#""a": "x""#, #""a": "y""#, "~ a\n", "~ a\n"),
        (#""a": 1"#, #""a": 1, "b": {"c": 2, "d": []}"#, "+ b.c\n+ b.d\n", "+ b.c\n+ b.d\n"),
        (#""a": 1, "b.c": null, "d": [1, 2]"#, #""d": [1]"#, "- a\n- /b.c\n- d.1\n", "- a\n- /b.c\n- d.1\n"),
        (#""a": {"b": 1}"#, #""a": true"#, "+ a\n- a.b\n", "+ a\n- a.b\n"),
        (#""é": 1, "a": 1, "a": 2"#, #""e\#u{301}": 1, "a": 2"#, "+ e\u{301}\n- é\n", "+ e\u{301}\n- é\n"),
    ])
    func comparesByPath(_ old: String, _ new: String, _ withKey: String, _ withoutKey: String) throws {
        let scratch = try Scratch()
        try scratch.seal(old, to: "old.ejson")
        try scratch.seal(new, to: "new.ejson")
        for (keydir, expected) in [("keys", withKey), ("none", withoutKey)] {
            let result = try scratch.shell("$EJSON diff --keydir \(keydir) old.ejson new.ejson")
            #expect(Array(result.output.utf8) == Array(expected.utf8), "\(result.output)")
            #expect(result.status == (expected.isEmpty ? 0 : 1) && result.error.isEmpty)
            let quiet = try scratch.shell("$EJSON diff --quiet --keydir \(keydir) old.ejson new.ejson")
            #expect(quiet.status == result.status && quiet.output.isEmpty)
        }
        #expect(try scratch.shell("$EJSON diff old.ejson - < old.ejson").status == 0)
    }

    @Test func showsValuesWhenAsked() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "x\n", "b": 1, "gone": "g""#, to: "old.ejson")
        try scratch.seal(#""a": "y", "b": [], "new": "n""#, to: "new.ejson")
        let result = try scratch.shell("$EJSON diff --values old.ejson new.ejson")
        #expect(
            result.output == """
                ~ a: "x\\n" -> "y"
                ~ b: 1 -> []
                + new: "n"
                - gone: "g"

                """)
        let without = try scratch.shell("$EJSON diff --values --keydir none old.ejson new.ejson").output
        #expect(without.matches(of: /~ a: sealed [0-9a-f]{8} -> sealed [0-9a-f]{8}\n/).count == 1)
    }

    @Test func tellsWhatIsNoLongerSealed() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write(Scratch.plain, to: "plain.ejson")
        #expect(try scratch.shell("$EJSON diff secrets.ejson plain.ejson").output == "~ password (no longer sealed)\n")
        #expect(try scratch.shell("$EJSON diff plain.ejson secrets.ejson").output == "~ password (now sealed)\n")
        for (files, isNowSealed) in [("secrets.ejson plain.ejson", false), ("plain.ejson secrets.ejson", true)] {
            let output = try scratch.shell("$EJSON diff --json \(files)").output
            let shown = try JSONDecoder().decode(Shown.self, from: Data(output.utf8)).differences
            #expect(shown.map(\.now_sealed) == [isNowSealed], "\(output)")
        }
    }

    private struct Shown: Decodable {
        struct Difference: Decodable {
            var path: String, change: String, now_sealed: Bool?, old: String?, new: String?
        }
        var differences: [Difference]
    }

    @Test func printsJSON() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "x", "b": "y""#, to: "old.ejson")
        try scratch.seal(#""a": "z\"", "c": "y""#, to: "new.ejson")
        for (option, hasValues) in [("", false), ("--values", true)] {
            let result = try scratch.shell("$EJSON diff --json \(option) old.ejson new.ejson")
            let shown = try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8)).differences
            #expect(result.status == 1)
            #expect(shown.allSatisfy { $0.now_sealed == nil })
            #expect(shown.map(\.path) == ["a", "c", "b"] && shown.map(\.change) == ["changed", "added", "removed"])
            #expect(shown.map(\.old) == (hasValues ? ["x", nil, "y"] : [nil, nil, nil]))
            #expect(shown.map(\.new) == (hasValues ? ["z\"", "y", nil] : [nil, nil, nil]))
        }
        let same = try scratch.shell("$EJSON diff --json old.ejson old.ejson")
        #expect(same.status == 0)
        #expect(try JSONDecoder().decode(Shown.self, from: Data(same.output.utf8)).differences.isEmpty)
    }

    @Test func recordsWhatItOpens() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let result = try scratch.shell(
            """
            $EJSON diff --audit log secrets.ejson secrets.ejson; EJSON_AUDIT=log $EJSON diff --values secrets.ejson - < secrets.ejson
            $EJSON diff --keydir none --audit log secrets.ejson secrets.ejson; cat log
            """)
        let outcomes = result.output.matches(of: /"outcome": "([a-z]+)"/).map { String($0.1) }
        #expect(outcomes == ["checked", "checked", "delivered", "delivered"], "\(result.output)\(result.error)")
    }

    @Test func comparesWithTheLastCommit() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git("mkdir sub")
        try scratch.seal(#""a": "x""#, to: "sub/s.ejson")
        try scratch.git(
            "git add --all; git commit -qm one; $EJSON diff sub/s.ejson; cd sub; $EJSON diff s.ejson")
        try scratch.seal(#""a": "y""#, to: "sub/s.ejson")
        for script in ["$EJSON diff sub/s.ejson", "cd sub; git add .; $EJSON diff s.ejson"] {
            let result = try scratch.shell(script)
            #expect(result.status == 1 && result.output == "~ a\n", "\(result.error)")
        }
    }

    /// Errors have status 2 or above, as with diff(1).
    @Test(arguments: [
        ("none.ejson secrets.ejson", 2, "Not compared: none.ejson: \(Said.cannotOpen): \(Said.noSuchFile)"),
        ("secrets.ejson bad.ejson", 2, "Not compared: bad.ejson:1:2: \(Said.expectedKey)"),
        (
            "secrets.ejson", 2,
            "Not compared: secrets.ejson \(Said.notInLastCommit)"
        ),
        ("", 64, nil), ("-", 64, nil), ("- -", 64, nil),
    ])
    func trouble(_ arguments: String, _ status: Int32, _ words: String?) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write("{x", to: "bad.ejson")
        let result = try scratch.shell("$EJSON diff \(arguments)")
        #expect(result.status == status)
        if let words { #expect(result.errorLine.hasPrefix(words)) }
    }

    @Test func colorsAreForTerminals() throws {
        try require(program: "script")
        let scratch = try Scratch()
        try scratch.seal(#""a": "x""#, to: "old.ejson")
        try scratch.seal(#""b": "x""#, to: "new.ejson")
        let result = try scratch.shell("TERM=xterm script -qec \"$EJSON diff old.ejson new.ejson\" /dev/null")
        #expect(result.output.contains("\u{1B}[32m+ b\u{1B}[0m") && result.output.contains("\u{1B}[31m- a\u{1B}[0m"))
    }
}
