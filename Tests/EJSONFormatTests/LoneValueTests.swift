import Testing

@testable import EJSONFormat

/// A text that must be one JSON value.
@Suite struct LoneValueTests {
    @Test(arguments: [
        "1", "-0", "1E400", "true", "null", "\"x\"", "\"\"", "[]", "{}", "[1, {\"a\": [\"b\"]}]", "{\"a\": {\"b\": 1}}",
        " 1 ", "\n{\n}\n", "\t\"a\"\r\n",
    ])
    func takes(_ text: String) throws {
        let wrapped = Array((loneValuePrefix + text + loneValueSuffix).utf8)
        let range = try requireLoneValue(in: wrapped.span)
        let trimmed = text.drop { " \n\r\t".contains($0) || $0 == "\r\n" }
        #expect(trimmed.hasPrefix(String(decoding: wrapped[range], as: UTF8.self)))
        #expect(text.utf8.filter { $0 > 0x20 }.count == wrapped[range].filter { $0 > 0x20 }.count)
    }

    @Test(
        arguments: [
            ("", .expectedValue, 0), ("  ", .expectedValue, 2), ("x", .expectedValue, 0), ("tru", .expectedValue, 0),
            ("NaN", .expectedValue, 0), ("'x'", .expectedValue, 0), ("-", .invalidNumber, 1), ("1.", .invalidNumber, 2),
            // What would be more than a value in an object, or end it.
            ("1, \"b\": 2", .trailingContent, 1), ("1}", .trailingContent, 1), ("1 2", .trailingContent, 2),
            ("01", .trailingContent, 1), ("{} x", .trailingContent, 3), ("{}}", .trailingContent, 2),
            ("{}]", .trailingContent, 2), ("1,", .trailingContent, 1), ("\"a\"\"b\"", .trailingContent, 3),
            ("1}, {\"a\": 2", .trailingContent, 1),
            // Incomplete values, which the appended end must not complete.
            ("{", .unexpectedEnd, 1), ("[", .expectedValue, 1), ("[1", .expectedCommaOrBracket, 2),
            ("{\"a\": 1", .unexpectedEnd, 7), ("{\"a\"", .expectedColon, 4), ("\"a", .unterminatedString, 0),
            ("[1,]", .expectedValue, 3), ("{\"a\": 1,}", .expectedKey, 8),
            ("\"a\nb\"", .lineBreakInString, 0), ("{\"a\nb\": 1}", .lineBreakInString, 1),
            ("\"\t\"", .controlCharacter, 1), ("\"\\x\"", .invalidEscape, 1), ("\"\\ud800\"", .unpairedSurrogate, 1),
        ] as [(String, JSONSyntaxError.Reason, Int)])
    func refuses(_ text: String, _ reason: JSONSyntaxError.Reason, _ offset: Int) {
        let wrapped = Array((loneValuePrefix + text + loneValueSuffix).utf8)
        let error = #expect(throws: JSONSyntaxError.self) { _ = try requireLoneValue(in: wrapped.span) }
        #expect(error == JSONSyntaxError(reason, at: offset), "\(text)")
    }
}
