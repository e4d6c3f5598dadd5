import EJSON
import Foundation
import Testing

/// Keys of ssh: those in testdata, and key pairs of `ejson keygen -w` in the scratch key directory.
@Suite struct RecipientsTests {
    private let scratch: Scratch
    private static let ssh = Scratch.testdata.appending(path: "recipients/ssh")
    private let laptop = RecipientsTests.ssh.appending(path: "ed25519.pub").path()
    private let other = RecipientsTests.ssh.appending(path: "passphrase.pub").path()

    init() throws {
        scratch = try Scratch()
        try scratch.write(
            "{\n  \"_public_key\": \"\(Scratch.publicKey)\",\n  \"environment\": {\n    \"B\": \"two\",\n    \"A\": \"one\"\n  }\n}\n"
        )
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
    }

    private func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    private func newKey() throws -> String { String(try scratch.run(["keygen", "-w"]).output.dropLast()) }

    @discardableResult
    private func succeed(_ arguments: String...) throws -> String {
        let result = try scratch.run(["recipients"] + arguments)
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        return result.output
    }

    private func fail(_ arguments: String...) throws -> String {
        let before = try scratch.read()
        let result = try scratch.run(["recipients"] + arguments)
        #expect(result.status == 1, "\(result.output)")
        #expect(try scratch.read() == before)
        return result.error
    }

    // MARK: Showing

