import CSodium
import EJSONFormat
import EJSONTestSupport
import Testing

@testable import EJSON

/// Vectors of others, through the code that seals and opens documents.
@Suite struct VectorTests {
    private let x25519: Vectors
    private let box: Vectors

    init() throws {
        x25519 = try Vectors("x25519.txt")
        box = try Vectors("box.txt")
    }

    @Test func thePublicHalfIsThatOfRFC7748() throws {
        let pairs = zip(x25519["private"], x25519["public"])
        for (privateBytes, publicBytes) in pairs {
            #expect(try publicHalf(privateBytes) == publicBytes)
        }
        #expect(x25519["private"].count == 2)
        // The first of the iterated vectors: the scalar 9 times the base point, which is 9.
        let nine = [9] + [UInt8](repeating: 0, count: 31)
        #expect(try [publicHalf(nine)] == x25519["after 1"])
    }

    /// What both sides share is HSalsa20 of X25519's product.
    @Test func sharesTheProductsOfRFC7748() throws {
        let (privates, publics) = (x25519["private"], x25519["public"])
        let factors = x25519["scalar"] + privates
        let points = x25519["coordinate"] + publics.reversed()
        let products = x25519["product"] + x25519["shared"] + x25519["shared"]
        #expect(factors.count == 4 && points.count == 4 && products.count == 4)
        for index in factors.indices {
            let factor = try privateKey(bytes: factors[index])
            let shared = sharedKey(points[index], factor)
            #expect(shared == hsalsa20(products[index]))
        }
    }

    @Test func aThousandRoundsOfX25519EndWhereRFC7748Says() throws {
        var scalar = [9] + [UInt8](repeating: 0, count: 31)
        var coordinate = scalar
        for round in 1...1_000 {
            var product = [UInt8](repeating: 0, count: 32)
            #expect(unsafe crypto_scalarmult(&product, scalar, coordinate) == 0)
            (scalar, coordinate) = (product, scalar)
            if round == 1 { #expect([scalar] == x25519["after 1"]) }
        }
        #expect([scalar] == x25519["after 1000"])
    }

    @Test func bothSidesShareTheFirstKeyOfTheNaClPaper() throws {
        for (one, other) in [("alice", "bob"), ("bob", "alice")] {
            #expect(try publicHalf(only("\(one) private")) == only("\(one) public"))
            let key = try privateKey(bytes: only("\(one) private"))
            let shared = try sharedKey(only("\(other) public"), key)
            #expect(try shared == only("first key"))
        }
    }

    @Test func theBoxIsThatOfTheNaClPaper() throws {
        let (message, nonce, key, expected) = try (only("message"), only("nonce"), only("first key"), only("box"))
        var sealed = [UInt8](repeating: 0, count: expected.count)
        var span = sealed.mutableSpan
        var isDone = Box.seal(
            message.span, nonce: nonce.span, sharedKey: key.span, into: &span, at: 0)
        #expect(isDone)
        #expect(sealed == expected)

        var inPlace = [UInt8](repeating: 0, count: BoxedMessage.tagCount) + message
        span = inPlace.mutableSpan
        isDone = Box.seal(inPlace: &span, at: 0, count: message.count, nonce: nonce.span, sharedKey: key.span)
        #expect(isDone)
        #expect(inPlace == expected)

        span = inPlace.mutableSpan
        isDone = Box.open(inPlace: &span, at: 0, count: expected.count, nonce: nonce.span, sharedKey: key.span)
        #expect(isDone)
        #expect(Array(inPlace.prefix(message.count)) == message)
    }

    /// In a document for Bob, Alice's message opens: it is refused only for not being text. One bit off, it does not.
    @Test func aDocumentOpensTheBoxOfTheNaClPaper() throws {
        let bob = try privateKey(bytes: only("bob private"))
        func opening(_ box: [UInt8]) throws -> EJSONError? {
            let parts = try [only("alice public"), only("nonce"), box].map(base64Encoded).joined(separator: ":")
            let document = try document("{\"_public_key\": \"\(bob.publicKey)\", \"a\": \"EJ[1:\(parts)]\"}")
            return failure { _ = try document.decrypted(with: bob) }
        }
        var box = try only("box")
        #expect(try opening(box)?.reason == .notUTF8)
        box[20] ^= 1
        #expect(try opening(box)?.code == .authenticationFailed)
    }

    private func only(_ name: String) throws -> [UInt8] {
        let lines = box[name]
        #expect(lines.count == 1, "\(name)")
        return try #require(lines.first)
    }
}

private func publicHalf(_ bytes: [UInt8]) throws -> [UInt8] {
    try privateKey(bytes: bytes).publicKey.withBytes { Array($0) }
}

func hsalsa20(_ product: [UInt8]) -> [UInt8] {
    var key = [UInt8](repeating: 0, count: 32)
    let zero = [UInt8](repeating: 0, count: 16)
    _ = unsafe crypto_core_hsalsa20(&key, zero, product, nil)
    return key
}
