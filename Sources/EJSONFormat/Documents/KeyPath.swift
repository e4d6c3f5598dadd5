/// The path of the string value that the scanner found at `string`: dotted (`hosts.0.name`), or a JSON Pointer
/// (RFC 6901) when a key on the way is empty, holds a dot, or begins with a slash. `nil` when there is no such value.
package func keyPath(of string: JSONString, in text: Span<UInt8>) -> String? {
    var finder = KeyPathFinder(target: string.start)
    // The text has been scanned before, so it cannot fail now.
    try? scanJSON(text, handler: &finder)
    guard let components = finder.result else { return nil }
    return ValuePath(components: components).description
}

private struct KeyPathFinder: JSONHandler {
    private enum Step {
        case key(JSONString?)
        case index(Int)
    }

    private let target: Int
    private var steps: [Step] = []
    private(set) var result: [String]?

    init(target: Int) {
        self.target = target
    }

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        countElement()
        steps.append(container == .array ? .index(-1) : .key(nil))
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        steps.removeLast()
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        steps[steps.count - 1] = .key(key)
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
        countElement()
        guard string.start == target else { return }
        var components: [String] = []
        for step in steps {
            switch step {
            case .key(let key?): components.append(String(decoding: unescapedBytes(key, in: text), as: UTF8.self))
            case .key(nil): break
            case .index(let index): components.append(String(index))
            }
        }
        result = components
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        countElement()
    }

    private mutating func countElement() {
        if case .index(let index) = steps.last { steps[steps.count - 1] = .index(index + 1) }
    }
}