    @Test func showsNamesKeysAndWhetherTheyAreVerified() throws {
        let key = try newKey()
        try succeed("add", "secrets.ejson", "deploy@laptop", laptop)
        try succeed("add", "secrets.ejson", "web9", key)
        let fingerprint = "SHA256:RPSrSC3whNT75OTKpz9c5hwFnWw03GyNrjQBd9ooopY"
        let tree = try succeed("secrets.ejson")
        #expect(
            tree.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) } == [
                ["secrets.ejson"], ["├──", "deploy@laptop", "ssh-ed25519", Substring(fingerprint), "verified"],
                ["└──", "web9", Substring(key), "verified"],
            ])
        #expect(try succeed("show", "secrets.ejson") == tree)
        let json = try succeed("--json", "secrets.ejson")
        #expect(json.contains("\"fingerprint\": \"\(fingerprint)\", \"state\": \"verified\""))
        // Without a key the names are visible.
        let strangers = try Command.run(
            ["recipients", "secrets.ejson"], environment: ["EJSON_KEYDIR": "none"], in: scratch.url)
        #expect(strangers.status == 0 && strangers.output.contains("not verified"))
        #expect(strangers.output.contains("Not verified: its private key is not here"), "\(strangers.output)")
    }

    private struct Shown: Decodable {
        struct Document: Decodable { var file: String, public_key: String?, error: String?, recipients: [Entry] }
        struct Entry: Decodable { var name: String, state: String }
        var documents: [Document]
    }

    /// The reason why nothing was verified, or a document could not be read, is in the JSON too.
    @Test func theJSONSaysWhyNothingWasVerified() throws {
        try succeed("add", "secrets.ejson", "laptop", laptop)
        try scratch.write("{", to: "bad.ejson")
        for (keydir, state) in [("keys", "verified"), ("none", "not_verified")] {
            let result = try scratch.shell("$EJSON recipients --keydir \(keydir) --json secrets.ejson bad.ejson")
            #expect(result.status == 1)
            let documents = try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8)).documents
            #expect(documents.map(\.file) == ["secrets.ejson", "bad.ejson"])
            #expect(documents[0].recipients.map(\.state) == [state])
            #expect((documents[0].error == nil) == (state == "verified"))
            #expect(documents[0].error?.contains("its private key is not here") ?? true)
            #expect(documents[1].error?.hasPrefix("1:2: ") == true && documents[1].public_key == nil)
        }
    }

    @Test func showsAForgedEntry() throws {
        try succeed("add", "secrets.ejson", "web1", laptop)
        let key = try newKey()
        let forged = try Recipient(
            #require(RecipientName("web9")), .publicKey(PublicKey(hexadecimal: key)),
            sealing: KeyPair.generate().privateKey)
        try scratch.write(scratch.read().replacing("\"web1 ", with: "\"\(forged.entry)\",\n    \"web1 "))
        let result = try scratch.run(["recipients", "secrets.ejson"])
        #expect(result.status == 1)
        #expect(result.output.contains(/web9 .*not made by a holder of the document's key\n/))
        #expect(result.output.contains(/web1 .*verified\n/))
    }

    // MARK: Adding

    /// All accepted forms of a key; adding one changes no other line.
    @Test func takesKeysAsPeopleHaveThem() throws {
        let line = try text(laptop)
        let key = line.split(separator: " ").prefix(2).joined(separator: " ")
        try scratch.write("# a comment\nweb1,10.0.0.1 \(key)\nweb2 \(try text(other))", to: "known_hosts")
        let spellings: [[String]] = [
            [laptop], [line], key.split(separator: " ").map(String.init), ["known_hosts"],
            ["# web1:22 SSH-2.0-OpenSSH_9.2\nweb1 \(key)\n"],
        ]
        let before = try scratch.read()
        for spelling in spellings {
            try scratch.write(before)
            let result = try scratch.run(["recipients", "add", "secrets.ejson", "web1"] + spelling)
            #expect(result.status == 0, "\(result.error)")
            #expect(try scratch.read().contains("\"web1 \(key) "), "\(spelling)")
            let lines = try scratch.read().split(separator: "\n").map(String.init)
            #expect(lines.filter { !before.contains($0) }.count == 3)
            #expect(lines.count == before.split(separator: "\n").count + 3)
        }
    }

    @Test func addingTwiceChangesNothing() throws {
        try succeed("add", "secrets.ejson", "web1", laptop)
        let before = try scratch.read()
        #expect(try succeed("add", "secrets.ejson", "web1", laptop).contains("already"))
        #expect(try scratch.read() == before)
        let error = try fail("add", "secrets.ejson", "web1", other)
        #expect(error.contains("ejson recipients remove secrets.ejson web1"), "\(error)")
    }

    static let refused: [(String, String)] = [
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB", "ssh-keygen -t ed25519"),
        ("ecdsa-sha2-nistp256 AAAA", "ssh-keygen -t ed25519"),
        ("sk-ssh-ed25519@openssh.com AAAA", "ssh-keygen -t ed25519"),
        (String(repeating: "0", count: 64), "low-order"),
        ("f6" + String(repeating: "f", count: 60) + "7f", "canonical"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "low order"),
        ("nonsense", "64 hex digits"), ("@cert-authority * ssh-ed25519 AAAA", "@cert-authority"),
        ("missing.pub", "no file"), ("keys/\(Scratch.publicKey)", "private key"),
        (ssh.appending(path: "ed25519").path(), "private key"), (Scratch.publicKey, Said.ownPublicKey),
    ]

    @Test(arguments: refused) func refusesKey(_ key: String, _ words: String) throws {
        let error = try fail("add", "secrets.ejson", "web1", key)
        #expect(error.contains(words), "\(error)")
        #expect(!error.contains(Scratch.privateKey.prefix(8)))
    }

    /// In the key directory the public key is the name of the file with the private one, which must not get into a document.
    @Test func takesNoPrivateKeyForAPublicOne() throws {
        let key = try newKey()
        let privateKey = try scratch.read("keys/\(key)")
        let file = scratch.path("secrets.ejson")
        let result = try Command.run(
            ["recipients", "add", file, "web1", key], environment: ["EJSON_KEYDIR": scratch.keys.path()],
            in: scratch.keys)
        #expect(result.status == 0, "\(result.error)")
        #expect(try scratch.read().contains("web1 \(key) ") && !scratch.read().contains(privateKey.prefix(64)))
    }

    @Test(arguments: ["web 1", "", "web\u{1B}[2J", "wéb", String(repeating: "a", count: 65)])
    func refusesName(_ name: String) throws {
        #expect(try scratch.run(["recipients", "add", "secrets.ejson", name, laptop]).status == 64)
    }

    @Test func addingTakesAKeyThatOpensTheDocument() throws {
        let result = try Command.run(
            ["recipients", "add", "secrets.ejson", "web1", laptop], environment: ["EJSON_KEYDIR": "none"],
            in: scratch.url)
        #expect(result.status == 1 && result.error.contains(Said.noPrivateKeyFor), "\(result.error)")
    }

    // MARK: Removing

    @Test func removingGivesANewKeyPairAndSaysWhatWasRead() throws {
        try succeed("add", "secrets.ejson", "web1", laptop)
        try succeed("add", "secrets.ejson", "web2", other)
        let before = try scratch.read()
        let output = try succeed("remove", "secrets.ejson", "web1")
        let count = try scratch.read().utf8.count
        #expect(
            output == """
                Wrote \(count) bytes to secrets.ejson, with a new key pair.
                web1 has been able to read 2 values, and still can in git's history. Change them at their source:
                  environment.B
                  environment.A

                """)
        #expect(try scratch.recipient() != Scratch.publicKey)
        // The old key was stored, so the new one is stored too.
        #expect(try scratch.run(["get", "secrets.ejson", "environment.A"]).output == "one")
        #expect(try succeed("secrets.ejson").contains(/web2 .*verified\n/))
        // No old box is left.
        for box in before.matches(of: /EJ\[1:[^\]]*\]| [A-Za-z0-9+\/]{90,}=*"/) {
            #expect(!(try scratch.read().contains(box.output)))
        }
    }

    @Test func removesNobodyUnknownAndNotTheLast() throws {
        try succeed("add", "secrets.ejson", "web1", laptop)
        #expect(try fail("remove", "secrets.ejson", "web2").contains("\(Said.didYouMean) 'web1'"))
        try FileManager.default.removeItem(at: scratch.keys)
        let identity = scratch.path("id")
        try scratch.write(text(Self.ssh.appending(path: "ed25519").path()), to: "id", mode: 0o600)
        #expect(try fail("remove", "--identity", identity, "secrets.ejson", "web1").contains(Said.nobodyCouldOpen))
    }

    @Test func warnsThatTheSameKeyStays() throws {
        try succeed("add", "secrets.ejson", "web1", laptop)
        try succeed("add", "secrets.ejson", "web2", laptop)
        let result = try scratch.run(["recipients", "remove", "secrets.ejson", "web1"])
        #expect(result.status == 0 && result.error.contains("web2 has the same key"), "\(result.error)")
    }

    /// A forged entry can be removed, and prevents every other change.
    @Test func aForgedEntryStopsEverythingButItsRemoval() throws {
        try succeed("add", "secrets.ejson", "web1", laptop)
        let forged = try Recipient(
            #require(RecipientName("web9")), RecipientKey(parsing: text(other)), sealing: KeyPair.generate().privateKey)
        try scratch.write(scratch.read().replacing("\"web1 ", with: "\"\(forged.entry)\",\n    \"web1 "))
        try scratch.write("web1 \(text(laptop))web9 \(text(other))", to: "list")
        for arguments in [
            ["add", "secrets.ejson", "web3", try newKey()], ["remove", "secrets.ejson", "web1"],
            ["set", "secrets.ejson", "--from", "list"],
        ] {
            let before = try scratch.read()
            let result = try scratch.run(["recipients"] + arguments)
            #expect(result.status == 1 && result.error.contains("web9: \(Said.forged)"), "\(result.error)")
            #expect(try scratch.read() == before)
        }
        try succeed("remove", "secrets.ejson", "web9")
        #expect(try !succeed("secrets.ejson").contains("web9"))
    }

    // MARK: Groups

    @Test func aGroupsDocumentsAreNamedWhenItsKeyChanges() throws {
        let directory = scratch.url.appending(path: "apps")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        let key = try newKey()
        try succeed("add", "secrets.ejson", "web1", key)
        try succeed("add", "secrets.ejson", "web2", laptop)
        for name in ["a", "b", "c"] {
            try scratch.seal(#""x": "y""#, to: "apps/\(name).ejson")
            #expect(try scratch.run(["rotate", "-q", "apps/\(name).ejson"]).status == 0)
            if name != "c" { try succeed("add", "apps/\(name).ejson", "secrets", "secrets.ejson") }
        }
        let output = try succeed("remove", "secrets.ejson", "web2")
        #expect(output.contains("2 documents list the old key of secrets.ejson"), "\(output)")
        #expect(output.contains("  apps/a.ejson\n  apps/b.ejson\nBring them up to date"))
        try scratch.write("secrets secrets.ejson\n", to: "apps.recipients")
        let set = try succeed("set", "apps", "--from", "apps.recipients")
        #expect(set.contains("apps/a.ejson: another key for secrets") && set.contains("apps/c.ejson: added secrets"))
        #expect(
            try succeed("set", "apps", "--from", "apps.recipients") == """
                apps/a.ejson: is so already
                apps/b.ejson: is so already
                apps/c.ejson: is so already

                """)
        // A host opens it through the group.
        for entry in try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()) where entry != key {
            try FileManager.default.removeItem(at: scratch.keys.appending(path: entry))
        }
        try FileManager.default.copyItem(
            atPath: scratch.path("secrets.ejson"), toPath: scratch.path("apps/secrets.ejson"))
        #expect(try scratch.run(["get", "apps/a.ejson", "x"]).output == "y")
    }

    @Test func warnsOfAGroupThatHostsWouldNotFind() throws {
        try scratch.seal(#""x": "y""#, to: "app.ejson")
        #expect(try scratch.run(["rotate", "-q", "app.ejson"]).status == 0)
        let result = try scratch.run(["recipients", "add", "app.ejson", "fleet", "secrets.ejson"])
        #expect(result.status == 0 && result.error.contains("fleet.ejson"), "\(result.error)")
    }

    // MARK: Lists

    @Test func setMakesTheListSo() throws {
        try succeed("add", "secrets.ejson", "web1", laptop)
        let key = try newKey()
        try scratch.write(
            "# hosts\n\nweb2\t\(try text(other))web3 \(key)\n", to: "hosts.recipients")
        let before = try scratch.read()
        #expect(
            try succeed("set", "secrets.ejson", "--from", "hosts.recipients", "--dry-run")
                .hasPrefix("secrets.ejson: would add web2, web3, would remove web1"))
        #expect(try scratch.read() == before)
        #expect(
            try succeed("set", "secrets.ejson", "--from", "hosts.recipients")
                .hasPrefix("secrets.ejson: added web2, web3, removed web1; a new key pair"))
        #expect(try !succeed("secrets.ejson").contains("web1"))
        let after = try scratch.read()
        #expect(try succeed("set", "secrets.ejson", "--from", "hosts.recipients") == "secrets.ejson: is so already\n")
        #expect(try scratch.read() == after)
        // Additions alone keep the key pair.
        try scratch.write("web2 \(try text(other))web3 \(key)\nweb1 \(try text(laptop))", to: "hosts.recipients")
        #expect(try succeed("set", "secrets.ejson", "--from", "hosts.recipients") == "secrets.ejson: added web1\n")
        #expect(try after.matches(of: /EJ\[1:[^\]]*\]/).allSatisfy { try scratch.read().contains($0.output) })
    }

    @Test(arguments: [
        ("web1\n", "list:1: web1 has no key"), ("# x\nweb1 nonsense\n", "list:2: the key of web1"),
        ("web 1 x\nweb 1 x\n", "list:1: the key of web"), ("w%b KEY\n", "list:1: \(Said.notAName)"),
        ("web1 KEY\nweb1 KEY\n", "list:2: there are \(Said.twoOfTheName) web1"), ("", "names nobody"),
        ("web1 ssh-rsa AAAA\n", "list:1: a key of type ssh-rsa"),
    ]) func refusesList(_ list: String, _ words: String) throws {
        try scratch.write(list.replacing("KEY", with: Scratch.publicKey), to: "list")
        let error = try fail("set", "secrets.ejson", "--from", "list")
        #expect(error.contains(words), "\(error)")
    }

    @Test func eachFileOfSetStandsAlone() throws {
        try scratch.write("web1 \(try text(laptop))", to: "list")
        try scratch.write("{", to: "broken.ejson")
        let result = try scratch.run(["recipients", "set", "broken.ejson", "secrets.ejson", "--from", "list"])
        #expect(result.status == 1 && result.error.contains("broken.ejson"))
        #expect(result.output == "secrets.ejson: added web1\n")
    }

    /// A killed command leaves a directory with an old or an incomplete version.
    @Test(arguments: [["recipients", "set", "tree", "--from", "list"], ["rotate", "tree"]])
    func whatAKilledCommandLeftIsNoDocument(_ arguments: [String]) throws {
        try scratch.write("web1 \(try text(laptop))", to: "list")
        try FileManager.default.createDirectory(
            at: scratch.url.appending(path: "tree/.ejson-tmp-0011223344556677"), withIntermediateDirectories: true)
        try scratch.write("{", to: "tree/.ejson-tmp-0011223344556677/a.ejson")
        try FileManager.default.copyItem(atPath: scratch.path("secrets.ejson"), toPath: scratch.path("tree/a.ejson"))
        let result = try scratch.run(arguments)
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    }

    @Test func isAudited() throws {
        #expect(try scratch.run(["recipients", "add", "--audit", "log", "secrets.ejson", "web1", laptop]).status == 0)
        #expect(try scratch.read("log").contains(#""outcome": "checked""#))
    }

    @Test(arguments: [
        ["recipients", "add", "f"], ["recipients", "remove", "f"], ["recipients", "set", "f"], ["recipients", "show"],
        ["recipients", "--nonsense", "f"],
    ]) func wrongUsage(_ arguments: [String]) throws {
        #expect(try Command.run(arguments).status == 64)
    }
}
