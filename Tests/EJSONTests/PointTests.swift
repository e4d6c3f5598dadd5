import CSodium
import EJSONTestSupport
import Testing

@testable import EJSON

/// Low-order and non-canonical points: `testdata/vectors/points.txt`.
@Suite struct PointTests {
    private let points: [Vectors.Line]

    init() throws {
        points = try Vectors("points.txt").lines
    }

    @Test func thereAreAsManyAsTheFileHas() {
        #expect(points.count { $0.name == "low order" } == 14)
        #expect(points.count { $0.name == "not canonical" } == 22)
    }

    @Test func areNoPublicKeys() throws {
        for point in points {
            let reason: EJSONError.Reason = point.name == "low order" ? .lowOrderPoint : .nonCanonicalPoint
            let bytes = failure { _ = try PublicKey(bytes: point.bytes.span) }
            #expect(bytes?.code == .invalidPublicKey && bytes?.reason == reason, "\(point.note)")
            let member = failure { _ = try document("{\"_public_key\": \"\(Bytes32(point.bytes.span).hexadecimal)\"}") }
            #expect(member?.code == .invalidPublicKey && member?.reason == reason, "\(point.note)")
        }
    }

    /// Refused even if the box opens, because it was sealed with the shared key of the point. The document can be
    /// neither opened nor encrypted.
    @Test func areNoEphemeralKeys() throws {
        let recipient = try TestData.keys.privateKey(for: PublicKey(hexadecimal: TestData.publicKey))
        for point in points {
            let key = sharedKey(point.bytes, recipient)
            #expect((key == nil) == (point.name == "low order"), "\(point.note)")
            let message = boxed("secret", by: point.bytes, key ?? hsalsa20([UInt8](repeating: 0, count: 32)))
            let document = try document(text("\"a\": \"\(message)\""))
            for error in [
                failure { _ = try document.decrypted(with: recipient) }, failure { _ = try document.encrypted() },
            ] {
                #expect(error?.code == .malformedBoxedMessage, "\(point.note)")
                #expect(error?.path == "a")
            }
        }
        // And it is for the point alone: the same message from another ephemeral key does open.
        let other = try KeyPair.generate()
        let bytes = other.publicKey.withBytes { Array($0) }
        let key = sharedKey(bytes, recipient)
        let message = try boxed("secret", by: bytes, #require(key))
        let opened = try open(document(text("\"a\": \"\(message)\"")), with: recipient)
        #expect(opened == text("\"a\": \"secret\""))
    }

    private func boxed(_ plaintext: String, by ephemeralKey: [UInt8], _ sharedKey: [UInt8]) -> String {
        let nonce = [UInt8](repeating: 5, count: 24)
        var box = [UInt8](repeating: 0, count: plaintext.utf8.count + 16)
        var span = box.mutableSpan
        let bytes = Array(plaintext.utf8)
        let isSealed = Box.seal(
            bytes.span, nonce: nonce.span, sharedKey: sharedKey.span, into: &span, at: 0)
        #expect(isSealed)
        return "EJ[1:\([ephemeralKey, nonce, box].map(base64Encoded).joined(separator: ":"))]"
    }
}
