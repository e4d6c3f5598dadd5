import Testing

@testable import EJSONFormat

@Suite struct StringLiteralTests {
    @Test(arguments: [
        (#"plain"#, "plain"),
        (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#"\u0000\u001f\u0041\u00E9\u4e2D"#, "\u{0}\u{1F}Aé中"),
        (#"\ud83d\udd10\uDBFF\uDFFF"#, "🔐\u{10FFFF}"),
        ("raw\nline\r\nbreaks", "raw\nline\r\nbreaks"),
        ("", ""),
    ])
    func unescapes(_ literal: String, _ expected: String) {
        let bytes = Array(literal.utf8)
        var output = [UInt8](repeating: 0xAA, count: expected.utf8.count)
        var span = output.mutableSpan
        unescape(bytes.span, into: &span)
        #expect(output == Array(expected.utf8))
    }

    /// As the reference does: five short escapes, other control characters as \u00xx in lower case, the rest raw.
    @Test(arguments: [
        ("plain", "plain"),
        ("\"\\\n\r\t", #"\"\\\n\r\t"#),
        ("\u{0}\u{8}\u{B}\u{C}\u{1F}", #"\u0000\u0008\u000b\u000c\u001f"#),
        ("/<>&\u{7F}\u{2028}é中🔐", "/<>&\u{7F}\u{2028}é中🔐"),
        ("a longer text with one \" quote in it", #"a longer text with one \" quote in it"#),
        ("", ""),
    ])
    func escapes(_ text: String, _ expected: String) throws {
        let bytes = Array(text.utf8)
        let growth = try #require(self.growth(of: bytes))
        #expect(bytes.count + growth == expected.utf8.count)
        var buffer = [0xAA] + bytes + [UInt8](repeating: 0xAA, count: growth)
        var span = buffer.mutableSpan
        escapeInPlace(&span, at: 1, count: bytes.count, growth: growth)
        #expect(buffer == [0xAA] + Array(expected.utf8))
    }

    @Test(arguments: [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func refusesToEscapeInvalidUTF8(_ bytes: [UInt8]) {
        #expect(growth(of: bytes) == nil)
        #expect(growth(of: Array("abcdefgh".utf8) + bytes + Array("ijklmnop".utf8)) == nil)
    }

    @Test(arguments: 0..<50)
    func findsWhatNeedsAnEscapeAnywhere(_ count: Int) {
        let plain = [UInt8](repeating: UInt8(ascii: "p"), count: count)
        #expect(growth(of: plain) == 0)
        for index in plain.indices {
            for (byte, growth) in [(UInt8(ascii: "\""), 1), (UInt8(ascii: "\\"), 1), (0x1F, 5), (0x7F, 0)] {
                var bytes = plain
                bytes[index] = byte
                #expect(self.growth(of: bytes) == growth)
            }
            var bytes = plain
            bytes[index] = 0x80
            #expect(self.growth(of: bytes) == nil)
        }
    }

    @Test(arguments: [
        (#"{"_public_key": "", "a": "x"}"#, "a"),
        (#"{"_public_key": "", "production": {"db": [1, {"pass": "x"}]}}"#, "production.db.1.pass"),
        (#"{"_public_key": "", "_a": ["", [], {}, null, ["", {"b": "x"}]]}"#, "_a.4.1.b"),
        (#"{"_public_key": "", "a\u0062": "x"}"#, "ab"),
        (#"{"_public_key": "", "tls.crt": {"a/b~": "x"}}"#, "/tls.crt/a~1b~0"),
        (#"{"_public_key": "", "": "x"}"#, "/"),
    ])
    func namesThePathOfAValue(_ text: String, _ path: String) throws {
        let bytes = Array(text.utf8)
        let string = try DocumentScan(bytes.span).strings[0].string
        let found = stringPaths(of: [string], in: bytes.span)[0]
        #expect(found == path)
    }

    private func growth(of bytes: [UInt8]) -> Int? { escapeGrowth(of: bytes.span) }
}
