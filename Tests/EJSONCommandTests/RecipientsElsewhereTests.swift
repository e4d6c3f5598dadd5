import EJSON
import Foundation
import Testing

/// Other commands with a document with recipients. Its private key is sealed to `laptop` (an ssh key, in the file `id`)
/// and `web1` (whose key is missing).
@Suite struct RecipientsElsewhereTests {
    private let scratch: Scratch
    private static let ssh = Scratch.testdata.appending(path: "recipients/ssh")
    private let laptop: RecipientKey
    private let web1: RecipientKey

    init() throws {
        scratch = try Scratch()
        web1 = .publicKey(try KeyPair.generate().publicKey)
        laptop = try RecipientKey(
            parsing: String(contentsOf: Self.ssh.appending(path: "ed25519.pub"), encoding: .utf8))
        try scratch.writeListed([("laptop", laptop), ("web1", web1)])
        try FileManager.default.removeItem(at: scratch.keys)
        try scratch.write(
            String(contentsOf: Self.ssh.appending(path: "ed25519"), encoding: .utf8), to: "id", mode: 0o600)
    }

    /// Runs a command as the laptop.
    private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Command.Result {
        let own = ["EJSON_IDENTITY": scratch.path("id"), "EJSON_KEYDIR": scratch.keys.path()]
        return try Command.run(arguments, environment: own.merging(environment) { $1 }, in: scratch.url)
    }

