import Testing

@testable import EJSONFormat

@Suite struct ScannerTests {
    private static let key = #""_public_key":"k""#

    /// What is refused, why, and where: line and column from 1.
    @Test(
        arguments: [
            ("", .emptyDocument, 1, 1),
            (" \n\t", .emptyDocument, 1, 1),
            ("\u{FEFF}{}", .byteOrderMark, 1, 1),
            ("[]", .notAnObject, 1, 1),
            ("\n \"x\"", .notAnObject, 2, 2),
            ("null", .notAnObject, 1, 1),

            // Structure.
            ("{", .unexpectedEnd, 1, 2),
            ("{\"a\"", .unexpectedEnd, 1, 5),
            ("{\"a\":", .unexpectedEnd, 1, 6),
            ("{\"a\":1", .unexpectedEnd, 1, 7),
            ("{\"a\":[", .unexpectedEnd, 1, 7),
            ("{\"a\" 1}", .expectedColon, 1, 6),
            ("{a:1}", .expectedKey, 1, 2),
            ("{'a':1}", .expectedKey, 1, 2),
            ("{\"a\":1,}", .expectedKey, 1, 8),
            ("{,}", .expectedKey, 1, 2),
            ("{\"a\":}", .expectedValue, 1, 6),
            ("{\"a\":[1,]}", .expectedValue, 1, 9),
            ("{\"a\":[,1]}", .expectedValue, 1, 7),
            ("{\"a\":1 \"b\":2}", .expectedCommaOrBrace, 1, 8),
            ("{\"a\":[1 2]}", .expectedCommaOrBracket, 1, 9),
            ("{\"a\":[1}}", .expectedCommaOrBracket, 1, 8),
            ("{\"a\":1]", .expectedCommaOrBrace, 1, 7),
            ("{\"a\":1}x", .trailingContent, 1, 8),
            ("{\"a\":1}\n{}", .trailingContent, 2, 1),
            ("{\"a\":1} // note", .trailingContent, 1, 9),

            // Literals and numbers.
            ("{\"a\":tru}", .expectedValue, 1, 6),
            ("{\"a\":True}", .expectedValue, 1, 6),
            ("{\"a\":nul", .expectedValue, 1, 6),
            ("{\"a\":truely}", .expectedCommaOrBrace, 1, 10),
            ("{\"a\":NaN}", .expectedValue, 1, 6),
            ("{\"a\":+1}", .expectedValue, 1, 6),
            ("{\"a\":.5}", .expectedValue, 1, 6),
            ("{\"a\":-}", .invalidNumber, 1, 7),
            ("{\"a\":-a}", .invalidNumber, 1, 7),
            ("{\"a\":1.}", .invalidNumber, 1, 8),
            ("{\"a\":1e}", .invalidNumber, 1, 8),
            ("{\"a\":1e+}", .invalidNumber, 1, 9),
            ("{\"a\":01}", .expectedCommaOrBrace, 1, 7),
            ("{\"a\":0x1}", .expectedCommaOrBrace, 1, 7),
            ("{\"a\":1", .unexpectedEnd, 1, 7),

            // Strings.
            ("{\"a", .unterminatedString, 1, 2),
            ("{\"a\":\"x", .unterminatedString, 1, 6),
            ("{\"a\":\"x\\\"}", .unterminatedString, 1, 6),
            ("{\"a\":\"x\\", .invalidEscape, 1, 8),
            ("{\"a\":\"\\x41\"}", .invalidEscape, 1, 7),
            ("{\"a\":\"\\u12\"}", .invalidEscape, 1, 7),
            ("{\"a\":\"\\u12G4\"}", .invalidEscape, 1, 7),
            ("{\"a\":\"\\U0041\"}", .invalidEscape, 1, 7),
            ("{\"a\":\"x\\\n\"}", .invalidEscape, 1, 8),
            ("{\"a\":\"x\\\r\"}", .invalidEscape, 1, 8),
            ("{\"a\":\"x\ty\"}", .controlCharacter, 1, 8),
            ("{\"a\":\"x\u{0}y\"}", .controlCharacter, 1, 8),
            ("{\"a\":\"x\u{1F}y\"}", .controlCharacter, 1, 8),
            ("{\"a\tb\":1}", .controlCharacter, 1, 4),
            ("{\"é\":\"ü\",\n \"ключ\":\"x\ty\"}", .controlCharacter, 2, 11),

            // A quote forgotten: the line break shows which.
            ("{\"a\": \"foo,\n \"b\": \"bar\"}", .unterminatedString, 1, 7),
            ("{\"a: 1,\n\"b\": 2}", .unterminatedString, 1, 2),
            ("{\"a\": \"x\ny\" \"b\": 1}", .expectedCommaOrBrace, 2, 4),

            // A surrogate without its other half, where it would be sealed.
            ("{\"a\":\"x\\ud800\"}", .unpairedSurrogate, 1, 8),
            ("{\"a\":\"\\udc00\"}", .unpairedSurrogate, 1, 7),
            ("{\"a\":\"\\ud800\\ud800\"}", .unpairedSurrogate, 1, 7),
            ("{\"a\":\"\\ud800x\\udc00\"}", .unpairedSurrogate, 1, 7),
            ("{\"_a\":[{\"b\":1},\"\\ud800\"]}", .unpairedSurrogate, 1, 17),

            // The public key.
            ("{}", .publicKeyMissing, 1, 1),
            ("{\"a\":{\"_public_key\":\"k\"}}", .publicKeyMissing, 1, 1),
            ("{\"_PUBLIC_KEY\":\"k\"}", .publicKeyMissing, 1, 1),
            ("{\"_public_key\":1}", .publicKeyNotAString, 1, 16),
            ("{\"_public_key\":null}", .publicKeyNotAString, 1, 16),
            ("{\"_public_key\":[\"k\"]}", .publicKeyNotAString, 1, 16),
            ("{\"_public_key\":{}}", .publicKeyNotAString, 1, 16),
            ("{\"_public_key\":\"k\",\n\"_public_key\":\"k\"}", .duplicatePublicKey, 2, 1),
            ("{\"\\u005fpublic_key\":\"k\"}", .escapedPublicKey, 1, 2),
            ("{\"_public\\u005fkey\":\"k\"}", .escapedPublicKey, 1, 2),
            ("{\"_public_key\":\"k\",\"_public_ke\\u0079\":\"k\"}", .escapedPublicKey, 1, 20),
        ] as [(String, JSONSyntaxError.Reason, Int, Int)])
    func refuses(_ text: String, _ reason: JSONSyntaxError.Reason, _ line: Int, _ column: Int) {
        expectRefusal(Array(text.utf8), reason, line, column)
    }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xF0, 0x9F, 0x94],
        ] as [[UInt8]])
    func refusesInvalidUTF8(_ sequence: [UInt8]) {
        let inValue = Array("{\(Self.key),\"a\":\"x".utf8) + sequence + Array("\"}".utf8)
        expectRefusal(inValue, .invalidUTF8, 1, 26)
        let inComment = Array("{\(Self.key),\"_a\":\"abcdefgh".utf8) + sequence + Array("ijklmnop\"}".utf8)
        expectRefusal(inComment, .invalidUTF8, 1, 34)
        let inKey = Array("{\(Self.key),\"".utf8) + sequence + Array("\":1}".utf8)
        expectRefusal(inKey, .invalidUTF8, 1, 21)
    }

    @Test(arguments: [
        "{\(key)}", " \t\r\n{ \(key) } \n\t ", "{\(key),\"\":{},\"b\":[]}",
        "{\(key),\"n\":[0,-0,10,-1.5,1E9,1e+9,1.0e-10,123456789012345678901234567890]}",
        "{\(key),\"l\":[true,false,null]}",
        "{\(key),\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uD83D\\uDD10\"}",
        "{\(key),\"u\":\"é中🔐\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10FFFF}\"}",
        "{\(key),\"pem\":\"a\nb\r\nc\"}",
        "{\(key),\"multi\nline\":1}",
        "{\(key),\"_lone\":\"\\ud800\"}",
        "{\(key),\"\\ud800\":1}",
        "{\(key),\"a\":1,\"a\":2}",
    ])
    func accepts(_ text: String) throws {
        _ = try scan(text)
    }

    @Test func nestsTenThousandDeepAndNoDeeper() throws {
        func nested(_ depth: Int) -> String {
            "{\(Self.key),\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
                + "}"
        }
        _ = try scan(nested(10_000))
        expectRefusal(Array(nested(10_001).utf8), .nestingTooDeep, 1, 10_023)
        let bomb = "{\(Self.key),\"a\":" + String(repeating: "{\"a\":", count: 1_000_000)
        #expect { try scan(bomb) } throws: { ($0 as? JSONSyntaxError)?.reason == .nestingTooDeep }
    }

    @Test func countsWhatEscapesStandFor() throws {
        let text = #"{"_public_key":"","a":"\n\u0041\u00e9\u4e2d\ud83d\udd10x"}"#
        #expect(try scan(text).strings.map(\.string.unescapedCount) == [1 + 1 + 2 + 3 + 4 + 1])
    }

    /// Eight bytes at a time must find what one byte at a time finds, wherever it lies.
    @Test func findsSpecialBytesAtEveryOffset() throws {
        for offset in 0..<40 {
            let run = String(repeating: "x", count: offset)
            #expect(
                try scan("{\(Self.key),\"a\":\"\(run)\\n\(run)\"}").strings[0].string.unescapedCount == 2 * offset + 1)
            #expect(try scan("{\(Self.key),\"a\":\"\(run)é\(run)\"}").strings[0].string.count == 2 * offset + 2)
            expectRefusal(Array("{\(Self.key),\"a\":\"\(run)\u{1}\(run)\"}".utf8), .controlCharacter, 1, 25 + offset)
        }
    }

    private func expectRefusal(
        _ bytes: [UInt8],
        _ reason: JSONSyntaxError.Reason,
        _ line: Int,
        _ column: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do throws(JSONSyntaxError) {
            _ = try DocumentScan(bytes.span)
            Issue.record("accepted", sourceLocation: sourceLocation)
        } catch {
            let position = SourcePosition(of: error.offset, in: bytes.span)
            #expect(error.reason == reason, sourceLocation: sourceLocation)
            #expect(position.line == line && position.column == column, "\(position)", sourceLocation: sourceLocation)
        }
    }
}
