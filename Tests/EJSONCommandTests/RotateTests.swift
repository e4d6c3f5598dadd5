import Foundation
import Testing

@Suite struct RotateTests {
    private static let reminder =
        "The old private keys are kept: they open what git's history holds. When one of them\n"
        + "has leaked, replace the secrets themselves too.\n"

    @Test func givesEveryDocumentAKeyPairOfItsOwn() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "one", "_b": "two""#, to: "a.ejson")
        try scratch.seal("\n\t\"n\": [1.50, \"three\"]\r\n", to: "b.ejson")
        let before = try ["a.ejson", "b.ejson"].map { try scratch.run(["decrypt", $0]).output }
        let result = try scratch.run(["rotate", "a.ejson", "b.ejson"])
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        let keys = try ["a.ejson", "b.ejson"].map { try scratch.recipient(of: $0) }
        #expect(Set(keys + [Scratch.publicKey]).count == 3)
        let lines = zip(["a.ejson", "b.ejson"], keys).map {
            "\($0): bccb…d40c is now \($1.prefix(4))…\($1.suffix(4))\n"
        }
        #expect(result.output == lines.joined() + Self.reminder)
        for (index, name) in ["a.ejson", "b.ejson"].enumerated() {
            let opened = try scratch.run(["decrypt", name]).output
            #expect(opened == before[index].replacing(Scratch.publicKey, with: keys[index]))
            #expect(try scratch.mode("keys/\(keys[index])") == 0o440)
        }
        #expect(try scratch.read("keys/\(Scratch.publicKey)") == Scratch.privateKey)
    }

    @Test func sealsToAGivenKey() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let other = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        #expect(try scratch.run(["rotate", "--to", other, "--quiet", "secrets.ejson"]).output.isEmpty)
        #expect(try scratch.recipient() == other)
        #expect(try scratch.run(["decrypt", "secrets.ejson"]).status == 0)
        let again = try scratch.run(["rotate", "--to", other, "secrets.ejson"])
        #expect(again.output == "secrets.ejson: is sealed to \(other.prefix(4))…\(other.suffix(4)) already\n")
    }

    /// One wrong digit in the argument would lose every value: somebody must hold the private key.
    @Test(arguments: [[], ["--dry-run"]])
    func wantsProofThatSomebodyHoldsTheKey(_ options: [String]) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        let other = String(try Command.run(["keygen"]).output.split(separator: "\n")[1])
        let refused = try scratch.run(["rotate", "--to", other] + options + ["secrets.ejson"])
        #expect(refused.status == 1 && refused.output.isEmpty)
        #expect(refused.error.contains("--untested-key") && refused.error.contains(other), "\(refused.error)")
        #expect(try scratch.read() == before)
        let result = try scratch.run(["rotate", "--to", other, "--untested-key"] + options + ["secrets.ejson"])
        #expect(result.status == 0)
        #expect(
            result.errorLine.hasPrefix("Warning: secrets.ejson: ")
                && result.errorLine.contains("\(other.prefix(4))…\(other.suffix(4))"))
        #expect(try scratch.recipient() == (options.isEmpty ? other : Scratch.publicKey))
    }

    /// A key file under the right name with another key in it proves nothing.
    @Test func takesNoOtherKeyForProof() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let other = String(try Command.run(["keygen"]).output.split(separator: "\n")[1])
        try scratch.write(Scratch.privateKey, to: "keys/\(other)", mode: 0o600)
        #expect(try scratch.run(["rotate", "--to", other, "--untested-key", "secrets.ejson"]).status == 1)
        #expect(try scratch.recipient() == Scratch.publicKey)
    }

    @Test func resealsToTheSameKey() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "one", "b": "two""#)
        let before = try scratch.read().matches(of: /EJ\[1:(\S{44}):(\S{32}):/).map { ($0.output.1, $0.output.2) }
        let result = try scratch.run(["rotate", "--reseal", "secrets.ejson"])
        #expect(result.output == "secrets.ejson: resealed to bccb…d40c\n")
        let after = try scratch.read().matches(of: /EJ\[1:(\S{44}):(\S{32}):/).map { ($0.output.1, $0.output.2) }
        #expect(Set((before + after).map(\.0)).count == 2 && Set((before + after).map(\.1)).count == 4)
        #expect(try scratch.run(["decrypt", "secrets.ejson"]).output.contains(#""a": "one", "b": "two""#))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()) == [Scratch.publicKey])
    }

    @Test func searchesDirectories() throws {
        let scratch = try Scratch()
        for directory in ["tree/deep", "tree/.git"] {
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: directory), withIntermediateDirectories: true)
        }
        for name in ["tree/a.ejson", "tree/deep/b.ejson", "tree/.git/c.ejson", "tree/d.json"] {
            try scratch.seal(#""a": "one""#, to: name)
        }
        let result = try scratch.run(["rotate", "tree"])
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n").map { $0.prefix { $0 != ":" } }
        #expect(lines.dropLast(2) == ["tree/a.ejson", "tree/deep/b.ejson"])
    }

    @Test(arguments: [
        ([], "secrets.ejson: bccb…d40c would become a new key\n"),
        (["--reseal"], "secrets.ejson: would be resealed to bccb…d40c\n"),
        (["--to", "KEY", "--untested-key"], "secrets.ejson: bccb…d40c would become KEY\n"),
    ]) func aDryRunChangesNothing(_ options: [String], _ output: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        let other = try Command.run(["keygen"]).output.split(separator: "\n")[1]
        let result = try scratch.run(
            ["rotate", "--dry-run"] + options.map { $0.replacing("KEY", with: other) } + ["secrets.ejson"])
        #expect(result.status == 0)
        #expect(result.output == output.replacing("KEY", with: "\(other.prefix(4))…\(other.suffix(4))"))
        #expect(try scratch.read() == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()) == [Scratch.publicKey])
    }

    /// A failing document is unchanged, and the others are still rotated.
    @Test func eachFileStandsAlone() throws {
        let scratch = try Scratch()
        let broken = try scratch.seal(#""a": "one""#, to: "a.ejson")
        let damaged = try scratch.read("a.ejson").replacing(/.{6}\]/, with: "AAAAA=]")
        try scratch.write(damaged, to: "a.ejson")
        try scratch.write(Scratch.plain, to: "b.ejson")
        try scratch.seal(#""a": "one""#, to: "c.ejson")
        for arguments in [["--dry-run"], []] {
            let result = try scratch.run(["rotate"] + arguments + [broken, "b.ejson", "none.ejson", "c.ejson"])
            #expect(result.status == 1)
            #expect(result.errorLine.split(separator: "\n").count == 3, "\(result.error)")
            #expect(result.error.contains("Rotation failed: b.ejson:1:97: password: \(Said.notEncrypted)"))
            #expect(result.output.hasPrefix("c.ejson: bccb…d40c "))
        }
        #expect(try scratch.read("a.ejson") == damaged && scratch.read("b.ejson") == Scratch.plain)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()).count == 2)
    }

    /// A file that cannot be replaced leaves no new key.
    @Test func makesNoKeyForAFileThatCannotBeReplaced() throws {
        let scratch = try Scratch()
        let file = try scratch.writeSealed()
        try FileManager.default.linkItem(atPath: file, toPath: scratch.path("other"))
        let result = try scratch.run(["rotate", "secrets.ejson"])
        #expect(result.status == 1 && result.error.contains(Said.hasHardLinks))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()) == [Scratch.publicKey])
    }

    @Test func isAudited() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        #expect(try scratch.run(["rotate", "--audit", "log", "secrets.ejson"]).status == 0)
        #expect(try scratch.read("log").contains(#""outcome": "checked""#))
    }

    @Test(arguments: [
        ["rotate"], ["rotate", "-"], ["rotate", "--to", "zz", "f"], ["rotate", "--key-from-file", "k", "a", "b"],
        ["rotate", "--untested-key", "f"], ["rotate", "--reseal", "--to", Scratch.publicKey, "f"],
        ["rotate", "--key-from-file", "k", "/"],
    ]) func wrongUsage(_ arguments: [String]) throws {
        #expect(try Command.run(arguments).status == 64)
    }
}

extension Scratch {
    /// A document's public key.
    func recipient(of name: String = "secrets.ejson") throws -> String {
        String(try #require(try read(name).firstMatch(of: /"_public_key": "([0-9a-f]{64})"/)).output.1)
    }
}
