import EJSONFormat

/// The tokens that the scanner reported, in order.
struct JSONTokens {
    enum Kind: Hashable {
        case begin(JSONContainer)
        case end(JSONContainer)
        case key
        case string(Selection)
        case scalar
    }

    struct Token {
        var kind: Kind
        var range: Range<Int>
        var string: JSONString?
    }

    let text: [UInt8]
    let tokens: [Token]

    init(_ text: [UInt8]) throws(JSONSyntaxError) {
        var recorder = Recorder()
        try scanJSON(text.span, handler: &recorder)
        self.text = text
        tokens = recorder.tokens
    }

    /// The keys and string values.
    var strings: [(kind: Kind, string: JSONString)] {
        tokens.compactMap { token in token.string.map { (token.kind, $0) } }
    }

    /// The text with every string empty.
    var outline: [UInt8] {
        var outline: [UInt8] = []
        var end = 0
        for (_, string) in strings {
            outline += text[end..<string.start]
            end = string.end
        }
        return outline + text[end...]
    }

    /// The text of a string between its quotes.
    func literal(_ string: JSONString) -> [UInt8] { Array(text[string.range]) }

    /// The string that a literal stands for.
    func value(_ string: JSONString) -> [UInt8] { unescaped(string, in: text) }
}

/// The string that a literal stands for.
func unescaped(_ string: JSONString, in text: [UInt8]) -> [UInt8] {
    var value = [UInt8](repeating: 0xFF, count: string.unescapedCount)
    var span = value.mutableSpan
    unescape(text.span.extracting(string.range), into: &span)
    return value
}

private struct Recorder: JSONHandler {
    private(set) var tokens: [JSONTokens.Token] = []

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        tokens.append(.init(kind: .begin(container), range: offset..<offset + 1))
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        tokens.append(.init(kind: .end(container), range: offset..<offset + 1))
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        tokens.append(.init(kind: .key, range: key.start - 1..<key.end + 1, string: key))
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
        tokens.append(.init(kind: .string(selection), range: string.start - 1..<string.end + 1, string: string))
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        tokens.append(.init(kind: .scalar, range: range))
    }
}
