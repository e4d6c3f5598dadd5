import EJSONTestSupport
import Testing

@testable import EJSON
@testable import EJSONAuthoring

/// Which boxed messages an edit reuses. `A`, `B`, … are the messages of the original in order, `*` is a new one.
@Suite struct ReusedBoxesTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        let after: String
        let sealed: String

        var testDescription: String { name }
    }

    static let edits = [
        Edit(name: "nothing", before: #""a": "x", "b": "y""#, after: #""a": "x", "b": "y""#, sealed: "A B"),
        Edit(name: "one value", before: #""a": "x", "b": "y""#, after: #""a": "x", "b": "z""#, sealed: "A *"),
        Edit(name: "a value added", before: #""a": "x""#, after: #""b": "y", "a": "x""#, sealed: "* A"),
        Edit(name: "a value removed", before: #""a": "x", "b": "y""#, after: #""b": "y""#, sealed: "B"),
        Edit(name: "a key renamed", before: #""a": "x", "b": "y""#, after: #""a": "x", "c": "y""#, sealed: "A B"),
        Edit(name: "an object renamed", before: #""o": {"a": "x"}"#, after: #""p": {"q": {"a": "x"}}"#, sealed: "A"),
        Edit(name: "members reordered", before: #""a": "x", "b": "x""#, after: #""b": "x", "a": "x""#, sealed: "B A"),
        Edit(
            name: "an element in front", before: #""a": ["x", "y"]"#, after: #""a": ["w", "x", "y"]"#, sealed: "* A B"),
        Edit(name: "an element removed", before: #""a": ["x", 1, "y"]"#, after: #""a": [1, "y"]"#, sealed: "B"),
        Edit(name: "two values swapped", before: #""a": "x", "b": "y""#, after: #""a": "y", "b": "x""#, sealed: "B A"),
        // A box in two places would say that two values are equal.
        Edit(name: "a value copied", before: #""a": "x""#, after: #""a": "x", "b": "x""#, sealed: "A *"),
        Edit(name: "a copy in front", before: #""b": "x""#, after: #""a": "x", "b": "x""#, sealed: "* A"),
        Edit(name: "equal values", before: #""a": "x", "b": "x""#, after: #""a": "x", "b": "x""#, sealed: "A B"),
        Edit(name: "one key twice", before: #""a": "x", "a": "y""#, after: #""a": "y", "a": "x""#, sealed: "B A"),
        Edit(name: "another spelling", before: #""a": "x/y""#, after: #" "\u0061": "\u0078\/y""#, sealed: "A"),
        Edit(name: "nothing but space", before: #""a": "x""#, after: "\n  \"a\" :\t\"x\" ", sealed: "A"),
        Edit(name: "an empty value", before: #""a": "", "b": """#, after: #""a": "", "b": "x""#, sealed: "A *"),
        Edit(name: "a value to a comment", before: #""a": "x""#, after: #""_a": "x""#, sealed: ""),
        Edit(
            name: "a comment to a value", before: #""_a": "x", "b": "y""#, after: #""a": "x", "b": "y""#, sealed: "* A"),
        Edit(name: "a raw line break", before: #""a": "x\ny""#, after: "\"a\": \"x\ny\"", sealed: "A"),
    ]

    @Test(arguments: edits) func keepsTheBoxesOfWhatDidNotChange(_ edit: Edit) throws {
        let original = try document(seal(text(edit.before)))
        let opened = try document(open(original))
        let edited = try document(text(edit.after))
        let result = try edited.keepingBoxes(of: original, opened: opened).encrypted()
        try expect(result, original, edit.sealed)
        let values = try document(open(document(String(decoding: result, as: UTF8.self))))
        #expect(try values.hasSameValues(as: edited))
    }

    /// Without the private key, sealed values are shown sealed, and can still be moved and removed.
    @Test(arguments: [
        Edit(name: "a value added", before: "", after: #""a": "A", "b": "B", "c": "x""#, sealed: "A B *"),
        Edit(name: "a value replaced", before: "", after: #""a": "A", "b": "x""#, sealed: "A *"),
        Edit(name: "a key renamed", before: "", after: #""a": "A", "c": "B""#, sealed: "A B"),
        Edit(name: "a value copied", before: "", after: #""a": "A", "c": "A""#, sealed: "A A"),
    ]) func needsNoPrivateKey(_ edit: Edit) throws {
        let original = try document(seal(text(#""a": "one", "b": "two""#)))
        let boxes = boxedMessages(in: string(original))
        let after = edit.after.replacing("\"A\"", with: "\"\(boxes[0])\"").replacing("\"B\"", with: "\"\(boxes[1])\"")
        let result = try document(text(after)).keepingBoxes(of: original, opened: original).encrypted()
        try expect(result, original, edit.sealed)
    }

    /// A value may look like a boxed message itself.
    @Test func tellsABoxInABox() throws {
        let inner = try sealBytes(Array("x".utf8))
        let original = try document(
            String(decoding: document(text("\"a\": \"\(inner)\"")).reencrypted(), as: UTF8.self))
        let opened = try document(open(original))
        #expect(boxedMessages(in: string(opened)) == [inner])
        let result = try opened.keepingBoxes(of: original, opened: opened).encrypted()
        try expect(result, original, "A")
    }

    @Test func anotherRecipientGetsAllAnew() throws {
        let original = try document(seal(text(#""a": "x""#)))
        let pair = try KeyPair.generate()
        let edited = try document(
            text(#""a": "x""#).replacing(TestData.publicKey, with: pair.publicKey.description))
        let result = try edited.keepingBoxes(of: original, opened: document(open(original))).encrypted()
        try expect(result, original, "*")
        let sealed = try document(String(decoding: result, as: UTF8.self))
        #expect(try open(sealed, with: pair.privateKey) == string(edited))
    }

    /// Many equal values are no reason to compare each with each.
    @Test func manyEqualValuesKeepTheirBoxes() throws {
        let values = [String](repeating: "\"x\"", count: 20_000).joined(separator: ",")
        let original = try document(seal(text("\"a\": [\(values)]")))
        let opened = try document(open(original))
        let edited = try document(string(opened).replacing("\"a\": [", with: "\"a\": [\"y\","))
        let kept = try edited.keepingBoxes(of: original, opened: opened)
        #expect(boxedMessages(in: string(kept)).count == 20_000)
    }

    private func expect(_ result: [UInt8], _ original: Document, _ expected: String) throws {
        let before = boxedMessages(in: string(original))
        let letters = boxedMessages(in: String(decoding: result, as: UTF8.self)).map { message in
            before.firstIndex(of: message).map { String(UnicodeScalar(UInt8(ascii: "A") + UInt8($0))) } ?? "*"
        }
        #expect(letters.joined(separator: " ") == expected)
    }
}

private func open(_ document: Document) throws -> String {
    try open(document, with: TestData.keys.privateKey(for: document.recipient))
}

func string(_ document: Document) -> String {
    document.text.withBytes { String(decoding: Array($0), as: UTF8.self) }
}

extension Document {
    fileprivate func reencrypted() throws -> [UInt8] { try reencrypted(to: recipient) }
}