    /// Adds an entry that was made without the document's key.
    private func forge() throws {
        let entry = try Recipient(#require(RecipientName("web9")), web1, sealing: KeyPair.generate().privateKey).entry
        try scratch.write(scratch.read().replacing("    \"laptop ", with: "    \"\(entry)\",\n    \"laptop "))
    }

    private func states() throws -> [Substring] {
        try run("recipients", "secrets.ejson").output.split(separator: "\n").dropFirst()
            .map { $0.split(separator: " ", omittingEmptySubsequences: true) }.map { $0[1] + " " + $0[$0.count - 1] }
            .map { $0[...] }
    }

    // MARK: rotate

    @Test func rotateKeepsRecipientsAndStoresNoKey() throws {
        let old = try scratch.recipient()
        let result = try run("rotate", "secrets.ejson")
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        #expect(try scratch.recipient() != old)
        #expect(try states() == ["laptop verified", "web1 verified"])
        #expect(try run("get", "secrets.ejson", "environment.PASSWORD").output == "correct horse")
        #expect(!FileManager.default.fileExists(atPath: scratch.keys.path()))
        // A stored key stays stored.
        try FileManager.default.createDirectory(at: scratch.keys, withIntermediateDirectories: false)
        let stored = String(try run("keygen", "-w").output.dropLast())
        #expect(try run("rotate", "--to", stored, "secrets.ejson").status == 0)
        #expect(try scratch.recipient() == stored)
        #expect(try run("rotate", "secrets.ejson").status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()).count == 2)
        #expect(try states() == ["laptop verified", "web1 verified"])
    }

    @Test(arguments: [[], ["--reseal"], ["--dry-run"]]) func aForgedEntryStopsRotate(_ options: [String]) throws {
        try forge()
        let before = try scratch.read()
        let result = try Command.run(
            ["rotate"] + options + ["secrets.ejson"],
            environment: ["EJSON_IDENTITY": scratch.path("id"), "EJSON_KEYDIR": scratch.keys.path()], in: scratch.url)
        #expect(result.status == 1 && result.error.contains("web9: \(Said.forged)"), "\(result.error)")
        #expect(try scratch.read() == before)
    }

    @Test func rotateToAKeyThatIsNotHereIsRefused() throws {
        let other = String(try run("keygen").output.split(separator: "\n")[1])
        let result = try run("rotate", "--to", other, "--untested-key", "secrets.ejson")
        #expect(result.status == 1 && result.error.contains("recipients"), "\(result.error)")
    }

    // MARK: edit

    private func edit(_ script: String) throws -> Command.Result {
        try run("edit", "secrets.ejson", environment: ["EDITOR": "sed -i \(script)"])
    }

    @Test func editKeepsRecipients() throws {
        let list = try scratch.read().matches(of: /\ {4}"(laptop|web1)\ .*/).map(\.output.0)
        let result = try edit("s/correct/wrong/")
        #expect(result.status == 0, "\(result.error)")
        #expect(try run("get", "secrets.ejson", "environment.PASSWORD").output == "wrong horse")
        #expect(try scratch.read().matches(of: /\ {4}"(laptop|web1)\ .*/).map(\.output.0) == list)
    }

    /// A list that was changed by hand has no effect on keys.
    static let edits: [(String, String)] = [
        ("s/\"web1/\"web2/", "web2: \(Said.forged)"),
        ("/web1/d;/laptop/s/,$//", "web1 \(Said.removedByHand)"),
    ]

    @Test(arguments: edits) func editRefusesAListThatIsChangedByHand(_ script: String, _ words: String) throws {
        let before = try scratch.read()
        let result = try edit("'\(script)'")
        #expect(result.status == 1 && result.error.contains(words), "\(result.error)")
        #expect(try scratch.read() == before)
        _ = try run("edit", "--discard", "secrets.ejson", environment: ["EDITOR": "true"])
    }

    @Test func editMayTakeAForgedEntryOut() throws {
        try forge()
        let result = try edit("/web9/d")
        #expect(result.status == 0, "\(result.error)")
        #expect(try states() == ["laptop verified", "web1 verified"])
    }

    // MARK: init

    @Test func initMakesADocumentThatHoldsItsKey() throws {
        let key = try String(contentsOf: Self.ssh.appending(path: "ed25519.pub"), encoding: .utf8)
        let file = Self.ssh.appending(path: "passphrase.pub").path()
        let result = try run("init", "--recipient", "laptop=\(key)", "--recipient", "anna=\(file)", "new.ejson")
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        #expect(result.output.hasPrefix("Made new.ejson.\nIts private key is stored nowhere but in it"))
        #expect(!FileManager.default.fileExists(atPath: scratch.keys.path()))
        #expect(try run("set", "new.ejson", "a", "--value", "x").status == 0)
        #expect(try run("get", "new.ejson", "a").output == "x")
        #expect(try run("recipients", "new.ejson").output.matches(of: /verified\n/).count == 2)
    }

    static let wrongOptions: [([String], Int32)] = [
        (["--recipient", "laptop"], 64), (["--recipient", "=x"], 64), (["--recipient", "a b=x"], 64),
        (["--recipient", "a=x"], 1), (["--recipient", "a=\(Scratch.publicKey)", "--create-keydir"], 64),
        (["--recipient", "a=\(Scratch.publicKey)", "--public-key", Scratch.publicKey], 64),
        (["--recipient", "a=\(Scratch.publicKey)", "--recipient", "a=\(Scratch.publicKey)"], 1),

    ]

    @Test(arguments: wrongOptions) func initRefuses(_ options: [String], _ status: Int32) throws {
        let result = try Command.run(["init"] + options + ["new.ejson"], in: scratch.url)
        #expect(result.status == status, "\(result.error)")
        #expect(!FileManager.default.fileExists(atPath: scratch.path("new.ejson")))
    }

    // MARK: keys

    @Test func keysSaysWhichIdentityOpensWhat() throws {
        let result = try run("keys", "secrets.ejson")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("can be opened, as laptop by \(scratch.path("id"))"), "\(result.output)")
        let json = try run("keys", "--json", "secrets.ejson").output
        #expect(json.contains("\"opened_by\": \"\(scratch.path("id"))\", \"recipient\": \"laptop\""), "\(json)")
        try FileManager.default.createDirectory(at: scratch.keys, withIntermediateDirectories: false)
        let stranger = try run("keys", "secrets.ejson", environment: ["EJSON_IDENTITY": ""])
        #expect(stranger.status == 1 && stranger.output.contains("laptop, web1"), "\(stranger.output)")
    }

    // MARK: check

    @Test func checkComparesWithAReviewedListWithoutAKey() throws {
        func check(_ list: String) throws -> [String] {
            try scratch.write(list, to: "list")
            let result = try Command.run(
                ["check", "--json", "--recipients", "list", "secrets.ejson"], environment: ["EJSON_KEYDIR": "none"],
                in: scratch.url)
            let codes = result.output.matches(of: /"code": "(\w+)"/).map { String($0.output.1) }
                .filter { $0 != "noRecoveryRecipient" }
            #expect(result.status == (codes.isEmpty ? 0 : 1), "\(result.error)")
            return codes
        }
        #expect(try check("laptop \(laptop)\nweb1 \(web1)\n") == [])
        #expect(try check("laptop \(laptop)\n") == ["recipientNotListed"])
        #expect(try check("laptop \(laptop)\nweb1 \(web1)\nweb2 \(web1)\n") == ["recipientMissing"])
        #expect(try check("laptop \(web1)\nweb1 \(web1)\n") == ["recipientKeyDiffers"])
        // A committer replaces a host's key by another one.
        try scratch.write(scratch.read().replacing(web1.description, with: Scratch.publicKey))
        #expect(try check("laptop \(laptop)\nweb1 \(web1)\n") == ["recipientKeyDiffers"])
    }

    @Test func checkMentionsAMissingRecoveryKey() throws {
        let result = try run("check", "secrets.ejson")
        #expect(result.status == 0 && result.error.contains("warning: _recipients: \(Said.noRecovery)"))
        #expect(try run("recipients", "add", "secrets.ejson", "recovery", Scratch.publicKey).status == 0)
        #expect(try run("check", "secrets.ejson").error.isEmpty)
        #expect(try run("recipients", "remove", "secrets.ejson", "recovery", "web1").status == 0)
        #expect(try run("check", "secrets.ejson").error.contains(Said.onlyOneCanOpen))
    }

    static let malformed: [(String, String)] = [
        ("\"web1 x\"", "not a recipient"), ("\"w\\u001b[2Jb \(Scratch.publicKey) AAAA\"", Said.notAName),
        ("1", "array of strings"), ("\"web1 ssh-rsa AAAA AAAA\"", "ssh-rsa"),
    ]

    /// Entries that could not be opened, or contain control characters, are findings even without a key.
    @Test(arguments: malformed) func checkRefusesMalformedLists(_ entry: String, _ words: String) throws {
        try scratch.write(scratch.read().replacing("    \"laptop ", with: "    \(entry),\n    \"laptop "))
        let result = try run("check", "secrets.ejson")
        #expect(
            result.status == 1 && result.error.contains(words) && !result.error.contains("\u{1B}"), "\(result.error)")
        #expect(result.error.hasPrefix("secrets.ejson:4:"))
        // It stops neither a host nor a change of the list.
        #expect(try run("get", "secrets.ejson", "environment.PASSWORD").status == (entry == "1" ? 1 : 0))
        #expect(try run("recipients", "add", "secrets.ejson", "x", Scratch.publicKey).status == 1)
    }

