import EJSON
import Foundation
import Testing

/// Another implementation of recipients, `Tests/Recipients/peer.py` on PyNaCl, opens and verifies the command's
/// documents, and the reverse.
@Suite struct RecipientPeerTests {
    private let scratch: Scratch
    private static let peer = Scratch.testdata.deletingLastPathComponent().appending(path: "Tests/Recipients/peer.py")
        .path()
    private static let ssh = Scratch.testdata.appending(path: "recipients/ssh/ed25519").path()

    init() throws {
        scratch = try Scratch()
        try scratch.writeSealed()
        try require(program: "python3")
        let result = try scratch.shell("python3 -c 'import nacl'")
        try #require(result.status == 0, "the tests need PyNaCl; install its package: python3-nacl")
    }

    private func peer(_ arguments: String...) throws -> String {
        let words = ([Self.peer] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let result = try scratch.shell("python3 \(words)")
        #expect(result.status == 0, "\(result.error)")
        return String(result.output.dropLast())
    }

    private var privateKey: String { Scratch.privateKey.trimmingCharacters(in: .whitespacesAndNewlines) }

    @Test func thePeerOpensAndVerifiesWhatIsWritten() throws {
        let host = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        #expect(try scratch.run(["recipients", "add", "secrets.ejson", "web1", host]).status == 0)
        #expect(
            try scratch.run(["recipients", "add", "secrets.ejson", "deploy@laptop", Self.ssh + ".pub"]).status == 0)
        #expect(try peer("verify", "secrets.ejson", privateKey) == "web1 verified\ndeploy@laptop verified")
        #expect(try peer("open", "secrets.ejson", "keys/\(host)") == privateKey)
        #expect(try peer("open", "secrets.ejson", Self.ssh) == privateKey)

        // With a new key pair, by the key that the peer opens.
        #expect(try scratch.run(["recipients", "remove", "secrets.ejson", "web1"]).status == 0)
        let key = try peer("open", "secrets.ejson", Self.ssh)
        #expect(key != privateKey)
        #expect(try peer("verify", "secrets.ejson", key) == "deploy@laptop verified")
        #expect(try scratch.read("keys/\(scratch.recipient())") == key + "\n")
    }

    @Test func whatThePeerWritesOpensAndVerifies() throws {
        let host = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        let line = try String(contentsOfFile: Self.ssh + ".pub", encoding: .utf8)
        let ssh = line.split(separator: " ").prefix(2).map(String.init)
        let entries = try [
            peer("entry", privateKey, "web1", host), peer("entry", privateKey, "laptop", ssh[0], ssh[1]),
        ]
        let list = entries.map { "\"\($0)\"" }.joined(separator: ", ")
        try scratch.write(scratch.read().replacing("{", with: "{\"_recipients\": [\(list)], ", maxReplacements: 1))
        let states = try scratch.run(["recipients", "secrets.ejson"])
        #expect(states.status == 0 && states.output.matches(of: /verified\n/).count == 2, "\(states.output)")
        try FileManager.default.removeItem(at: scratch.keys.appending(path: Scratch.publicKey))
        #expect(try scratch.run(["get", "secrets.ejson", "password"]).output == "correct horse")
        try scratch.write(String(contentsOfFile: Self.ssh, encoding: .utf8), to: "id", mode: 0o600)
        let arguments = ["get", "--keydir", "none", "--identity", "id", "secrets.ejson", "password"]
        #expect(try scratch.run(arguments).output == "correct horse")
    }

    @Test func bothFindTheSameForgeries() throws {
        let host = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        #expect(try scratch.run(["recipients", "add", "secrets.ejson", "web1", host]).status == 0)
        try scratch.write(scratch.read().replacing("\"web1 ", with: "\"web2 "))
        #expect(try peer("verify", "secrets.ejson", privateKey) == "web2 forged")
        #expect(try scratch.run(["recipients", "secrets.ejson"]).output.contains("not made by a holder"))
    }

    /// The reference keeps strings in arrays under a key with an underscore, so it still works for holders of the
    /// document's key. Everything except the member is as without it.
    @Test func theListIsACommentToTheReference() throws {
        let before = try scratch.run(["decrypt", "secrets.ejson"]).output
        #expect(try scratch.run(["recipients", "add", "secrets.ejson", "laptop", Self.ssh + ".pub"]).status == 0)
        let sealed = try scratch.read()
        let list = try #require(sealed.firstMatch(of: /,\s*"_recipients": \[[^\]]*\]/)).output
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).output.isEmpty)
        #expect(try scratch.read() == sealed)
        let opened = try scratch.run(["decrypt", "secrets.ejson"]).output
        #expect(opened.contains(list) && opened.replacing(list, with: "") == before)
    }
}
