import EJSON
import EJSONTesting
import Foundation
import SystemPackage
import Testing

@testable import EJSONAgent

/// What a grant opens, and what it does not.
@Suite final class JudgeTests {
    private let url = FileManager.default.temporaryDirectory.appending(path: "ejson-judge-\(UUID().uuidString)")
    private let judge: Judge
    private let publicKey: PublicKey
    private let ephemeralKeys: [PublicKey]
    private var grant: Grant
    private let file: FilePath

    init() throws {
        try FileManager.default.createDirectory(
            at: url.appending(path: "keys"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let directory = FilePath(url.path())
        file = directory.appending("secrets.ejson")
        let document = try InMemoryDocument(#"{"password": "correct horse"}"#)
        try Data(document.text).write(to: URL(filePath: file.string))
        let keys = KeyDirectory(directory.appending("keys"))
        _ = try keys.store(document.keyPair)
        judge = Judge(KeyRing(keys, usesStandardIdentities: false))
        publicKey = document.keyPair.publicKey
        ephemeralKeys = try document.document.ephemeralKeys()
        grant = Grant(name: "shop", files: [file], socket: "/run/ejson/shop.sock")
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    private func refusal(_ keys: [PublicKey]? = nil, document: PublicKey? = nil) -> AgentProblem? {
        let request = AgentRequest(document: document ?? publicKey, name: "", ephemeralKeys: keys ?? ephemeralKeys)
        let verdict = judge.verdict(on: request, under: grant)
        switch verdict.answer {
        case .some: #expect(verdict.refusal == nil)
        case .none: #expect(verdict.refusal != nil)
        }
        return verdict.refusal
    }

    private func write(_ text: some Sequence<UInt8>) throws {
        try Data(text).write(to: URL(filePath: file.string))
    }

    @Test func aGrantedDocumentIsOpened() {
        #expect(refusal() == nil)
    }

    @Test func anotherDocumentIsNot() throws {
        #expect(try refusal(document: KeyPair.generate().publicKey) == .notGranted)
    }

    @Test func aBoxFromHistoryIsNot() throws {
        let old = ephemeralKeys
        try write(Document(contentsOf: file).text(replacing: "correct horse", sealedTo: publicKey))
        #expect(refusal(old) == .notInFile)
    }

    @Test func anEphemeralKeyBesideThoseOfTheFileIsNot() throws {
        #expect(try refusal(ephemeralKeys + [KeyPair.generate().publicKey]) == .notInFile)
    }

    @Test func aFileThatIsGoneOrNoDocumentOpensNothing() throws {
        try write("{".utf8)
        #expect(refusal() == .unreadableFile)
        try FileManager.default.removeItem(atPath: file.string)
        #expect(refusal() == .unreadableFile)
    }

    @Test func aKeyThatIsGoneOpensNothing() throws {
        try FileManager.default.removeItem(at: url.appending(path: "keys/\(publicKey)"))
        #expect(refusal() == .noPrivateKey)
        try FileManager.default.removeItem(at: url.appending(path: "keys"))
        #expect(refusal() == .noPrivateKey)
    }

    @Test func aGrantByPublicKeyNeedsNoFile() throws {
        grant = Grant(name: "shop", publicKeys: [publicKey], socket: "/run/ejson/shop.sock")
        #expect(try refusal([KeyPair.generate().publicKey]) == nil)
        #expect(try refusal(document: KeyPair.generate().publicKey) == .notGranted)
    }
}

extension Document {
    /// The text of a document with one value that was sealed now.
    fileprivate func text(replacing value: String, sealedTo publicKey: PublicKey) throws -> [UInt8] {
        try Document(Array("{\"_public_key\": \"\(publicKey)\", \"password\": \"\(value)\"}".utf8).span).encrypted()
    }
}

@Suite struct LogEntryTests {
    private let line =
        #"{"time": "2026-11-27T08:00:00Z", "grant": "shop", "result": "refused", "reason": "notInFile", "#
        + #""document": "/srv/secrets.ejson", "container": "abcdef0123456789", "pid": 7, "name": "a\u001b[2J"}"#

    @Test func filtersCountTogether() throws {
        let entry = try #require(LogEntry(Array(line.utf8)))
        var filter = LogFilter()
        #expect(filter.accepts(entry))
        (filter.grant, filter.document, filter.container) = ("shop", "secrets", "abcdef")
        (filter.since, filter.isRefused) = ("2026-11-27", true)
        #expect(filter.accepts(entry))
        filter.since = "2026-11-28"
        #expect(!filter.accepts(entry))
    }

    @Test func whatAClientSaysMovesNoCursor() throws {
        let entry = try #require(LogEntry(Array(line.replacing("/srv", with: #"/\u001b[2J"#).utf8)))
        #expect(entry.words.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test(arguments: ["", "{}", "no JSON", #"{"time": "2026"}"#, #"{"time": {}, "grant": "a", "result": "b"}"#])
    func whatIsNoRecordIsNone(_ text: String) {
        #expect(LogEntry(Array(text.utf8)) == nil)
    }
}