    // MARK: What a committer does (Docs/threat-model.md)

    private func list() throws -> String {
        try scratch.write("laptop \(laptop)\nweb1 \(web1)\n", to: "list")
        return try run("check", "--recipients", "list", "secrets.ejson").error
    }

    @Test func swapsTwoNames() throws {
        let other = RecipientKey.publicKey(try KeyPair.generate().publicKey)
        #expect(try run("recipients", "add", "-q", "secrets.ejson", "web2", other.description).status == 0)
        let swapped = try scratch.read().replacing("\"web1 ", with: "\"WEB ").replacing("\"web2 ", with: "\"web1 ")
            .replacing("\"WEB ", with: "\"web2 ")
        try scratch.write(swapped)
        let states = try run("recipients", "secrets.ejson")
        #expect(states.status == 1 && states.output.matches(of: /not made by a holder/).count == 2)
        #expect(try run("rotate", "secrets.ejson").status == 1)
        #expect(try list().contains("web1 has the key"))
    }

    @Test func bringsAnEntryBackFromHistory() throws {
        let entry = try #require(scratch.read().firstMatch(of: /"web1\ [^"]*"/)).output
        #expect(try run("recipients", "remove", "-q", "secrets.ejson", "web1").status == 0)
        try scratch.write(scratch.read().replacing("    \"laptop ", with: "    \(entry),\n    \"laptop "))
        #expect(try run("recipients", "secrets.ejson").output.contains(/web1\ .*not made by a holder/))
        #expect(try run("rotate", "secrets.ejson").status == 1)
        try scratch.write("laptop \(laptop)\n", to: "list")
        #expect(try run("check", "--recipients", "list", "secrets.ejson").error.contains("web1 \(Said.canOpen)"))
    }

    /// A whole document replaced by a committer: it verifies, because they hold its key. Only review and removed
    /// recipients notice it.
    @Test func replacesThePublicKeyWithEverything() throws {
        let before = try scratch.recipient()
        try scratch.writeListed([("laptop", laptop), ("web1", web1)])
        #expect(try scratch.recipient() != before)
        #expect(try run("recipients", "secrets.ejson").status == 0)
        #expect(!(try list().contains("recipientKeyDiffers")))
    }

    @Test func addsEntriesByTheHundredThousand() throws {
        let entry = "    \"x\(String(repeating: "0", count: 60)) \(Scratch.publicKey) AAAA\",\n"
        let many = String(repeating: entry, count: 100_000)
        try scratch.write(scratch.read().replacing("    \"laptop ", with: many + "    \"laptop "))
        for arguments in [["check", "secrets.ejson"], ["decrypt", "secrets.ejson"], ["recipients", "secrets.ejson"]] {
            let environment = ["EJSON_IDENTITY": scratch.path("id"), "EJSON_KEYDIR": scratch.keys.path()]
            let result = try Command.run(arguments, environment: environment, in: scratch.url)
            #expect(
                result.status == 1 && result.error.contains("more than 4096 recipients"), "\(result.error.prefix(300))")
        }
    }

    @Test func duplicatedNamesAreRefused() throws {
        let line = try #require(scratch.read().firstMatch(of: /\ {4}"laptop\ .*\n/)).output
        try scratch.write(scratch.read().replacing(line, with: line + line))
        #expect(try run("check", "secrets.ejson").error.contains("\(Said.twoOfTheName) laptop"))
        #expect(try run("rotate", "secrets.ejson").status == 1)
        #expect(try run("recipients", "remove", "secrets.ejson", "laptop").status == 1)
    }
}
