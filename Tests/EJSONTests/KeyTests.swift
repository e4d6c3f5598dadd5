import Foundation
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct KeyTests {
    @Test func aNewKeyPairIsNewAndBelongsTogether() throws {
        let first = try KeyPair.generate()
        let second = try KeyPair.generate()
        #expect(first.publicKey != second.publicKey)
        let content = try first.privateKey.keyFileContent().withBytes { String(decoding: Array($0), as: UTF8.self) }
        #expect(content.utf8.count == 65 && content.hasSuffix("\n") && content.lowercased() == content)
        #expect(try privateKey(content).publicKey == first.publicKey)
    }

    @Test(arguments: [
        "", "00", String(repeating: "0", count: 63), String(repeating: "1", count: 65),
        " " + String(repeating: "1", count: 64), String(repeating: "1", count: 63) + "g",
        String(repeating: "1", count: 63) + "é",
    ])
    func refusesPublicKeysThatAreNot64Digits(_ text: String) {
        #expect(failure { _ = try PublicKey(hexadecimal: text) }?.code == .invalidPublicKey)
    }

    /// The points of `PointTests` are refused, and no others.
    @Test func takesWhatIsNextToRefusedPoints() throws {
        let highest = [UInt8](repeating: 0xFF, count: 31)
        for bytes in [
            [0xEB] + highest.dropFirst() + [0x7F], [2] + [UInt8](repeating: 0, count: 31),
            [9] + [UInt8](repeating: 0, count: 31), [0xFF] + [0xFE] + highest.dropFirst(2) + [0x7F],
        ] {
            _ = try PublicKey(bytes: bytes.span)
        }
    }

    @Test(arguments: ["\n", " ", "\r\n", "\t\n\n", ""])
    func dropsWhiteSpaceAroundAPrivateKey(_ space: String) throws {
        let digits = String(repeating: "ab", count: 32)
        #expect(try privateKey(space + digits + space).publicKey == privateKey(digits.uppercased()).publicKey)
    }

    @Test(arguments: ["", "\n", "zz", String(repeating: "a", count: 63), String(repeating: "a ", count: 64)])
    func refusesPrivateKeysThatAreNot64Digits(_ text: String) {
        #expect(failure { _ = try privateKey(text) }?.code == .invalidPrivateKey)
    }

    @Test func readsNoMoreThanTheDocumentsKey() throws {
        for key in [String(repeating: "0", count: 64), "0100" + String(repeating: "0", count: 60), "xx", ""] {
            let error = failure { _ = try document("{\n \"_public_key\": \"\(key)\"}") }
            #expect(error?.code == .invalidPublicKey)
            #expect(error?.position == EJSONError.Position(line: 2, column: 17))
        }
        let upper = try document("{\"_public_key\": \"\(TestData.publicKey.uppercased())\"}")
        #expect(upper.recipient.description == TestData.publicKey)
        let escaped = try document("{\"_public_key\": \"\\u0062\(TestData.publicKey.dropFirst())\"}")
        #expect(escaped.recipient.description == TestData.publicKey)
    }
}

@Suite struct PublicKeyTextTests {
    @Test func isItsDescription() throws {
        let key = try #require(PublicKey(TestData.publicKey.uppercased()))
        #expect(key.description == TestData.publicKey)
        #expect(PublicKey(String(key)) == key)
        for text in ["", TestData.publicKey + "0", String(repeating: "0", count: 64)] {
            #expect(PublicKey(text) == nil)
        }
    }

    @Test func isInTheOrderOfItsDigits() throws {
        let keys = try (0..<20).map { _ in try KeyPair.generate().publicKey }
        #expect(keys.sorted().map(\.description) == keys.map(\.description).sorted())
        #expect(!(keys[0] < keys[0]))
    }

    @Test func isCodedAsText() throws {
        let keys = [try #require(PublicKey(TestData.publicKey))]
        let json = try JSONEncoder().encode(keys)
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(TestData.publicKey)\"]")
        #expect(try JSONDecoder().decode([PublicKey].self, from: json) == keys)
        let lowOrder = Data("[\"\(String(repeating: "0", count: 64))\"]".utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([PublicKey].self, from: lowOrder) }
    }
}

private func privateKey(_ text: String) throws(EJSONError) -> PrivateKey {
    try PrivateKey(hexadecimal: Array(text.utf8).span)
}
