import Foundation
import Testing

/// `ejson check`.
@Suite struct CheckTests {
    private static let message =
        "EJ[1:NYBy1jZYgNGu6jKa35EhODhR7SGijjt16WXQ0s0WYlQ=:AgICAgICAgICAgICAgICAgICAgICAgIC:UUN3UmRObiXBKdUSFuwYj9wJ+H3KZA==]"

    /// The members of a document, the first on line 2, and how the findings begin after the file's name.
    private static let documents: [(members: String, findings: [String])] = [
        (#""a": "\#(message)""#, []),
        (#""_a": "x", "b": 1, "c": null, "d": {"_e": "x"}, "f": []"#, []),
        (#""a": "x""#, ["2:6: a: \(Said.notEncrypted)"]),
        (#""a": """#, ["2:6: a: \(Said.notEncrypted)"]),
        (#""ü": {"b.c": ["\#(message)", "x"]}"#, ["2:\(19 + message.count): /ü/b.c/1: \(Said.notEncrypted)"]),
        ("\"a\": \"x\",\n\"b\": \"y\"", ["2:6: a: \(Said.notEncrypted)", "3:6: b: \(Said.notEncrypted)"]),
        (#""a": [{"_b": 1}, "x"]"#, ["2:18: a.1: \(Said.notEncrypted)"]),
        (#""_a": [{"b": 1}, "x"]"#, ["2:18: _a.1: \(Said.notEncrypted)"]),
        (
            #""a": "x", "b": "\#(message.replacing("EJ[1", with: "EJ[2"))""#,
            [
                "2:6: a: \(Said.notEncrypted)",
                "2:16: b: \(Said.unknownVersion)",
            ]
        ),
        (
            #""a": "\#(message.replacing("==]", with: "]"))""#,
            [
                "2:6: a: \(Said.malformedBox)"
            ]
        ),
        (
            "\"_a\": \"x\ny\"",
            ["2:7: _a: \(Said.lineBreak)"]
        ),
        (#""a": x"#, ["2:6: \(Said.unquotedValue)"]),
    ]

    @Test(arguments: documents)
    func tellsAllThatIsWrong(_ members: String, _ findings: [String]) throws {
        let scratch = try Scratch()
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\",\n\(members)}\n")
        let result = try scratch.shell("$EJSON check secrets.ejson")
        let lines = result.error.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("To seal them") }
        #expect(lines.count == findings.count)
        for (line, finding) in zip(lines, findings) { #expect(line.hasPrefix("secrets.ejson:\(finding)")) }
        #expect(result.status == (findings.isEmpty ? 0 : 1) && result.output.isEmpty)

        let quiet = try scratch.shell("$EJSON check --quiet secrets.ejson")
        #expect(quiet.status == result.status && quiet.output.isEmpty && quiet.error.isEmpty)
        let input = try scratch.shell("$EJSON check - < secrets.ejson")
        #expect(input.status == result.status)
        #expect(findings.allSatisfy { input.error.contains("standard input:\($0)") }, "\(input.error)")
    }

    private struct Report: Decodable {
        struct Finding: Decodable {
            var file: String, line: Int?, column: Int?, path: String?, code: String, message: String
        }
        var documents: Int, findings: [Finding]
    }

    private func json(_ scratch: Scratch, _ arguments: String) throws -> Report {
        let result = try scratch.shell("$EJSON check --json \(arguments)")
        #expect(result.error.isEmpty, "\(result.error)")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
        #expect(result.status == (report.findings.isEmpty ? 0 : 1))
        return report
    }

    @Test func printsJSON() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        try scratch.write("{}", to: "none.ejson")
        let report = try json(scratch, "secrets.ejson none.ejson missing.ejson")
        #expect(report.documents == 3)
        #expect(report.findings.map(\.file) == ["secrets.ejson", "none.ejson", "missing.ejson"])
        #expect(report.findings.map(\.code) == ["notEncrypted", "missingPublicKey", "inputOutput"])
        #expect(report.findings[0].line == 1 && report.findings[0].column == 97)
        #expect(report.findings[0].path == "password" && report.findings[0].message == Said.notEncrypted)
        #expect(report.findings[1].line == nil && report.findings[1].path == nil)
        try scratch.writeSealed()
        #expect(try json(scratch, "secrets.ejson").findings.isEmpty)
    }

    @Test func saysWhatToRun() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        try scratch.git("mv secrets.ejson 'a b.ejson'")
        let result = try scratch.shell("$EJSON check 'a b.ejson'")
        #expect(result.error.contains("ejson encrypt 'a b.ejson'"))
    }

    // MARK: Directories

    @Test func looksThroughDirectories() throws {
        let scratch = try Scratch()
        try scratch.git(
            """
            mkdir -p tree/a/b 'tree/odd
            name' tree/.git elsewhere
            printf '%s' '\(Scratch.plain)' > plain
            cp plain tree/z.ejson; cp plain tree/a/b/c.ejson; cp plain 'tree/odd
            name/ü.ejson'; cp plain tree/.git/x.ejson; cp plain tree/a.json; cp plain elsewhere/x.ejson
            ln -s ../elsewhere tree/link; ln -s .. tree/a/loop; ln -s ../plain tree/linked.ejson
            """)
        let files = ["linked.ejson", "z.ejson", "a/b/c.ejson", "odd\nname/ü.ejson"]
        #expect(try json(scratch, "tree").findings.map(\.file) == files.map { "tree/\($0)" })
        let inside = try scratch.shell("cd tree && $EJSON check .")
        #expect(inside.error.hasPrefix("linked.ejson:1:97: password: \(Said.notEncrypted)\nz.ejson:"))
        #expect(inside.error.contains("odd\\u{a}name/ü.ejson:1:97: "))
    }

    @Test func saysWhenADirectoryHasNoDocument() throws {
        let scratch = try Scratch()
        let result = try scratch.shell("mkdir empty; $EJSON check empty")
        #expect(result.status == 0 && result.error.hasPrefix("Warning: "))
    }

    // MARK: Keys that lie about

    /// What is done to a repository with a key `keys/KEY` and a document, and whether the key is reported.
    @Test(arguments: [
        ("true", true),
        ("echo /keys > .gitignore", false),
        ("git add --all; echo /keys > .gitignore", true),
        ("mv keys/* keys/other", false),
        ("echo 00 > keys/$(ls keys)", false),
        ("rm -rf .git", false),
    ])
    func tellsKeysThatGitTakes(_ script: String, _ isTold: Bool) throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.writeSealed()
        try scratch.git("rm .git/info/exclude; \(script)")
        let report = try json(scratch, ".")
        #expect(report.findings.map(\.code) == (isTold ? ["privateKeyInGit"] : []))
        #expect(report.findings.allSatisfy { $0.file == "keys/\(Scratch.publicKey)" })
    }

    /// What is done in a directory with a key `keys/KEY` and a document, and whether the key is reported.
    @Test(arguments: [
        ("true", false),
        ("touch Dockerfile", true), ("touch prod.Dockerfile", true), ("touch Dockerfile.dev", true),
        ("touch Dockerfile.dockerignore", false),
        ("mkdir image; touch image/Dockerfile", false),
        ("touch Dockerfile; rm secrets.ejson", false),
        ("touch Dockerfile; echo keys > .dockerignore", false),
        ("touch Dockerfile; echo '# keys' > .dockerignore", true),
        ("touch Dockerfile; echo '/keys/*' > .dockerignore", false),
        ("touch Dockerfile; echo '*.ejson' > .dockerignore", false),
        ("touch Dockerfile; echo '*' > .dockerignore", false),
        ("touch Dockerfile; printf '*\\n!keys\\n' > .dockerignore", false),
        ("touch Dockerfile; printf '*\\n!keys\\n!*.ejson\\n' > .dockerignore", true),
        ("mkdir a; mv keys a; touch Dockerfile; echo 'keys' > .dockerignore", true),
        ("mkdir a; mv keys a; touch Dockerfile; echo '**/keys' > .dockerignore", false),
    ])
    func tellsKeysInABuildContext(_ script: String, _ isTold: Bool) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.git(script)
        #expect(try json(scratch, ".").findings.map(\.code) == (isTold ? ["privateKeyInBuildContext"] : []))
        let tree = scratch.url.lastPathComponent
        #expect(
            try json(scratch, "../\(tree)").findings.map(\.code) == (isTold ? ["privateKeyInBuildContext"] : []))
    }

    // MARK: --open

    @Test func opensEveryValue() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "x", "b": {"c": "y"}"#)
        #expect(try scratch.shell("$EJSON check --open secrets.ejson").status == 0)
        #expect(try scratch.shell("cat keys/* | $EJSON check --open --key-from-stdin secrets.ejson").status == 0)

        try scratch.seal(#""a": "\#(Self.message)", "b": "x", "c": "\#(Self.message)""#)
        #expect(try scratch.shell("$EJSON check secrets.ejson").status == 0)
        let result = try scratch.shell("$EJSON check --open secrets.ejson")
        #expect(result.status == 1)
        #expect(result.error.matches(of: /secrets.ejson:1:[0-9]+: [ac]: the box does not open:/).count == 2)

        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\",\n\"a\": \"\(Self.message)\",\n\"b\": \"x\"}\n")
        let both = try scratch.shell("$EJSON check --open secrets.ejson").error
        #expect(
            both.contains("secrets.ejson:2:6: a: \(Said.doesNotOpen)")
                && both.contains(":3:6: b: \(Said.notEncrypted)\n"))

        let missing = try scratch.shell("rm keys/*; $EJSON check --open secrets.ejson")
        #expect(missing.status == 1 && missing.error.contains("secrets.ejson: \(Said.noPrivateKey)"))
        #expect(missing.error.hasPrefix("secrets.ejson:3:6: b: \(Said.notEncrypted)\n"))

        // What could not be opened is a finding, also when all else is well.
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"\(Self.message)\"}")
        #expect(try scratch.shell("$EJSON check secrets.ejson").status == 0)
        #expect(try scratch.shell("$EJSON check --open secrets.ejson").status == 1)
    }

    @Test func recordsWhatItOpens() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "x""#)
        let result = try scratch.shell(
            """
            EJSON_AUDIT=log $EJSON check secrets.ejson; test ! -e log
            $EJSON check --open --audit log secrets.ejson
            EJSON_KEYDIR=none $EJSON check --open --audit log secrets.ejson
            cat log
            """)
        #expect(result.output.matches(of: /"outcome": "checked"/).count == 1, "\(result.output)\(result.error)")
        #expect(result.output.matches(of: /"outcome": "refused", .* "reason": "keyNotFound"/).count == 1)
    }

    // MARK: --staged

    @Test func looksAtWhatIsStaged() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.write(Scratch.plain)
        try scratch.git("git add secrets.ejson; $EJSON encrypt secrets.ejson")
        let staged = try scratch.shell("$EJSON check --staged")
        #expect(staged.status == 1)
        #expect(
            staged.error.hasPrefix("secrets.ejson:1:97: password: \(Said.notEncrypted)\n")
                && staged.error.contains("ejson encrypt secrets.ejson && git add secrets.ejson"))

        try scratch.git("git add secrets.ejson; printf '%s' '\(Scratch.plain)' > secrets.ejson")
        #expect(try scratch.shell("$EJSON check --staged").status == 0)
        try scratch.git("git commit -qm one; $EJSON check --staged")
        try scratch.git("git rm -qf secrets.ejson; $EJSON check --staged")
    }

    /// A link that becomes a file is neither new nor changed for git, but of another type.
    @Test func looksAtALinkThatBecameAFile() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git("ln -s elsewhere secrets.ejson; git add secrets.ejson; git commit -qm one; rm secrets.ejson")
        try scratch.write(Scratch.plain)
        try scratch.git("git add secrets.ejson")
        let staged = try scratch.shell("$EJSON check --staged")
        #expect(staged.status == 1 && staged.error.contains("secrets.ejson:1:97: password: \(Said.notEncrypted)"))
    }

    /// What has the name of a key and cannot be read may be one.
    @Test func aKeyThatCannotBeReadIsAFinding() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "x""#)
        _ = try scratch.shell("rm -r keys; mkdir sub; ln -s \(Scratch.publicKey) sub/\(Scratch.publicKey)")
        let result = try scratch.shell("EJSON_KEYDIR=/none $EJSON check .")
        #expect(result.status == 1 && result.error.contains("sub/\(Scratch.publicKey)"), "\(result.error)")
    }

    @Test func stagedFilesHaveAnyName() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git(
            """
            mkdir -p 'sub dir'
            for name in 'a b.ejson' '-x.ejson' 'ü".ejson' ':1:y.ejson' 'sub dir/c.ejson'; do
                printf '%s' '\(Scratch.plain)' > "$name"
            done
            printf '%s' '\(Scratch.plain)' > "$(printf 'l\\nf.ejson')"
            ln -s 'a b.ejson' link.ejson
            git add --all
            """)
        let files = [
            "-x.ejson", ":1:y.ejson", "a b.ejson", "l\nf.ejson", "sub dir/c.ejson", "ü\".ejson",
        ]
        #expect(try json(scratch, "--staged").findings.map(\.file) == files)
        let inside = try scratch.git("cd 'sub dir'; $EJSON check --staged --json || true")
        let report = try JSONDecoder().decode(Report.self, from: Data(inside.utf8))
        #expect(report.findings.map(\.file) == files.map { $0 == "sub dir/c.ejson" ? "c.ejson" : "../\($0)" })
    }

    @Test func stagedKeysAreTold() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git("git add --force keys")
        #expect(try json(scratch, "--staged").findings.map(\.code) == ["privateKeyInGit"])
    }

    @Test func worksInAWorktreeAndNowhereElse() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.writeSealed()
        try scratch.git(
            """
            git add secrets.ejson; git commit -qm one; git worktree add -q ../$(basename "$PWD")-tree
            cd ../$(basename "$PWD")-tree; printf '%s' '\(Scratch.plain)' > new.ejson; git add new.ejson
            """)
        defer { _ = try? scratch.shell("rm -rf ../$(basename \"$PWD\")-tree") }
        let result = try scratch.shell("cd ../$(basename \"$PWD\")-tree; $EJSON check --staged")
        #expect(result.status == 1 && result.error.hasPrefix("new.ejson:1:97: password: \(Said.notEncrypted)\n"))
        #expect(try scratch.shell("$EJSON check --staged").status == 0)

        let outside = try scratch.shell("cd /; $EJSON check --staged")
        #expect(outside.status == 1)
        #expect(outside.errorLine.hasPrefix("Not checked: \(Said.notAWorkingTree)"))
        let without = try scratch.shell("PATH=/var/empty; $EJSON check --staged")
        #expect(without.errorLine.hasPrefix("Not checked: \(Said.cannotRunGit)"))
    }

    /// What a killed command has left is named, and what is in it is checked like any other document.
    @Test(arguments: [
        ("mkdir .ejson-tmp-1", ["leftover"], 0),
        ("mkdir .ejson-tmp-1; cp secrets.ejson .ejson-tmp-1", ["leftover"], 0),
        ("mkdir -p sub/.ejson-tmp-1; echo '{}' > sub/.ejson-tmp-1/out.json", ["leftover"], 0),
        ("mkdir .ejson-tmp-1; cp plain .ejson-tmp-1/secrets.ejson", ["notEncrypted", "leftover"], 1),
    ])
    func namesWhatKilledCommandsLeave(_ script: String, _ codes: [String], _ status: Int32) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write(Scratch.plain, to: "plain")
        #expect(try scratch.shell(script).status == 0)
        let output = try scratch.shell("$EJSON check --json .").output
        #expect(
            try JSONDecoder().decode(Report.self, from: Data(output.utf8)).findings.map(\.code) == codes, "\(output)")
        let result = try scratch.shell("$EJSON check .")
        #expect(result.status == status)
        #expect(result.error.contains(".ejson-tmp-1: warning: left by a command that was killed"), "\(result.error)")
        #expect(result.error.contains("rm -r "), "\(result.error)")
        #expect(!result.error.contains("run: ejson encrypt .ejson-tmp"), "\(result.error)")
    }

    @Test(arguments: ["", "--staged secrets.ejson", "--key-from-stdin secrets.ejson", "--open --key-from-stdin a b"])
    func wrongUsage(_ arguments: String) throws {
        #expect(try Scratch().shell("$EJSON check \(arguments)").status == 64)
    }
}
