import EJSONTesting
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct SecretsTests {
    @Test func testingADocumentWithRecipients() throws {
        let digits = Array(String(repeating: "42", count: 32).utf8)
        let host = try PrivateKey(hexadecimal: digits.span)
        let name = try #require(RecipientName("web1"))
        let document = try InMemoryDocument("{\"a\": \"x\"}", recipients: [name: .publicKey(host.publicKey)])
        let list = try document.document.recipients()
        try list.verify(with: document.keyPair.privateKey)
        let key = try Identity(host).privateKey(of: document.document.recipient, in: list)
        guard let key else { return #expect(Bool(false), "web1 is a recipient") }
        #expect(try Secrets(document.document, privateKey: key).unprotectedString(at: "a") == "x")
    }

    private static let json = #"""
        {
          "name": "x\n\u00e9\ud83d\udd10", "empty": "", "_port": 5432, "ratio": 1.50, "on": true, "none": null,
          "database": {"password": "correct horse", "_user": "app"},
          "hosts": ["a", {"name": "b"}], "tls.key": "dotted", "a/b": {"~": "pointer"}, "": "nameless",
          "twice": {"first": "1"}, "twice": {"second": "2"}, "_half": "\ud800"
        }
        """#

    /// In the order: a path, the bytes that are there.
    @Test(
        arguments: [
            ("name", "x\né🔐"), ("empty", ""), ("_port", "5432"), ("ratio", "1.50"), ("on", "true"),
            ("database.password", "correct horse"), ("database._user", "app"), ("hosts.0", "a"), ("hosts.1.name", "b"),
            ("/database/password", "correct horse"), ("/tls.key", "dotted"), ("/a~1b/~0", "pointer"), ("/", "nameless"),
            ("twice.second", "2"),
        ])
    func looksUpOneValue(_ path: String, _ expected: String) throws {
        let secrets = try Secrets(testing: Self.json)
        #expect(try secrets.unprotectedString(at: path) == expected)
        #expect(try secrets.value(at: path).withBytes { Array($0) } == Array(expected.utf8))
    }

    @Test(
        arguments: [
            ("missing", .valueNotFound), ("name.x", .valueNotFound), ("hosts.2", .valueNotFound),
            ("twice.first", .valueNotFound), ("NAME", .valueNotFound),
            // No path at all.
            ("", .valueNotFound), ("a..b", .valueNotFound), ("/~2", .valueNotFound),
            ("none", .undeliverableValue), ("database", .undeliverableValue), ("hosts", .undeliverableValue),
            ("_half", .undeliverableValue),
        ] as [(String, EJSONError.Code)])
    func saysWhyThereIsNoValue(_ path: String, _ code: EJSONError.Code) throws {
        let secrets = try Secrets(testing: Self.json)
        let errors = [
            failure { _ = try secrets.unprotectedString(at: path) },
            failure { try secrets.value(at: path).withBytes { _ in } },
        ]
        for error in errors {
            #expect(error?.code == code)
            #expect(error?.path != nil)
        }
    }

    @Test func readsAFileWithTheKeyThatTheDirectoryHolds() throws {
        let secrets = try Secrets(
            contentsOf: TestData.interop.appending("nested.ejson"), keys: .keyRing(KeyRing(TestData.keys)))
        #expect(secrets.recipient.description == TestData.publicKey)
        let plaintext = try contents(of: TestData.interop.appending("nested.decrypted.json"))
        #expect(secrets.withJSON { String(decoding: Array($0), as: UTF8.self) } == plaintext)
    }

    /// In the order: the document's text, whether its key is there, the code and the last component of the file.
    @Test(
        arguments: [
            (#"{"_public_key": "KEY", "a": "plain"}"#, true, .notEncrypted, "secrets.ejson"),
            (#"{"_public_key": "KEY", "a": "#, true, .malformedJSON, "secrets.ejson"),
            (#"{"_public_key": "KEY"}"#, false, .keyNotFound, TestData.publicKey),
            (#"{"a": "b"}"#, true, .missingPublicKey, "secrets.ejson"),
        ] as [(String, Bool, EJSONError.Code, String)])
    func namesTheFileAtFault(_ text: String, _ hasKey: Bool, _ code: EJSONError.Code, _ file: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(text.replacing("KEY", with: TestData.publicKey), to: "secrets.ejson")
        let keys = hasKey ? TestData.keys : KeyDirectory(directory.path)
        let error = failure { _ = try Secrets(contentsOf: path, keys: .keyRing(KeyRing(keys))) }
        #expect(error?.code == code)
        #expect(error?.file?.lastComponent?.string == file)
    }

    @Test func namesTheFileOfAMissingValue() throws {
        let path = TestData.interop.appending("nested.ejson")
        let secrets = try Secrets(contentsOf: path, keys: .keyRing(KeyRing(TestData.keys)))
        let error = failure { _ = try secrets.unprotectedString(at: "no.such") }
        #expect(error?.file == path)
        #expect(error?.path == "no.such")
    }

    /// Values cross isolation boundaries, and copies outlive the original.
    @Test func isShared() async throws {
        var secrets: Secrets? = try Secrets(testing: Self.json)
        let copy = try #require(secrets)
        secrets = nil
        let password = try await Task.detached { try copy.unprotectedString(at: "database.password") }.value
        #expect(password == "correct horse")
    }
}

@Suite struct InMemoryDocumentTests {
    @Test(arguments: ["{}", "{ }", " {\n}\n", #"{"a": "x"}"#, "{\n  \"a\": \"x\",\n  \"_b\": \"y\"\n}"])
    func sealsAnyObject(_ json: String) throws {
        let document = try InMemoryDocument(json)
        let text = String(decoding: document.text, as: UTF8.self)
        #expect(!text.contains("\"x\""))
        #expect(boxedMessages(in: text).count == (json.contains("x") ? 1 : 0))
        #expect(document.document.recipient == document.keyPair.publicKey)
        let secrets = try document.secrets()
        #expect(try secrets.unprotectedString(at: "_public_key") == document.keyPair.publicKey.description)
        if json.contains("x") { #expect(try secrets.unprotectedString(at: "a") == "x") }
    }

    @Test func everyDocumentHasAKeyOfItsOwn() throws {
        let keys = try (0..<2).map { _ in try Secrets(testing: "{}").recipient }
        #expect(keys[0] != keys[1])
    }

    @Test(
        arguments: [
            ("", .malformedJSON), ("[]", .malformedJSON), ("{", .malformedJSON), ("{,}", .malformedJSON),
            (#"{"_public_key": "0"}"#, .duplicatePublicKey),
        ] as [(String, EJSONError.Code)])
    func refusesWhatIsNoDocument(_ json: String, _ code: EJSONError.Code) {
        #expect(failure { _ = try InMemoryDocument(json) }?.code == code)
    }
}
