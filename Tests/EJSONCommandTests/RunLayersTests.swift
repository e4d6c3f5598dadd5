import Foundation
import Testing

/// Several documents in one start: later ones win, each opened with its own key.
@Suite struct RunLayersTests {
    /// `base.ejson` for the test key, and `production.ejson` for a key of its own; the keys are in the directory.
    private static func layers(
        _ base: String = #""environment": {"HOST": "localhost", "PASSWORD": "dev"}"#,
        _ production: String = #""environment": {"PASSWORD": "prod", "TOKEN": "t"}"#
    ) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.seal(base, to: "base.ejson")
        let key = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        try scratch.write("{\"_public_key\": \"\(key)\", \(production)}", to: "production.ejson")
        #expect(try scratch.run(["encrypt", "production.ejson"]).status == 0)
        return scratch
    }

    private static let both = ["base.ejson", "production.ejson"]

    @Test func laterOnesWin() throws {
        let scratch = try Self.layers()
        let show = ["--", "sh", "-c", "echo $HOST $PASSWORD $TOKEN"]
        #expect(try scratch.run(["run"] + Self.both + show).output == "localhost prod t\n")
        #expect(try scratch.run(["run"] + Self.both.reversed() + show).output == "localhost dev t\n")
        let env = try scratch.run(["env"] + Self.both)
        #expect(env.output == "export HOST=localhost\nexport PASSWORD=prod\nexport TOKEN=t\n", "\(env.error)")
    }

    @Test func optionsAreAboutTheResult() throws {
        let scratch = try Self.layers()
        let only = ["--only", "HOST,TOKEN", "--require", "HOST,TOKEN"]
        #expect(try scratch.run(["env"] + only + Self.both).output == "export HOST=localhost\nexport TOKEN=t\n")
        let json = try scratch.run(["run", "--stdin", "--select", "environment"] + Self.both + ["--", "cat"])
        #expect(json.output.contains(#""HOST": "localhost""#) && json.output.contains(#""PASSWORD": "prod""#))
        let missing = try scratch.run(["run", "--require", "PASWORD"] + Self.both + ["--", "true"])
        #expect(missing.status == 1 && missing.error.contains("\(Said.didYouMean) 'PASSWORD'"), "\(missing.error)")
    }

    /// The second document's members, and how the error begins.
    @Test(arguments: [
        (
            #""environment": {"HOST": {"a": "b"}}"#,
            "environment.HOST: an object in line 1, but a string in base.ejson, line 1"
        ),
        (#""environment": "x""#, "production.ejson: environment: \(Said.noSuchObject)"),
        (#""enviroment": {"PASSWORD": "prod"}"#, "production.ejson: environment: \(Said.noSuchObject)"),
        (#""environment": {"A": "x", "A": "y"}"#, "environment.A: two values"),
    ]) func contradictionsStartNothing(_ production: String, _ words: String) throws {
        let scratch = try Self.layers(#""environment": {"HOST": "localhost"}"#, production)
        for arguments in [["run"] + Self.both + ["--", "echo", "started"], ["env"] + Self.both] {
            let result = try scratch.run(arguments)
            #expect(result.status == 1 && !result.output.contains("started"), "\(result.output)")
            #expect(result.error.contains(words), "\(result.error)")
        }
    }

    @Test func everyDocumentIsNeeded() throws {
        let scratch = try Self.layers()
        let missing = try scratch.run(["run", "base.ejson", "none.ejson", "--", "echo", "started"])
        #expect(missing.status == 1 && missing.output.isEmpty && missing.error.contains("none.ejson"))
        let key = try scratch.recipient(of: "production.ejson")
        try FileManager.default.removeItem(atPath: scratch.path("keys/\(key)"))
        let locked = try scratch.run(["run"] + Self.both + ["--", "echo", "started"])
        #expect(locked.status == 1 && locked.output.isEmpty)
        #expect(locked.error.hasPrefix("Not started: production.ejson: \(Said.noPrivateKeyFor)"), "\(locked.error)")
    }

    /// A named key serves documents with one public key.
    @Test func aNamedKeyMustFitAll() throws {
        let scratch = try Self.layers()
        let key = scratch.path("keys/\(Scratch.publicKey)")
        let command = ["--key-from-file", key, "--", "sh", "-c", "echo $A$B"]
        let refused = try scratch.run(["run"] + Self.both + command)
        #expect(refused.status == 1 && refused.error.contains("2 public keys"), "\(refused.error)")
        try scratch.seal(#""environment": {"A": "1"}"#, to: "a.ejson")
        try scratch.seal(#""environment": {"B": "2"}"#, to: "b.ejson")
        #expect(try scratch.run(["run", "a.ejson", "b.ejson"] + command).output == "12\n")
    }

    @Test func theAuditHasALineForEach() throws {
        let scratch = try Self.layers()
        #expect(try scratch.run(["run", "--audit", "log"] + Self.both + ["--", "true"]).status == 0)
        let lines = try scratch.read("log").split(separator: "\n")
        try #require(lines.count == 2)
        #expect(lines[0].contains(#""document": "base.ejson""#) && lines[0].contains(#""names": ["HOST"]"#))
        #expect(lines[1].contains(#""document": "production.ejson""#))
        #expect(lines[1].contains(#""names": ["PASSWORD", "TOKEN"]"#))
        #expect(lines.allSatisfy { $0.contains(#""outcome": "delivered""#) })
        #expect(
            try scratch.run(["run", "--audit", "log2", "--require", "X"] + Self.both + ["--", "true"]).status == 1)
        let refused = try scratch.read("log2").split(separator: "\n")
        #expect(refused.count == 2 && refused.allSatisfy { $0.contains(#""outcome": "refused""#) })
    }

    @Test func theDryRunSaysWhereEachValueComesFrom() throws {
        let scratch = try Self.layers()
        let result = try scratch.run(["run", "--dry-run"] + Self.both)
        #expect(result.status == 0, "\(result.error)")
        let lines = result.output.split(separator: "\n")
        for (name, file) in [("HOST", "base"), ("PASSWORD", "production"), ("TOKEN", "production")] {
            #expect(lines.contains { $0.contains(" \(name) ") && $0.contains("\(file).ejson") }, "\(result.output)")
        }
        #expect(!result.output.contains("prod "))
    }

    @Test(arguments: [["run", "-", "-", "--", "true"], ["env", "-", "-"]])
    func wrongUsage(_ arguments: [String]) throws {
        #expect(try Command.run(arguments).status == 64)
    }
}
