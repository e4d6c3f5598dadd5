/// The paths of the string values that the scanner found at `strings`, which are in document order: see `PathSpelling`.
/// `nil` for a key, which is no value. The text must have been scanned before.
package func stringPaths(of strings: [JSONString], in text: Span<UInt8>) -> [String?] {
    var finder = PathFinder(targets: strings.map(\.start))
    // The text has been scanned before, so it cannot fail now.
    try? scanJSON(text, handler: &finder)
    return finder.paths + Array(repeating: nil, count: strings.count - finder.paths.count)
}

private struct PathFinder: JSONHandler {
    /// An open object, with the key that was read last, or an array, with the index.
    private enum Step {
        case key(JSONString?)
        case index(Int)
    }

    private let targets: [Int]
    private var steps: [Step] = []
    /// The path of the last target, up to the containers that are still open.
    private var spelling = PathSpelling()
    private(set) var paths: [String?] = []

    init(targets: [Int]) {
        self.targets = targets
    }

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        countElement()
        steps.append(container == .array ? .index(-1) : .key(nil))
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        steps.removeLast()
        if !steps.isEmpty, spelling.depth == steps.count { spelling.pop() }
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        steps[steps.count - 1] = .key(key)
        if isTarget(key) { paths.append(nil) }
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
        countElement()
        guard isTarget(string) else { return }
        while spelling.depth < steps.count {
            switch steps[spelling.depth] {
            case .key(let key): spelling.push(key.map { unescapedBytes($0, in: text) } ?? [])
            case .index(let index): spelling.push(Array(String(index).utf8))
            }
        }
        paths.append(spelling.text)
        spelling.pop()
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        countElement()
    }

    private func isTarget(_ string: JSONString) -> Bool {
        paths.count < targets.count && targets[paths.count] == string.start
    }

    private mutating func countElement() {
        if case .index(let index) = steps.last { steps[steps.count - 1] = .index(index + 1) }
    }
}
