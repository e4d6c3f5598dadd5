import Testing

@testable import EJSONFormat

@Suite struct JSONSlipTests {
    /// What people write that JSON does not have, what it is diagnosed as, and where: line and column from 1.
    @Test(
        arguments: [
            // Commas.
            ("{\"a\": 1,}", .trailingComma, 1, 8),
            ("{\"a\": 1,\n}\n", .trailingComma, 1, 8),
            ("{\"a\": [1, 2,]}", .trailingComma, 1, 12),
            ("{\"a\": 1,, \"b\": 2}", .trailingComma, 1, 8),
            ("{\"a\": 1},\n", .trailingComma, 1, 9),
            ("{\"a\": \"x\"\n \"b\": \"y\"}", .missingComma, 1, 10),
            ("{\"a\": 1 \"b\": 2}", .missingComma, 1, 8),
            ("{\"a\": [\"x\" \"y\"]}", .missingComma, 1, 11),
            ("{\"a\": [1 2]}", .missingComma, 1, 9),
            ("{\"a\": [{} {}]}", .missingComma, 1, 10),

            // Comments.
            ("// c\n{}", .comment, 1, 1),
            ("{ // c\n\"a\": 1}", .comment, 1, 3),
            ("{\"a\": /* c */ 1}", .comment, 1, 7),
            ("{\"a\" # c\n: 1}", .comment, 1, 6),
            ("{\"a\": 1, # c\n\"b\": 2}", .comment, 1, 10),
            ("{\"a\": 1 // c\n}", .comment, 1, 9),
            ("{\"a\": 1}\n# c\n", .comment, 2, 1),

            // Quotes.
            ("{'a': 1}", .otherQuotes, 1, 2),
            ("{\"a\": 'x'}", .otherQuotes, 1, 7),
            ("{\"a\": `x`}", .otherQuotes, 1, 7),
            ("{“a”: 1}", .otherQuotes, 1, 2),
            ("{\"a\": “x”}", .otherQuotes, 1, 7),
            ("{\"a\": \"say \"hi\" now\"}", .unescapedQuote, 1, 12),
            ("{a: 1}", .unquotedKey, 1, 2),
            ("{\"a\": 1, db-name : 2}", .unquotedKey, 1, 10),
            ("{1: 2}", .unquotedKey, 1, 2),
            ("{\"a\": hello}", .unquotedValue, 1, 7),
            ("{\"a\": True}", .unquotedValue, 1, 7),
            ("{\"a\": truely}", .unquotedValue, 1, 7),
            ("{\"a\": None}", .unquotedValue, 1, 7),

            // Numbers.
            ("{\"a\": NaN}", .notANumber, 1, 7),
            ("{\"a\": Infinity}", .notANumber, 1, 7),
            ("{\"a\": -Infinity}", .notANumber, 1, 8),
            ("{\"a\": 01}", .invalidNumber, 1, 7),
            ("{\"a\": 0x1F}", .invalidNumber, 1, 7),
            ("{\"a\": +1}", .invalidNumber, 1, 7),
            ("{\"a\": .5}", .invalidNumber, 1, 7),
            ("{\"a\": 1_000}", .invalidNumber, 1, 7),
            ("{\"a\": 10.0.0.1}", .invalidNumber, 1, 7),
            ("{\"a\": 2024-01-01}", .invalidNumber, 1, 7),

            // The end.
            ("{\"a\": 1}}", .extraBracket, 1, 9),
            ("{\"a\": 1}\n]", .extraBracket, 2, 1),

            // Texts of another kind.
            ("A=1\n", .environmentFile, 1, 1),
            ("# c\n\nexport DB_URL=x\n", .environmentFile, 1, 1),
            ("a: 1\n", .yaml, 1, 1),
            ("---\na: 1\n", .yaml, 1, 1),
            ("# c\nproduction:\n  a: 1\n", .yaml, 1, 1),
            ("-----BEGIN PRIVATE KEY-----\n", .pem, 1, 1),
            (String(repeating: "0aF3", count: 16) + "\n", .keyFile, 1, 1),
            ("\u{7F}ELF\u{2}\u{1}", .binary, 1, 1),
            ("PK\u{3}\u{4}", .binary, 1, 1),
            ("{\u{0}\"\u{0}", .utf16, 1, 1),
        ] as [(String, JSONSyntaxError.Reason, Int, Int)])
    func isRecognised(_ text: String, _ reason: JSONSyntaxError.Reason, _ line: Int, _ column: Int) {
        expect(Array(text.utf8), reason, line, column)
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x7B, 0x00], .utf16), ([0xFE, 0xFF, 0x00, 0x7B], .utf16), ([0x00, 0x7B, 0x00, 0x22], .utf16),
            ([0x1F, 0x8B, 0x08, 0x00], .binary),
        ] as [([UInt8], JSONSyntaxError.Reason)])
    func isRecognisedByItsBytes(_ bytes: [UInt8], _ reason: JSONSyntaxError.Reason) {
        expect(bytes, reason, 1, 1)
    }

    /// Where it is not certain what was meant, the scanner's words stay.
    @Test(
        arguments: [
            ("{\"a\" 1}", .expectedColon, 1, 6),
            ("{\"a\" = 1}", .expectedColon, 1, 6),
            ("{\"a\": }", .expectedValue, 1, 7),
            ("{\"a\": ,}", .expectedValue, 1, 7),
            ("{,}", .expectedKey, 1, 2),
            ("{a}", .expectedKey, 1, 2),
            ("{\"a\": 1; \"b\": 2}", .expectedCommaOrBrace, 1, 8),
            ("{\"a\": \"x\" \"y\"}", .expectedCommaOrBrace, 1, 11),
            ("{\"a\": [\"x\"\n\"b\": 1}", .expectedCommaOrBracket, 2, 1),
            ("{\"a\": [1}}", .expectedCommaOrBracket, 1, 9),
            ("{\"a\": 1]", .expectedCommaOrBrace, 1, 8),
            ("{\"a\": 1}\n{}", .trailingContent, 2, 1),
            ("{\"a\": 1}, {}", .trailingContent, 1, 9),
            ("{\"a\": 1", .unexpectedEnd, 1, 8),
            ("[1]", .notAnObject, 1, 1),
            ("\"x\"", .notAnObject, 1, 1),
            ("hello world", .notAnObject, 1, 1),
            ("http://host/", .notAnObject, 1, 1),
            ("", .emptyDocument, 1, 1),
        ] as [(String, JSONSyntaxError.Reason, Int, Int)])
    func isLeftAlone(_ text: String, _ reason: JSONSyntaxError.Reason, _ line: Int, _ column: Int) {
        expect(Array(text.utf8), reason, line, column)
    }

    private func expect(_ bytes: [UInt8], _ reason: JSONSyntaxError.Reason, _ line: Int, _ column: Int) {
        do throws(JSONSyntaxError) {
            _ = try DocumentScan(bytes.span)
            Issue.record("no error")
        } catch {
            let slip = error.diagnosed(in: bytes.span)
            #expect(slip.reason == reason)
            let position = SourcePosition(of: slip.offset, in: bytes.span)
            #expect("\(position.line):\(position.column)" == "\(line):\(column)")
        }
    }

    /// What was likely meant to be the public key.
    @Test(
        arguments: [
            (#"{"public_key": "k"}"#, "public_key"), (#"{"publickey": "k"}"#, "publickey"),
            (#"{"_publicKey": "k"}"#, "_publicKey"), (#"{"PUBLIC-KEY": "k"}"#, "PUBLIC-KEY"),
            (#"{"_public_kye": "k"}"#, "_public_kye"), (#"{"a": {"_public_key": "k"}}"#, "a._public_key"),
            (#"{"a": {"_public_key": "k"}, "public_key": "k"}"#, "public_key"),
            (#"{"public_key": 1}"#, nil), (#"{"key": "k"}"#, nil), (#"{"a": {"public_key": "k"}}"#, nil), ("{}", nil),
        ] as [(String, String?)])
    func findsTheMisplacedPublicKey(_ text: String, _ path: String?) throws {
        let bytes = Array(text.utf8)
        let outline = try JSONOutline(bytes.span)
        let found = outline.misplacedPublicKey(in: bytes.span)
        #expect(found.map { outline.path(of: $0, in: bytes.span).description } == path)
    }

    /// What was likely meant by a path that leads to nothing.
    @Test(
        arguments: [
            ("pasword", "password"), ("enviroment.A", "environment.A"),
            // Under its key elsewhere.
            ("A", "environment.A"), ("production.A", "environment.A"), ("C", "environment.B.C"),
            ("environment.password", "password"), ("x", nil),
            // In several objects: that of `environment`.
            ("D", "environment.D"), ("E", nil), ("password", nil),
        ] as [(String, String?)])
    func findsTheNearestPath(_ path: String, _ nearest: String?) throws {
        let text =
            #"{"environment": {"A": 1, "B": {"C": 2}, "D": 3}, "password": 4, "o": {"D": 5, "E": 6}, "p": {"E": 7}}"#
        let bytes = Array(text.utf8)
        let outline = try JSONOutline(bytes.span)
        let found = outline.nearestPath(to: try #require(ValuePath(path)), in: bytes.span)
        #expect(found?.description == nearest)
    }
}
