import Foundation
import Testing

@Suite struct InitTests {
    @Test(arguments: [([], "secrets.ejson"), (["keys"], "keys/secrets.ejson"), (["app.ejson"], "app.ejson")])
    func makesADocumentWithANewKey(_ arguments: [String], _ name: String) throws {
        let scratch = try Scratch()
        let result = try scratch.run(["init"] + arguments)
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        let key = try scratch.recipient(of: name)
        #expect(
            result.output == """
                Made \(name).
                Its private key is in \(scratch.keys.path())/\(key).
                Copy it to the hosts that need the secrets, and to a safe place: nothing opens without it.

                Next:
                  ejson edit \(name)             add secrets
                  git add \(name)                what is sealed can be committed
                  ejson run \(name) -- ./server  start a program that gets them

                """)
        #expect(try scratch.mode("keys/\(key)") == 0o440 && scratch.mode(name) == 0o644)
        #expect(try scratch.run(["decrypt", name]).status == 0)
    }

    /// The printed next steps work.
    @Test func canBeFilledAndRun() throws {
        let scratch = try Scratch()
        #expect(try scratch.run(["init", "--quiet"]).output.isEmpty)
        try scratch.write(
            scratch.read().replacing("\"environment\": {", with: "\"environment\": {\"A\": \"one\""))
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
        #expect(try scratch.run(["run", "secrets.ejson", "--", "printenv", "A"]).output == "one\n")
    }

    @Test func sealsToAGivenKey() throws {
        let scratch = try Scratch()
        let result = try scratch.run(["init", "--keydir", "/none", "--public-key", Scratch.publicKey])
        #expect(result.output.contains("Its private key is that of \(Scratch.publicKey).\n"))
        #expect(try scratch.run(["decrypt", "secrets.ejson"]).status == 0)
    }

    @Test func touchesNothingThatIsThere() throws {
        let scratch = try Scratch()
        try scratch.write("theirs")
        let result = try scratch.run(["init"])
        #expect(result.status == 1)
        #expect(
            result.errorLine.hasPrefix("Cannot make a document: secrets.ejson: \(Said.existsAlready)"))
        #expect(try scratch.read() == "theirs")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()) == [Scratch.publicKey])
    }

    @Test func makesTheKeyDirectoryWhenAsked() throws {
        let scratch = try Scratch()
        let refused = try scratch.run(["init", "--keydir", "new/keys"])
        #expect(refused.status == 1)
        #expect(
            refused.errorLine.hasPrefix("Cannot make a document: secrets.ejson: \(Said.noKeyDirectory) new/keys"))
        #expect(try scratch.entries() == ["keys"])
        #expect(try scratch.run(["init", "--keydir", "new/keys", "--create-keydir"]).status == 0)
        #expect(try scratch.mode("new/keys") == 0o700)
        #expect(try scratch.run(["decrypt", "--keydir", "new/keys", "secrets.ejson"]).status == 0)
    }

    /// A committed key is a published key.
    @Test func warnsOfKeysThatGitWouldTake() throws {
        try require(program: "git")
        let scratch = try Scratch()
        #expect(try scratch.shell("git init -q . && mkdir config").status == 0)
        let root = scratch.url.resolvingSymlinksInPath().path(percentEncoded: false).trimmingCharacters(in: ["/"])
        let result = try scratch.run(["init", "config"])
        #expect(result.status == 0)
        #expect(
            result.errorLine.hasPrefix("Warning: the key directory \(scratch.keys.path()) ")
                && result.errorLine.hasSuffix("echo /keys/ >> /\(root)/.gitignore"))
        let advice = try #require(result.errorLine.split(separator: "run: ").last)
        #expect(try scratch.shell(String(advice)).status == 0)
        #expect(try scratch.run(["init", "again.ejson"]).error.isEmpty)
    }

    @Test(arguments: [["init", "-"], ["init", "--public-key", "zz"], ["init", "a", "b"]])
    func wrongUsage(_ arguments: [String]) throws {
        #expect(try Command.run(arguments).status == 64)
    }
}
