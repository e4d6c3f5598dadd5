import EJSONFormat
import Testing

struct JSONTextTests {
    @Test(arguments: [
        (JSONText.null, "null"),
        (.string("a\"b\n\u{1}"), #""a\"b\n\u0001""#),
        (.number(-12), "-12"),
        (.boolean(true), "true"),
        (.array([]), "[]"),
        (.array([.number(1), .null]), "[1, null]"),
        (.object([]), "{}"),
        (.object([("a", .number(1)), ("b\"", .array([]))]), #"{"a": 1, "b\"": []}"#),
        (.array([.number(1), .number(2)], .lines(indent: 4)), "[\n    1,\n    2\n  ]"),
        (.array([], .lines(indent: 4)), "[\n  ]"),
        (.object([("a", .number(1)), ("b", .null)], .lines(indent: 2)), "{\n  \"a\": 1,\n  \"b\": null\n}"),
    ])
    func isWritten(_ json: JSONText, as text: String) {
        #expect(json.description == text)
    }
}
