import EJSONTestSupport
import Testing

@testable import EJSON
@testable import EJSONAuthoring

@Suite struct RotationTests {
    private static let plain = """
        {\r
        \t"_public_key" : "\(TestData.publicKey)",
        "_comment": "about \\u00e9", "a": "x", "n": [1.50, "y", {"b": "z", "_c": "c"}]
        } \n
        """

    @Test func changesTheKeyAndEveryBoxAndNoOtherByte() throws {
        let pair = try KeyPair.generate()
        let sealed = try document(Self.plain).reencrypted(to: pair.publicKey)
        let rotated = try document(String(decoding: sealed, as: UTF8.self))
        let expected = Self.plain.replacing(TestData.publicKey, with: pair.publicKey.description)
        #expect(try open(rotated, with: pair.privateKey) == expected)
        #expect(Set(boxedMessages(in: string(rotated)).map { $0.split(separator: ":")[1] }).count == 1)
        #expect(boxedMessages(in: string(rotated)).count == 3)
    }

    /// A value that looks like a boxed message is one more plaintext.
    @Test func sealsABoxInABox() throws {
        let inner = try sealBytes(Array("x".utf8))
        let pair = try KeyPair.generate()
        let sealed = try document(text("\"a\": \"\(inner)\"")).reencrypted(to: pair.publicKey)
        let rotated = try document(String(decoding: sealed, as: UTF8.self))
        #expect(try open(rotated, with: pair.privateKey).contains(inner))
    }

    @Test func keepsTheSpellingOfTheSameKey() throws {
        let upper = text(#""a": "x""#).replacing(TestData.publicKey, with: TestData.publicKey.uppercased())
        let plain = try document(upper)
        let sealed = try plain.reencrypted(to: plain.recipient)
        #expect(String(decoding: sealed, as: UTF8.self).contains(TestData.publicKey.uppercased()))
    }

    @Test func aDocumentWithoutValuesGetsTheKey() throws {
        let pair = try KeyPair.generate()
        let sealed = try document(text("\"n\": 1")).reencrypted(to: pair.publicKey)
        let expected = text("\"n\": 1").replacing(TestData.publicKey, with: pair.publicKey.description)
        #expect(String(decoding: sealed, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        (#""a": "x""#, EJSONError.Code?.none), (#""a": "\u0078""#, nil), (#""a": "y""#, .authenticationFailed),
        (#""a": "x", "b": "x""#, .authenticationFailed), ("\"_a\": \"x\"", .authenticationFailed),
    ])
    func verifiesTheValues(_ members: String, _ code: EJSONError.Code?) throws {
        let sealed = try document(seal(text(#""a": "x""#)))
        let key = try TestData.keys.privateKey(for: sealed.recipient)
        do throws(EJSONError) {
            try sealed.requireValues(of: document(text(members)), with: key)
            #expect(code == nil)
        } catch {
            #expect(error.code == code)
        }
    }
}
