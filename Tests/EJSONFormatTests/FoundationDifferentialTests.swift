@testable import EJSONFormat
import Foundation
import Testing

/// The scanner beside Foundation's parser: the same texts accepted, the same strings in the same places.
@Suite struct FoundationDifferentialTests {
    /// Where the two differ, and are meant to.
    @Test(
        arguments: [
            ("a raw line feed in a string", "{\"a\":\"x\ny\"}", true, false),
            ("a raw carriage return in a key", "{\"a\rb\":1}", true, false),
            ("a byte order mark", "\u{FEFF}{}", false, true),
            ("an array at the top", "[1]", false, true),
            ("a string at the top", "\"x\"", false, true),
            ("a surrogate without its other half, in a comment", #"{"_a":"\ud800"}"#, true, false),
            ("a surrogate without its other half, in a key", #"{"\udc00":1}"#, true, false),
            ("600 objects deep", nested(600), true, false),
            ("a comma before the bracket", #"{"a":[1,]}"#, false, true),
            ("a number too great for a double", "{\"a\":1e999}", true, false),
        ])
    func differsOnPurpose(_ name: String, _ text: String, _ ours: Bool, _ foundations: Bool) {
        #expect((parsed(Array(text.utf8)) != nil) == ours)
        #expect((parsedByFoundation(Array(text.utf8)) != nil) == foundations)
    }

    /// Foundation has been seen to drop this character where a piece of a string between escapes begins with it.
    @Test func aByteOrderMarkInAStringIsKept() {
        let text = Array("{\"a\":\"\\n\u{FEFF}x\"}".utf8)
        #expect(parsed(text) == .object([[0x61]: .string(Array("\n\u{FEFF}x".utf8))]))
    }

    @Test(arguments: 0..<8)
    func agreesOnGeneratedTexts(_ seed: UInt64) {
        var generator = DocumentGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<500 {
            let text = generator.document()
            guard !differs(text) else { continue }
            let ours = parsed(text)
            #expect(ours != nil)
            accepted += 1
            #expect(ours == parsedByFoundation(text), "\(String(decoding: text, as: UTF8.self))")
        }
        // All are valid, for nothing has been changed in them.
        #expect(accepted > 450)
    }

    @Test(arguments: 0..<8)
    func agreesOnDamagedTexts(_ seed: UInt64) {
        var generator = DocumentGenerator(seed: seed)
        var (accepted, refused) = (0, 0)
        for _ in 0..<500 {
            let text = generator.damagedDocument()
            guard !differs(text) else { continue }
            let ours = parsed(text)
            if ours == nil { refused += 1 } else { accepted += 1 }
            #expect(ours == parsedByFoundation(text), "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(accepted > 50 && refused > 50)
    }
}

private func nested(_ depth: Int) -> String {
    String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
}

/// Whether a text has what the two differ in.
private func differs(_ text: [UInt8]) -> Bool {
    guard text.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") else { return true }
    var finder = DifferenceFinder()
    do throws(JSONSyntaxError) {
        try scanJSON(text.span, handler: &finder)
    } catch {
        let before = text[..<error.offset].last { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if error.reason == .expectedValue, text[error.offset] == UInt8(ascii: "]"), before == UInt8(ascii: ",") {
            return true
        }
    }
    return finder.found
}

private struct DifferenceFinder: JSONHandler {
    private(set) var found = false

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {}
    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {}
    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) { look(key, text) }
    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) { look(string, text) }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        let number = Double(String(decoding: range.map { text[$0] }, as: UTF8.self))
        if let number, !number.isFinite { found = true }
    }

    /// A raw line break, a surrogate without its other half, which no UTF-8 can stand for, or a byte order mark.
    private mutating func look(_ string: JSONString, _ text: Span<UInt8>) {
        let value = value(string, text)
        if string.lineBreaks > 0 || !isUTF8(value.span) || value.contains([0xEF, 0xBB, 0xBF]) { found = true }
    }
}

private func value(_ string: JSONString, _ text: Span<UInt8>) -> [UInt8] {
    var value = [UInt8](repeating: 0, count: string.unescapedCount)
    var span = value.mutableSpan
    unescape(text.extracting(string.range), into: &span)
    return value
}

/// A JSON value with its strings. Two parsers may differ in how exactly they read a number.
private indirect enum Tree: Equatable {
    case object([[UInt8]: Tree])
    case array([Tree])
    case string([UInt8])
    case scalar
}

private func parsedByFoundation(_ text: [UInt8]) -> Tree? {
    func tree(_ value: Any) -> Tree {
        switch value {
        case let object as [String: Any]:
            .object(Dictionary(uniqueKeysWithValues: object.map { (Array($0.key.utf8), tree($0.value)) }))
        case let array as [Any]: .array(array.map(tree))
        case let string as String: .string(Array(string.utf8))
        default: .scalar
        }
    }
    return (try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)).map(tree)
}

private func parsed(_ text: [UInt8]) -> Tree? {
    var builder = TreeBuilder()
    let isAccepted = (try? scanJSON(text.span, handler: &builder)) != nil
    return isAccepted ? builder.root : nil
}

private struct TreeBuilder: JSONHandler {
    private var open: [(container: JSONContainer, key: [UInt8], members: [[UInt8]: Tree], elements: [Tree])] = []
    private var key: [UInt8] = []
    private(set) var root: Tree?

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        open.append((container, key, [:], []))
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        let last = open.removeLast()
        key = last.key
        add(container == .object ? .object(last.members) : .array(last.elements))
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        self.key = value(key, text)
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
        add(.string(value(string, text)))
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        add(.scalar)
    }

    private mutating func add(_ value: Tree) {
        guard let last = open.indices.last else { return root = value }
        if open[last].container == .array { open[last].elements.append(value) } else { open[last].members[key] = value }
    }
}
