import Foundation
import Testing

/// `ejson list`.
@Suite struct ListTests {
    private static let document = """
        {
          "_public_key": "\(Scratch.publicKey)",
          "environment": {"_USER": "comment-text", "A": "secret-text"},
          "hosts": ["secret-text", {"port": 4711, "on": true, "off": null}, []],
          "tls.key": "secret-text",
          "": {},
          "again": "secret-text", "again": "secret-text"
        }
        """

    /// A document with sealed values, a plaintext and a malformed one.
    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(Self.document)
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
        let malformed = "EJ[2:\(String(repeating: "0", count: 44)):\(String(repeating: "0", count: 32)):x]"
        let members = "\"late\": \"secret-text\", \"bad\": \"\(malformed)\", \"\": {}"
        try scratch.write(try scratch.read().replacing("\"\": {}", with: members))
        return scratch
    }

    @Test func showsATree() throws {
        let scratch = try scratch()
        let result = try Command.run(
            ["list", "secrets.ejson"], environment: ["EJSON_KEYDIR": "/none"], in: scratch.url)
        #expect(result.status == 0 && result.error.isEmpty)
        #expect(
            result.output
                == """
                secrets.ejson
                ├── _public_key   public key
                ├── environment
                │   ├── _USER     comment
                │   └── A         sealed
                ├── hosts
                │   ├── 0         sealed
                │   ├── 1
                │   │   ├── port  number
                │   │   ├── on    boolean
                │   │   └── off   null
                │   └── 2
                ├── tls.key       sealed
                ├── late          plaintext
                ├── bad           malformed
                ├── ""
                ├── again         sealed, hidden by a later one
                └── again         sealed

                """)
        #expect(!result.output.contains("-text") && !result.output.contains("EJ["))
    }

    @Test func theKeysTellWhatWasSealedInOneGo() throws {
        let scratch = try scratch()
        #expect(try scratch.run(["set", "secrets.ejson", "new", "--value", "x"]).status == 0)
        let lines = try scratch.run(["list", "--keys", "secrets.ejson"]).output.split(separator: "\n")
        func key(_ name: String) -> String? {
            lines.first { $0.contains(" \(name) ") }?.firstMatch(of: /sealed +([0-9a-f]{8})$/).map { String($0.1) }
        }
        #expect(key("A") != nil && key("A") == key("tls.key"))
        #expect(key("new") != nil && key("new") != key("A"))
        #expect(key("late") == nil)
    }

    /// The JSON, with the ephemeral key shortened.
    @Test func printsJSON() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": {"b": "x"}, "_c": ["y"], "x.y": 1, "o": {}"#)
        let result = try scratch.run(["list", "--json", "secrets.ejson", "-"], input: Scratch.plain)
        #expect(result.status == 0)
        _ = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        let text = result.output.replacing(/"ephemeral_key": "[0-9a-f]{64}"/, with: "\"ephemeral_key\": HEX")
            .replacing(Scratch.publicKey, with: "PUBLIC")
        #expect(
            text == """
                {"documents": [
                  {"file": "secrets.ejson", "public_key": "PUBLIC", "error": null, "values": [
                    {"path": "_public_key", "state": "public_key", "line": 1, "hidden": false, "ephemeral_key": null, "sealed": null},
                    {"path": "a.b", "state": "sealed", "line": 1, "hidden": false, "ephemeral_key": HEX, "sealed": null},
                    {"path": "_c.0", "state": "comment", "line": 1, "hidden": false, "ephemeral_key": null, "sealed": null},
                    {"path": "/x.y", "state": "number", "line": 1, "hidden": false, "ephemeral_key": null, "sealed": null}
                  ]},
                  {"file": "-", "public_key": "PUBLIC", "error": null, "values": [
                    {"path": "_public_key", "state": "public_key", "line": 1, "hidden": false, "ephemeral_key": null, "sealed": null},
                    {"path": "password", "state": "plaintext", "line": 1, "hidden": false, "ephemeral_key": null, "sealed": null},
                    {"path": "_user", "state": "comment", "line": 1, "hidden": false, "ephemeral_key": null, "sealed": null}
                  ]}
                ]}

                """)
    }

    @Test func eachFileStandsAlone() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        try scratch.write("{", to: "bad.ejson")
        let result = try scratch.run(["list", "bad.ejson", "secrets.ejson", "none.ejson", "secrets.ejson"])
        #expect(result.status == 1)
        #expect(result.output.components(separatedBy: "secrets.ejson\n").count == 3)
        #expect(result.error.hasPrefix("Cannot list: bad.ejson:1:2: "))
        #expect(result.error.contains("\nCannot list: none.ejson: \(Said.cannotOpen): \(Said.noSuchFile)\n"))
    }

    private struct Shown: Decodable {
        struct Document: Decodable { var file: String, public_key: String?, error: String?, values: [Value] }
        struct Value: Decodable { var path: String }
        var documents: [Document]
    }

    /// What cannot be listed is in the JSON, with the reason: the list must not look complete.
    @Test func whatCannotBeListedIsInTheJSON() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        try scratch.write("{", to: "bad.ejson")
        let result = try scratch.run(["list", "--json", "bad.ejson", "secrets.ejson", "none.ejson"])
        #expect(result.status == 1)
        let documents = try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8)).documents
        #expect(documents.map(\.file) == ["secrets.ejson", "bad.ejson", "none.ejson"])
        #expect(documents.map(\.public_key) == [Scratch.publicKey, nil, nil])
        #expect(documents.map(\.values.count) == [3, 0, 0] && documents[0].error == nil)
        #expect(documents[1].error?.hasPrefix("1:2: ") == true)
        #expect(documents[2].error?.contains(Said.noSuchFile) == true)
    }

    @Test func hasColoursOnATerminal() throws {
        let scratch = try scratch()
        let screen = try onTerminal("TERM=xterm $EJSON list secrets.ejson", [], scratch)
        #expect(screen.contains("\u{1B}[32msealed\u{1B}[0m") && screen.contains("\u{1B}[31mplaintext\u{1B}[0m"))
        #expect(try !onTerminal("NO_COLOR=1 TERM=xterm $EJSON list secrets.ejson", [], scratch).contains("\u{1B}"))
    }

    @Test func controlCharactersAndDepthAreHarmless() throws {
        let scratch = try Scratch()
        let deep = String(repeating: "{\"k\":", count: 9_000) + "1" + String(repeating: "}", count: 9_000)
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\", \"\\u001b[31m\": 1, \"deep\": \(deep)}")
        let result = try scratch.run(["list", "secrets.ejson"])
        #expect(result.status == 0)
        #expect(result.output.contains("\\u{1b}[31m") && !result.output.contains("\u{1B}"))
        #expect(result.output.split(separator: "\n").count == 9_004)
        #expect(try scratch.run(["list", "--json", "secrets.ejson"]).status == 0)
    }

    // MARK: git

    /// Ann sealed A and B long ago. Bob added C, and with it a comma after B. Then the file was renamed, and D is not
    /// committed yet.
    private func repository() throws -> Scratch {
        try require(program: "git")
        let scratch = try Scratch()
        try scratch.write(
            "{\n  \"_public_key\": \"\(Scratch.publicKey)\",\n  \"A\": \"x\",\n  \"B\": \"y\"\n}\n", to: "old.ejson")
        let result = try scratch.shell(
            """
            exec 2>&1; set -e
            export HOME=/nonexistent GIT_COMMITTER_NAME=Eve GIT_COMMITTER_EMAIL=e@x
            git init -q .
            echo '*.ejson diff=fail' > .git/info/attributes
            git config diff.fail.textconv false
            commit() { git add "$4"; git commit -q --author "$1 <a@x>" --date "$2" -m "$3"; }
            $EJSON encrypt old.ejson
            commit Ann 2020-01-02T03:04:05Z one old.ejson
            $EJSON set old.ejson C --value z
            commit Bob 2021-06-07T08:09:10+02:00 two old.ejson
            git mv old.ejson ':new.ejson'
            commit Bob "$(date +%FT%T)" three .
            $EJSON set :new.ejson D --value z
            """)
        #expect(result.status == 0, "\(result.output)")
        return scratch
    }

    @Test func gitTellsWhoSealedAndWhen() throws {
        let scratch = try repository()
        let result = try scratch.run(["list", "--git", ":new.ejson"])
        #expect(result.status == 0, "\(result.error)")
        #expect(
            result.output == """
                :new.ejson
                2020-01-02  A  Ann
                2020-01-02  B  Ann
                2021-06-07  C  Bob
                -           D  not committed yet

                """)
        let json = try scratch.run(["list", "--git", "--json", ":new.ejson"]).output
        #expect(json.contains(#""sealed": {"date": "2021-06-07T08:09:10+02:00", "author": "Bob", "commit": ""#))
    }

    @Test(arguments: [
        ("10000d", 0, ""), ("1d", 1, "3 values were \(Said.sealedBefore) 1 day ago"),
        ("1w", 1, "3 values were \(Said.sealedBefore) 1 week ago"), ("100y", 0, ""),
        ("0d", 1, "3 values were \(Said.sealedBefore) 0 days ago"),
        ("90", 64, "'90' is invalid"), ("-1d", 64, "older-than"), ("1m", 64, "'1m' is invalid"),
    ])
    func oldSecretsFailACheck(_ age: String, _ status: Int, _ words: String) throws {
        let scratch = try repository()
        let result = try scratch.run(["list", "--older-than", age, ":new.ejson"])
        #expect(result.status == Int32(status))
        #expect(status == 0 ? result.error.isEmpty : result.error.contains(words), "\(result.error)")
    }

    @Test func whatGitDoesNotKnow() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let outside = try scratch.run(["list", "--git", "secrets.ejson"])
        #expect(outside.status == 1 && outside.output.isEmpty)
        #expect(outside.error.hasPrefix("Cannot list: secrets.ejson: \(Said.notAWorkingTree)"), "\(outside.error)")
        try scratch.makeRepository()
        let empty = try scratch.run(["list", "--git", "secrets.ejson"])
        #expect(empty.status == 1 && empty.error.contains("does not have any commits yet"), "\(empty.error)")
        let nowhere = try scratch.shell("PATH=/nonexistent $EJSON list --git secrets.ejson")
        #expect(nowhere.errorLine.hasPrefix("Cannot list: secrets.ejson: \(Said.cannotRunGit)"))
        #expect(try scratch.run(["list", "--git", "-"]).status == 64)
    }
}
