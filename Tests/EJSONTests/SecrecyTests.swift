import EJSONTesting
import EJSONTestSupport
import Testing

@testable import EJSON

/// Secrets must not appear in any description.
@Suite struct SecrecyTests {
    private let secret = "correct horse battery staple"

    private func views<Value>(of value: Value) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return [String(describing: value), String(reflecting: value), "\(value)", dumped]
    }

    @Test func aDocumentShowsNoPlaintext() throws {
        let document = try document(text("\"a\": \"\(secret)\""))
        for view in views(of: document) {
            #expect(!view.contains(secret))
            #expect(!view.contains("horse"))
        }
    }

    @Test func secretsShowNothing() throws {
        let secrets = try Secrets(testing: "{\"a\": \"\(secret)\"}")
        for view in views(of: secrets) + views(of: [secrets]) + views(of: Optional(secrets)) {
            #expect(!view.contains("horse"))
            #expect(!view.contains("0x"))
        }
        #expect(Mirror(reflecting: secrets).children.isEmpty)
        let errors = [
            failure { _ = try secrets.unprotectedString(at: "a.b") },
            failure { _ = try secrets.unprotectedString(at: secret) },
        ]
        for error in errors {
            // The path is the caller's own.
            #expect(try #require(error).path != nil)
            for view in views(of: error) { #expect(!view.contains("correct horse") || error?.path == secret) }
        }
    }

    @Test func errorsShowNoPlaintext() throws {
        let sealed = try seal(text("\"a\": \"\(secret)\""))
        let message = boxedMessages(in: sealed)[0]
        let foreign = try KeyPair.generate()
        let errors = [
            failure { _ = try document(text("\"a\": \"\(secret)")) },
            failure { _ = try document(text("\"a\": \"\(secret)\t\"")) },
            failure { _ = try document(text("\"a\": \"\(secret)\\ud800\"")) },
            failure { _ = try open(text("\"a\": \"\(secret)\"")) },
            failure { _ = try open(text("\"a\": \"\(message.dropLast(5))AAA=]\"")) },
            failure { _ = try document(text("\"a\": \"\(message.dropLast(4))]\"")).encrypted() },
            failure { _ = try document(sealed).decrypted(with: foreign.privateKey) },
        ]
        for error in errors {
            let error = try #require(error)
            for view in views(of: error) {
                #expect(!view.contains("horse"))
                #expect(!view.contains("EJ["))
            }
        }
    }

    @Test func errorsShowNoPrivateKey() throws {
        let directory = try TemporaryDirectory()
        let digits = "c0ffee" + String(repeating: "42", count: 28)
        try directory.write(digits + "zz", to: TestData.publicKey)
        let error = failure {
            _ = try KeyDirectory(directory.path).privateKey(for: PublicKey(hexadecimal: TestData.publicKey))
        }
        let invalid = try #require(error)
        #expect(invalid.code == .invalidPrivateKey)
        for view in views(of: invalid) { #expect(!view.contains("c0ffee")) }
    }
}
