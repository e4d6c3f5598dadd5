import EJSONFormat
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct DecryptionTests {
    @Test func escapesAsTheReferenceDoes() throws {
        let sealed = try seal(text(#""a": "\"\\\/\b\f\n\r\t\u0000\u001F\u007f\u2028<é🔐>""#))
        #expect(
            try open(sealed) == text("\"a\": \"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u{7F}\u{2028}<é🔐>\""))
    }

    /// Many more escapes than the capacity allows for.
    @Test func makesRoomForEscapes() throws {
        let value = String(repeating: #"\u0001"#, count: 50_000)
        let plain = text((0..<4).map { "\"k\($0)\": \"\(value)\"" }.joined(separator: ","))
        #expect(try open(seal(plain)) == plain)
    }

    @Test func refusesPlaintextInASelectedPlace() throws {
        for (members, path, column) in [
            (#""a": "x""#, "a", 90), (#""a": [1, {"b": ["x"]}]"#, "a.1.b.0", 101), (#""a": "EJ[]""#, "a", 90),
            (#""_a": [{"b": 1}, "x"]"#, "_a.1", 102),
        ] {
            let error = failure { _ = try open(text(members)) }
            #expect(error?.code == .notEncrypted)
            #expect(error?.path == path)
            #expect(error?.position == EJSONError.Position(line: 1, column: column))
        }
    }

    /// The reference has written such documents.
    @Test func passesThroughWhatTheReferenceWouldNotHaveSealed() throws {
        let plain = text(#""a": [{"_b": 1}, "x"], "c": {"_d": "y"}"#)
        #expect(try open(plain) == plain)
        #expect(boxedMessages(in: try seal(plain)).count == 1)
        #expect(try open(seal(plain)) == plain)
    }

    @Test func refusesRawLineBreaks() throws {
        for members in ["\"a\": \"x\ny\"", "\"_a\": \"x\ry\"", "\"k\ny\": 1"] {
            let error = failure { _ = try open(text(members)) }
            #expect(error?.code == .malformedJSON)
            #expect(error?.reason == .syntax(.lineBreakInString))
            #expect(error?.position?.line == 1)
        }
    }

    /// A boxed message does not open after a change of any bit, or to a character that lenient base64 ignores.
    @Test func noticesTamperingWithAnyByte() throws {
        let sealed = try seal(text(#""a": "a secret of some length""#))
        let message = Array(boxedMessages(in: sealed)[0].utf8)
        let key = try TestData.keys.privateKey(for: PublicKey(hexadecimal: TestData.publicKey))
        for index in message.indices {
            let flipped = (0..<8).map { message[index] ^ 1 << $0 }
            for replacement in flipped + Array("AB/=".utf8) where replacement != message[index] {
                var changed = message
                changed[index] = replacement
                let tampered = Array(text("\"a\": \"").dropLast().utf8) + changed + Array("\"}".utf8)
                let error = failure { _ = try Document(tampered.span).decrypted(with: key) }
                #expect(error != nil, "byte \(index) changed to \(replacement)")
            }
        }
    }

    @Test func noticesBitsFlippedInKeyNonceAndBox() throws {
        let parts = boxedMessages(in: try seal(text(#""a": "x""#)))[0].dropFirst(5).dropLast().split(separator: ":")
        let key = try TestData.keys.privateKey(for: PublicKey(hexadecimal: TestData.publicKey))
        for part in parts.indices {
            let bytes = try #require(base64Decoded(String(parts[part])))
            for bit in 0..<8 * bytes.count {
                var changed = bytes
                changed[bit / 8] ^= 1 << (bit % 8)
                var message = parts.map(String.init)
                message[part] = base64Encoded(changed)
                let tampered = text("\"a\": \"EJ[1:\(message.joined(separator: ":"))]\"")
                let error = failure { _ = try document(tampered).decrypted(with: key) }
                // X25519 itself ignores the top bit of a public key (RFC 7748, section 5).
                let isTopBitOfKey = part == 0 && bit == 255
                #expect(
                    error?.code == (isTopBitOfKey ? .malformedBoxedMessage : .authenticationFailed),
                    "bit \(bit) of part \(part)")
            }
        }
    }

    @Test func aBoxOfAnotherDocumentsKeyDoesNotOpen() throws {
        let other = try KeyPair.generate()
        let otherText = text(#""a": "x""#).replacing(TestData.publicKey, with: other.publicKey.description)
        let foreign = boxedMessages(in: try seal(otherText))[0]
        #expect(failure { _ = try open(text("\"a\": \"\(foreign)\"")) }?.code == .authenticationFailed)
    }

    @Test func refusesTheWrongKey() throws {
        let sealed = try document(seal(text(#""a": "x""#)))
        let other = try KeyPair.generate()
        let error = failure { _ = try sealed.decrypted(with: other.privateKey) }
        #expect(error?.code == .keyMismatch)
        #expect(error?.publicKey?.description == TestData.publicKey)
    }

    /// More ephemeral keys than the cache has slots, met again and again.
    @Test func opensValuesOfManyEphemeralKeys() throws {
        var messages: [String] = []
        for value in 0..<600 { messages.append(boxedMessages(in: try seal(text("\"a\": \"\(value)\"")))[0]) }
        let members = (0..<1200).map { "\"k\($0)\": \"\(messages[$0 % 600])\"" }.joined(separator: ",")
        let plain = (0..<1200).map { "\"k\($0)\": \"\($0 % 600)\"" }.joined(separator: ",")
        #expect(try open(text(members)) == text(plain))
    }

    /// Another writer may seal bytes that are not text and cannot be put into JSON without loss.
    @Test func refusesSealedBytesThatAreNotUTF8() throws {
        let sealed = try sealBytes([0x61, 0xFF])
        let error = failure { _ = try open(text("\"a\": \"\(sealed)\"")) }
        #expect(error?.code == .malformedBoxedMessage)
        #expect(error?.reason == .notUTF8)
    }
}
