import EJSON
import Foundation
import Testing

extension Scratch {
    /// Writes a document whose private key is only in its list of recipients.
    func writeListed(_ recipients: [(name: String, key: RecipientKey)], to file: String = "secrets.ejson") throws {
        let pair = try KeyPair.generate()
        let entries = try recipients.map { name, key in
            "    \"\(try Recipient(#require(RecipientName(name)), key, sealing: pair.privateKey).entry)\""
        }
        let plain = """
            {
              "_public_key": "\(pair.publicKey)",
              "_recipients": [
            \(entries.joined(separator: ",\n"))
              ],
              "environment": {
                "PASSWORD": "correct horse"
              }
            }

            """
        try write(plain, to: file)
        #expect(try run(["encrypt", file]).status == 0)
    }

    func writeListed(recipient name: String, publicKeyFile: String) throws {
        let key = try RecipientKey(parsing: String(contentsOfFile: publicKeyFile, encoding: .utf8))
        try writeListed([(name, key)])
    }
}

/// Every command that opens documents finds a recipient's key.
@Suite struct IdentityOptionTests {
    private let scratch: Scratch
    private let ssh = Scratch.testdata.appending(path: "recipients/ssh/ed25519").path()

    /// A document without a stored key, with an ssh key as recipient, in a home without a key directory.
    init() throws {
        scratch = try Scratch()
        try scratch.writeListed(recipient: "laptop", publicKeyFile: ssh + ".pub")
        try FileManager.default.removeItem(at: scratch.keys)
        let key = try String(contentsOfFile: ssh, encoding: .utf8)
        try scratch.write(key, to: "id", mode: 0o600)
        try FileManager.default.copyItem(atPath: ssh + ".pub", toPath: scratch.path("id.pub"))
    }

    static let commands: [(String, prints: String)] = [
        ("decrypt secrets.ejson", "correct horse"),
        ("get secrets.ejson environment.PASSWORD", "correct horse"),
        ("env secrets.ejson", "export PASSWORD='correct horse'"),
        ("run secrets.ejson -- /usr/bin/env", "PASSWORD=correct horse"),
        ("run base.ejson secrets.ejson -- /usr/bin/env", "PASSWORD=correct horse"),
        ("git textconv --always secrets.ejson", "correct horse"),
        ("diff --values base.ejson secrets.ejson", "correct horse"),
        ("check --open secrets.ejson", ""),
        ("rotate --dry-run secrets.ejson", "would become"),
    ]

    @Test(arguments: commands) func opensWithAnIdentity(_ command: String, _ output: String) throws {
        try FileManager.default.copyItem(atPath: scratch.path("secrets.ejson"), toPath: scratch.path("base.ejson"))
        let arguments = command.split(separator: " ").map(String.init)
        if arguments[0] == "diff" {
            try scratch.write(scratch.read("base.ejson").replacing(/"EJ\[.*\]"/, with: "\"old\""), to: "base.ejson")
        }
        let words = arguments[0] == "git" ? 2 : 1
        let options = ["--identity", "id"]
        let named = try scratch.run(Array(arguments.prefix(words)) + options + arguments.dropFirst(words))
        #expect(output.isEmpty || named.output.contains(output), "\(named.error)")
        #expect(named.status == (arguments[0] == "diff" ? 1 : 0), "\(named.error)")
        let words2 = ["EJSON_IDENTITY": scratch.path("id"), "EJSON_KEYDIR": scratch.keys.path()]
        let fromEnvironment = try Command.run(arguments, environment: words2, in: scratch.url)
        #expect(fromEnvironment.status == named.status, "\(fromEnvironment.error)")
        #expect(output.isEmpty || fromEnvironment.output.contains(output))
    }

    /// A user's own ssh key is found without being named.
    @Test func findsTheKeyOfAUser() throws {
        try FileManager.default.createDirectory(atPath: scratch.path(".ssh"), withIntermediateDirectories: false)
        for name in ["id", "id.pub"] {
            let new = scratch.path(".ssh/" + name.replacing("id", with: "id_ed25519"))
            try FileManager.default.moveItem(atPath: scratch.path(name), toPath: new)
        }
        let environment = ["HOME": scratch.url.path(), "EJSON_KEYDIR": scratch.keys.path()]
        let result = try Command.run(["decrypt", "secrets.ejson"], environment: environment, in: scratch.url)
        #expect(result.output.contains("correct horse"), "\(result.error)")
    }

    /// The program gets values, but nothing that leads to keys.
    @Test func aStartedProgramDoesNotGetTheIdentity() throws {
        let environment = ["EJSON_IDENTITY": scratch.path("id"), "EJSON_KEYDIR": scratch.keys.path()]
        let arguments = ["run", "secrets.ejson", "--", "/usr/bin/env"]
        let result = try Command.run(arguments, environment: environment, in: scratch.url)
        #expect(result.output.contains("PASSWORD=correct horse") && !result.output.contains("EJSON_IDENTITY=/"))
    }

    @Test func saysWhoTheRecipientsAreAndWhatWasTried() throws {
        let other = Scratch.testdata.appending(path: "recipients/ssh/passphrase").path()
        let result = try scratch.run(["decrypt", "--identity", other, "secrets.ejson"])
        #expect(result.status == 1)
        for words in ["laptop", other, "ejson recipients add"] {
            #expect(result.error.contains(words), "\(result.error)")
        }
    }

    /// A key that cannot be an identity is refused with an alternative.
    @Test(arguments: [
        ("passphrase", "passphrase"), ("rsa", "ssh-keygen -t ed25519"), ("ecdsa", "ssh-keygen -t ed25519"),
    ]) func refusesIdentity(_ name: String, _ words: String) throws {
        // Without its public half beside it, it is read.
        let key = try String(contentsOf: Scratch.testdata.appending(path: "recipients/ssh/\(name)"), encoding: .utf8)
        try scratch.write(key, to: "other", mode: 0o600)
        let result = try scratch.run(["decrypt", "--identity", "other", "secrets.ejson"])
        #expect(result.status == 1 && result.error.contains(words), "\(result.error)")
    }

    @Test func aMissingIdentityIsAnError() throws {
        let result = try scratch.run(["decrypt", "--identity", "none", "secrets.ejson"])
        #expect(result.status == 1 && result.error.contains("none"))
        #expect(try scratch.run(["decrypt", "--identity", "", "secrets.ejson"]).status == 64)
    }
}
