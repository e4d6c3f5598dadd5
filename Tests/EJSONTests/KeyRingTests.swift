import Foundation
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

/// A fleet in a temporary directory: documents, hosts and who can open what.
private struct Fleet {
    let directory: TemporaryDirectory
    let keys: KeyDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path.appending("keys").string, withIntermediateDirectories: false)
        keys = KeyDirectory(directory.path.appending("keys"))
    }

    /// A document whose private key is stored nowhere but in its list.
    @discardableResult
    func add(_ name: String, recipients: [(name: String, key: RecipientKey)]) throws -> PublicKey {
        let pair = try KeyPair.generate()
        var entries: [String] = []
        for recipient in recipients {
            let name = try #require(RecipientName(recipient.name))
            entries.append("\"\(try Recipient(name, recipient.key, sealing: pair.privateKey).entry)\"")
        }
        let text = """
            {"_public_key": "\(pair.publicKey)", "_recipients": [\(entries.joined(separator: ", "))], "a": "x"}
            """
        try directory.write(String(decoding: document(text).encrypted(), as: UTF8.self), to: name + ".ejson")
        return pair.publicKey
    }

    func file(_ name: String) -> FilePath { directory.path.appending(name) }

    func open(_ name: String, identities: [FilePath] = []) throws -> String {
        let file = file(name + ".ejson")
        let document = try Document(contentsOf: file)
        let ring = KeyRing(keys, identities: identities, usesStandardIdentities: false)
        let key = try ring.privateKey(for: document, in: file)
        return try document.decrypted(with: key).withBytes { String(decoding: Array($0), as: UTF8.self) }
    }
}

@Suite struct KeyRingTests {
    @Test func aKeyInTheDirectoryOpensAsARecipient() throws {
        let fleet = try Fleet()
        let host = try fleet.keys.storeNewKeyPair()
        try fleet.add("app", recipients: [("web1", .publicKey(host))])
        #expect(try fleet.open("app").contains("\"a\": \"x\""))
    }

    @Test func anSSHKeyOpens() throws {
        let fleet = try Fleet()
        let ssh = TestData.directory.appending("recipients/ssh")
        let text = try contents(of: ssh.appending("ed25519"))
        try fleet.directory.write(text, to: "host_key", mode: 0o600)
        let publicHalf = try contents(of: ssh.appending("ed25519.pub"))
        try fleet.add("app", recipients: [("web1", RecipientKey(parsing: publicHalf))])
        #expect(try fleet.open("app", identities: [fleet.file("host_key")]).contains("\"x\""))

        // With its public half beside it, a key that is not in the list is not even read.
        try fleet.directory.write("not a key at all", to: "other", mode: 0o600)
        try fleet.directory.write(contents(of: ssh.appending("passphrase.pub")), to: "other.pub")
        let both = [fleet.file("other"), fleet.file("host_key")]
        #expect(try fleet.open("app", identities: both).contains("\"x\""))
        #expect(failure { _ = try fleet.open("app", identities: [fleet.file("other")]) }?.code == .noIdentity)
    }

    @Test func aDocumentIsAnIdentity() throws {
        let fleet = try Fleet()
        let host = try fleet.keys.storeNewKeyPair()
        let group = try fleet.add("fleet", recipients: [("web1", .publicKey(host))])
        let region = try fleet.add("region", recipients: [("fleet", .publicKey(group))])
        try fleet.add("app", recipients: [("region", .publicKey(region)), ("fleet", .publicKey(group))])
        #expect(try fleet.open("app").contains("\"x\""))
        try FileManager.default.removeItem(atPath: fleet.file("region.ejson").string)
        #expect(try fleet.open("app").contains("\"x\""))
        // Elsewhere it is named as an identity.
        try FileManager.default.moveItem(
            atPath: fleet.file("fleet.ejson").string, toPath: fleet.file("moved").string)
        #expect(failure { _ = try fleet.open("app") }?.code == .noIdentity)
        #expect(try fleet.open("app", identities: [fleet.file("moved")]).contains("\"x\""))
    }

    @Test(arguments: [(8, true), (9, false)]) func aChainHasAtMostEightLinks(_ links: Int, _ opens: Bool) throws {
        let fleet = try Fleet()
        var key = try fleet.keys.storeNewKeyPair()
        for link in 1...links {
            key = try fleet.add("d\(link)", recipients: [("d\(link - 1)", .publicKey(key))])
        }
        if opens {
            #expect(try fleet.open("d\(links)").contains("\"x\""))
        } else {
            let error = failure { _ = try fleet.open("d\(links)") }
            #expect(error?.reason == .recipient(.chainTooLong))
        }
    }

