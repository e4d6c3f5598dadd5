import Testing

@testable import EJSONFormat

@Suite struct EncodingTests {
    /// RFC 4648, section 10, and a byte of each value.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64(_ plain: String, _ text: String) {
        #expect(encode(Array(plain.utf8)) == text)
        #expect(decode(text) == Array(plain.utf8))
    }

    @Test func base64RoundTripsEveryLengthAndByte() {
        for count in 0..<300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
            let text = encode(bytes)
            #expect(text.utf8.count == Base64.encodedCount(count))
            #expect(decode(text) == bytes)
        }
        #expect(encode(Array(0...255)).hasPrefix("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zm9", "=", "====", "A===", "Z=g=", "Zm8=Zm8=", "Zg==Zg==", "Zm 9v", "Zm9\n", "Zm9v\n",
        "Zm-v", "Zm_v", "Zm\u{0}v", "Zm9vé",
        // Bits after the last byte.
        "Zh==", "Zm9=", "Zn==", "Zm+=",
    ])
    func base64IsStrict(_ text: String) {
        #expect(decode(text) == nil)
    }

    @Test func base64FindsAnyWrongCharacterAnywhere() {
        let good = Array("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=".utf8)
        for index in 0..<good.count - 1 {
            for wrong in [0x00, 0x20, 0x3D, 0x2D, 0x5F, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bad = good
                bad[index] = wrong
                #expect(decode(bad) == nil)
            }
        }
    }

    @Test(arguments: [
        ("", [] as [UInt8]?), ("00fF", [0, 255]), ("0aA9", [10, 0xA9]), ("0", nil), ("0g", nil), ("0 ", nil),
    ])
    func hexadecimal(_ text: String, _ bytes: [UInt8]?) {
        var output = [UInt8](repeating: 0, count: text.utf8.count / 2)
        var span = output.mutableSpan
        let isValid = decodeHexadecimal(Array(text.utf8).span, into: &span)
        #expect((isValid ? output : nil) == bytes)
    }

    /// Exactly the strings that the reference's regular expression matches.
    @Test func recognisesTheShapeOfABoxedMessage() {
        let key = String(repeating: "A", count: 43) + "="
        let nonce = String(repeating: "B", count: 32)
        for (message, isBoxed) in [
            ("EJ[1:\(key):\(nonce):AAAA]", true),
            ("EJ[9:\(key):\(nonce):AAAA]", true),
            ("EJ[1:\(key):\(nonce):x]", true),
            ("EJ[1:\(key):\(nonce):]]", true),
            ("EJ[1:\(key):\(nonce):é:[]", true),
            ("EJ[1:\(String(repeating: "=", count: 44)):\(nonce):a]", true),
            ("EJ[1:\(key):\(nonce):]", false),
            ("EJ[1:\(key):\(nonce):a\nb]", false),
            ("EJ[1:\(key):\(nonce):a\rb]", true),
            ("EJ[1:\(key):\(nonce):AAAA", false),
            ("EJ[1:\(key):\(nonce):AAAA] ", false),
            (" EJ[1:\(key):\(nonce):AAAA]", false),
            ("ej[1:\(key):\(nonce):AAAA]", false),
            ("EJ[x:\(key):\(nonce):AAAA]", false),
            ("EJ[10:\(key):\(nonce):AAAA]", false),
            ("EJ[1:\(key.dropLast()):\(nonce):AAAA]", false),
            ("EJ[1:\(key.dropLast())-:\(nonce):AAAA]", false),
            ("EJ[1:\(key):\(nonce)B:AAAA]", false),
            ("EJ[1:\(key):\(nonce.dropLast())_:AAAA]", false),
            ("EJ[]", false), ("EJ[1:x:y:z]", false), ("", false),
        ] {
            let bytes = Array(message.utf8)
            let hasShape = BoxedMessage.hasShape(bytes.span)
            #expect(hasShape == isBoxed, "\(message)")
        }
    }

    private func encode(_ bytes: [UInt8]) -> String {
        var buffer = [UInt8](repeating: 0, count: Base64.encodedCount(bytes.count) - bytes.count) + bytes
        let source = buffer.count - bytes.count
        var span = buffer.mutableSpan
        Base64.encode(&span, from: source, count: bytes.count, to: 0)
        return String(decoding: buffer, as: UTF8.self)
    }

    private func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    private func decode(_ text: [UInt8]) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: text.count)
        var span = output.mutableSpan
        let count = Base64.decode(text.span, into: &span, at: 0)
        let isValid = Base64.isValid(text.span)
        #expect((count != nil) == isValid)
        return count.map { Array(output[..<$0]) }
    }
}
