import CSodium
import Testing

@testable import EJSON

@Suite struct KeyTests {
    /// RFC 7748, section 6.1: Alice's and Bob's keys.
    @Test(arguments: [
        (
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
        ),
        (
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
        ),
    ])
    func thePublicHalfIsThatOfRFC7748(_ privateHex: String, _ publicHex: String) throws {
        let publicKey = try privateKey(privateHex).publicKey
        #expect(publicKey.description == publicHex)
        #expect(try publicKey == PublicKey(hexadecimal: publicHex.uppercased()))
    }

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

    /// Our list and libsodium must agree on every one of them, with and without the top bit.
    @Test func refusesPointsOfLowOrder() throws {
        let someKey = [UInt8](repeating: 9, count: 32)
        for point in lowOrderPoints {
            for topBit in [0, 0x80] as [UInt8] {
                let bytes = Array(point.dropLast()) + [point[31] | topBit]
                let error = failure { _ = try PublicKey(bytes: bytes.span) }
                #expect(error?.code == .invalidPublicKey)
                #expect(error?.reason == .lowOrderPoint)
                var shared = [UInt8](repeating: 0, count: 32)
                #expect(unsafe crypto_scalarmult(&shared, someKey, bytes) == -1)
            }
        }
    }

    @Test func refusesEncodingsThatAreNotCanonical() throws {
        let highest = [UInt8](repeating: 0xFF, count: 31)
        for bytes in [
            [0xEF] + highest.dropFirst() + [0x7F], [0xFF] + highest.dropFirst() + [0x7F],
            [9] + [UInt8](repeating: 0, count: 30) + [0x80],
        ] {
            let error = failure { _ = try PublicKey(bytes: bytes.span) }
            #expect(error?.reason == .nonCanonicalPoint)
        }
        for bytes in [
            [0xEB] + highest.dropFirst() + [0x7F], [9] + [UInt8](repeating: 0, count: 31),
            [0xFF] + [0xFE] + highest.dropFirst(2) + [0x7F],
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

private func privateKey(_ text: String) throws(EJSONError) -> PrivateKey {
    try PrivateKey(hexadecimal: Array(text.utf8).span)
}