    @Test func aLoopIsRefused() throws {
        let fleet = try Fleet()
        // Two documents that list each other.
        let first = try KeyPair.generate()
        let second = try KeyPair.generate()
        func write(_ file: String, _ own: borrowing KeyPair, _ name: String, _ other: PublicKey) throws {
            let entry = try Recipient(#require(RecipientName(name)), .publicKey(other), sealing: own.privateKey).entry
            try fleet.directory.write(
                "{\"_public_key\": \"\(own.publicKey)\", \"_recipients\": [\"\(entry)\"], \"x\": 1}", to: file)
        }
        try write("a.ejson", first, "b", second.publicKey)
        try write("b.ejson", second, "a", first.publicKey)
        #expect(failure { _ = try fleet.open("a") }?.reason == .recipient(.loop))
    }

    @Test func saysWhoTheRecipientsAreAndWhatWasTried() throws {
        let fleet = try Fleet()
        let stranger = try KeyPair.generate()
        try fleet.add("app", recipients: [("web1", .publicKey(stranger.publicKey))])
        try fleet.directory.write(String(repeating: "42", count: 32), to: "mine", mode: 0o600)
        let error = failure { _ = try fleet.open("app", identities: [fleet.file("mine")]) }
        #expect(error?.code == .noIdentity)
        #expect(error?.reason == .noIdentity(recipients: ["web1"], tried: [fleet.file("mine").string]))
    }

    @Test func anIdentityThatOthersCanChangeIsRefused() throws {
        let fleet = try Fleet()
        let stranger = try KeyPair.generate()
        try fleet.add("app", recipients: [("web1", .publicKey(stranger.publicKey))])
        try fleet.directory.write(String(repeating: "42", count: 32), to: "mine", mode: 0o666)
        let error = failure { _ = try fleet.open("app", identities: [fleet.file("mine")]) }
        #expect(error?.code == .insecureKeyDirectory)
    }

    @Test func aForgedEntryIsReported() throws {
        let fleet = try Fleet()
        let host = try fleet.keys.storeNewKeyPair()
        try fleet.add("app", recipients: [("web1", .publicKey(host))])
        let text = try contents(of: fleet.file("app.ejson")).replacing("web1 ", with: "web2 ")
        try fleet.directory.write(text, to: "app.ejson")
        let error = failure { _ = try fleet.open("app") }
        #expect(error?.code == .forgedRecipient)
        #expect(error?.path == "web2")
    }

    /// An identity file with a wrong public half, beside it or in it, opens nothing, and the error says why.
    @Test func aPublicHalfOfAnotherKeyOpensNothing() throws {
        let fleet = try Fleet()
        let ssh = TestData.directory.appending("recipients/ssh")
        try fleet.directory.write(contents(of: ssh.appending("ed25519")), to: "id", mode: 0o600)
        try fleet.directory.write(contents(of: ssh.appending("passphrase.pub")), to: "id.pub")
        try fleet.add(
            "app", recipients: [("web1", RecipientKey(parsing: contents(of: ssh.appending("passphrase.pub"))))])
        #expect(failure { _ = try fleet.open("app", identities: [fleet.file("id")]) }?.code == .noIdentity)
    }

    /// A file beside the document cannot keep a host from starting.
    @Test(arguments: ["not a document", "{\"_public_key\": \"zz\"}", ""])
    func aBrokenFileBesideTheDocumentDoesNotMatter(_ content: String) throws {
        let fleet = try Fleet()
        let ssh = TestData.directory.appending("recipients/ssh")
        try fleet.directory.write(contents(of: ssh.appending("ed25519")), to: "id_ed25519", mode: 0o600)
        try fleet.directory.write(contents(of: ssh.appending("ed25519.pub")), to: "id_ed25519.pub")
        let key = try RecipientKey(parsing: contents(of: ssh.appending("ed25519.pub")))
        let stranger = try KeyPair.generate()
        try fleet.add("app", recipients: [("fleet", .publicKey(stranger.publicKey)), ("web1", key)])
        try fleet.directory.write(content, to: "fleet.ejson")
        let identity = fleet.file("id_ed25519")
        #expect(try fleet.open("app", identities: [identity]).contains("\"x\""))
        let error = failure { _ = try fleet.open("app") }
        #expect(error?.file == fleet.file("fleet.ejson"))
    }

    /// Neither can a malformed entry; a change of the list reports it.
    @Test func aMalformedEntryOfAnotherDoesNotMatter() throws {
        let fleet = try Fleet()
        let host = try fleet.keys.storeNewKeyPair()
        try fleet.add("app", recipients: [("web1", .publicKey(host))])
        let text = try contents(of: fleet.file("app.ejson")).replacing(": [", with: ": [\"web0 \\u001b[2J x\", ")
        try fleet.directory.write(text, to: "app.ejson")
        #expect(try fleet.open("app").contains("\"x\""))
        let document = try Document(contentsOf: fleet.file("app.ejson"))
        let error = failure { _ = try document.recipients() }
        #expect(error?.code == .invalidPublicKey && error?.path == "_recipients.0" && error?.position != nil)
    }

    /// Eight layers of documents, each listing all of the next: ten million dead ends.
    @Test func eachDocumentIsTriedOnce() throws {
        let fleet = try Fleet()
        let stranger = try KeyPair.generate()
        var layer: [(name: String, key: RecipientKey)] = [("x", .publicKey(stranger.publicKey))]
        for number in 1...7 {
            layer = try (0..<10).map { index in
                ("l\(number)-\(index)", .publicKey(try fleet.add("l\(number)-\(index)", recipients: layer)))
            }
        }
        try fleet.add("app", recipients: layer)
        let start = ContinuousClock.now
        #expect(failure { _ = try fleet.open("app") }?.code == .noIdentity)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func manyRecipients() throws {
        let fleet = try Fleet()
        let host = try fleet.keys.storeNewKeyPair()
        let strangers = try (0..<40).map { index in
            ("r\(index)", RecipientKey.publicKey(try KeyPair.generate().publicKey))
        }
        let group = try fleet.add("fleet", recipients: strangers + [("web1", .publicKey(host))])
        try fleet.add("app", recipients: strangers + [("fleet", .publicKey(group))])
        #expect(try fleet.open("app").contains("\"x\""))
        // Upper-case digits are the same key.
        let digits = host.description
        let text = try contents(of: fleet.file("fleet.ejson")).replacing(digits, with: digits.uppercased())
        try fleet.directory.write(text, to: "fleet.ejson")
        #expect(try fleet.open("app").contains("\"x\""))
    }

    /// 100,000 entries that a committer adds are refused before any of them is looked at.
    @Test func aListThatIsTooLongIsRefused() throws {
        let fleet = try Fleet()
        let host = try fleet.keys.storeNewKeyPair()
        try fleet.add("app", recipients: [("web1", .publicKey(host))])
        let entry = "\"a \(host) AAAA\", "
        let text = try contents(of: fleet.file("app.ejson"))
            .replacing(": [", with: ": [" + String(repeating: entry, count: 100_000))
        try fleet.directory.write(text, to: "app.ejson")
        let error = failure { _ = try fleet.open("app") }
        #expect(error?.reason == .recipient(.tooMany) && error?.position != nil)
    }

    static let lists: [(String, EJSONError.Code, RecipientProblem)] = [
        ("{}", .invalidRecipient, .notAList), ("\"web1\"", .invalidRecipient, .notAList),
        ("[1]", .invalidRecipient, .notAList), ("[[]]", .invalidRecipient, .notAList),
        ("[\"x\"]", .invalidRecipient, .notAnEntry), ("[], \"_recipients\": []", .invalidRecipient, .duplicateList),
        ("[], \"\\u005frecipients\": []", .invalidRecipient, .duplicateList),
    ]

    @Test(arguments: lists) func refusesList(_ json: String, _ code: EJSONError.Code, _ problem: RecipientProblem)
        throws
    {
        let document = try document(text("\"_recipients\": \(json)"))
        let error = try #require(failure { _ = try document.recipients() })
        #expect(error.code == code)
        #expect(error.reason == .recipient(problem))
        #expect(error.position != nil)
    }

    @Test func namesAreUniqueAndTheListBounded() throws {
        let pair = try KeyPair.generate()
        var list = RecipientList()
        let key = RecipientKey.publicKey(pair.publicKey)
        let first = try Recipient(#require(RecipientName("a")), key, sealing: pair.privateKey)
        try list.append(first)
        #expect(failure { try list.append(first) }?.reason == .recipient(.duplicateName("a")))
        for index in 1..<RecipientList.maximumCount {
            try list.append(Recipient(#require(RecipientName("r\(index)")), key, sealing: pair.privateKey))
        }
        let last = try Recipient(#require(RecipientName("last")), key, sealing: pair.privateKey)
        #expect(failure { try list.append(last) }?.reason == .recipient(.tooMany))
    }
}
