/// A value as it stands in a text that has been scanned.
package struct JSONValue: Sendable {
    package enum Kind: Hashable, Sendable {
        case string
        case number
        case boolean
        case null
        case object
        case array
    }

    package let kind: Kind

    /// Whether it holds no other values.
    package var isPlain: Bool { kind != .object && kind != .array }

    /// The bytes of the value: of a string those between its quotes.
    package let range: Range<Int>

    /// The bytes of the value; of a string, with its quotes.
    package var extent: Range<Int> {
        kind == .string ? range.lowerBound - 1..<range.upperBound + 1 : range
    }

    /// How many bytes the value has once its escapes, if it is a string, are resolved.
    package let unescapedCount: Int

    /// Whether it is a string that the selection rule selects: one that is sealed in a sealed document.
    package let isSelected: Bool

    init(kind: Kind, range: Range<Int>, unescapedCount: Int? = nil, isSelected: Bool = false) {
        self.kind = kind
        self.range = range
        self.unescapedCount = unescapedCount ?? range.count
        self.isSelected = isSelected
    }

    /// The bytes of the value as JSON: of a string with its quotes.
    package var textRange: Range<Int> {
        kind == .string ? range.lowerBound - 1..<range.upperBound + 1 : range
    }
}

/// A value inside another: a member of an object, or an element of an array, whose key is its index.
package struct JSONMember: Sendable {
    /// The keys on the way from the outer value: one, unless the search is deep.
    package let path: [String]
    package let value: JSONValue
}

/// The value at `path`, and what is in it if it is an object or array: its members, or, if `deep`, the values at any
/// depth, objects and arrays behind what they hold. Of two members with the same key the last one counts, with all
/// that is in it. `nil` when there is no such value. The text must have been scanned before.
package func findValue(
    at path: ValuePath,
    in text: Span<UInt8>,
    deep: Bool = false
) -> (value: JSONValue, members: [JSONMember])? {
    var finder = ValueFinder(path: path, isDeep: deep)
    try? scanJSON(text, handler: &finder)
    return finder.found.map { ($0, finder.lastMembers) }
}

/// The path, from the value at `path`, of the first member in it that a later one of the same key hides, at any depth.
package func findHiddenMember(at path: ValuePath, in text: Span<UInt8>) -> [String]? {
    var finder = ValueFinder(path: path, isDeep: true)
    try? scanJSON(text, handler: &finder)
    return finder.hiddenMember
}

private struct ValueFinder: JSONHandler {
    /// One open object or array.
    private struct Frame {
        var container: JSONContainer
        var start: Int
        /// Tells it from every other in the text.
        var number: Int
        var step = Step()
        /// Whether it lies on the path, is the value or in it: its keys then matter.
        var isOnPath: Bool
    }

    /// From an object to a member, or from an array to an element.
    private struct Step {
        /// Of bytes, for two keys that look the same need not be.
        var key: [UInt8] = []
        var index = -1
        /// How often the key has occurred before in the same object.
        var occurrence = 0
    }

    private struct Key: Hashable {
        var frame: Int
        var key: [UInt8]
    }

    private typealias Member = (steps: [(frame: Int, step: Step)], value: JSONValue)

    private let path: [[UInt8]]
    private let isDeep: Bool
    private var frames: [Frame] = []
    private var frameCount = 0
    private var occurrences: [Key: Int] = [:]
    private var members: [Member] = []
    private(set) var found: JSONValue?

    init(path: ValuePath, isDeep: Bool) {
        self.path = path.components.map { Array($0.utf8) }
        self.isDeep = isDeep
    }

    /// The members that no later one of the same key hides.
    var lastMembers: [JSONMember] {
        members.compactMap { isLast($0) ? JSONMember(path: path(of: $0), value: $0.value) : nil }
    }

    var hiddenMember: [String]? {
        members.first { !isLast($0) }.map(path(of:))
    }

    private func isLast(_ member: Member) -> Bool {
        member.steps.allSatisfy { number, step in
            step.index >= 0 || occurrences[Key(frame: number, key: step.key)] == step.occurrence
        }
    }

    private func path(of member: Member) -> [String] {
        member.steps.map { String(decoding: name(of: $0.step), as: UTF8.self) }
    }

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        count()
        frames.append(Frame(container: container, start: offset, number: frameCount, isOnPath: isOnPath))
        frameCount += 1
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        let range = frames.removeLast().start..<offset + 1
        record(JSONValue(kind: container == .object ? .object : .array, range: range))
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        let last = frames.count - 1
        guard frames[last].isOnPath else { return }
        let key = unescapedBytes(key, in: text)
        let occurrence = (occurrences[Key(frame: frames[last].number, key: key)] ?? -1) + 1
        occurrences[Key(frame: frames[last].number, key: key)] = occurrence
        frames[last].step = Step(key: key, occurrence: occurrence)
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
        count()
        record(
            JSONValue(
                kind: .string, range: string.range, unescapedCount: string.unescapedCount,
                isSelected: !selection.isEmpty))
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        count()
        let kind = JSONValue.Kind(ofScalarBeginningWith: text[range.lowerBound])
        record(JSONValue(kind: kind, range: range))
    }

    /// Counts a value that begins, in its array. A later member of the same key hides what was found in an earlier one.
    private mutating func count() {
        guard let last = frames.indices.last else { return }
        if frames[last].container == .array { frames[last].step.index += 1 }
        if frames.count <= path.count, isOnPath {
            found = nil
            members = []
        }
    }

    /// Whether the value that is being read lies on the path, is the one at its end, or in it.
    private var isOnPath: Bool {
        guard let frame = frames.last else { return true }
        guard frame.isOnPath else { return false }
        return frames.count > path.count || name(of: frame.step) == path[frames.count - 1]
    }

    private func name(of step: Step) -> [UInt8] {
        step.index >= 0 ? Array(String(step.index).utf8) : step.key
    }

    /// Keeps a value that has been read to its end, if it is the one at the path, or in that one.
    private mutating func record(_ value: JSONValue) {
        guard isOnPath else { return }
        let depth = frames.count - path.count
        if depth == 0 {
            found = value
        } else if depth == 1 || isDeep && depth > 1 {
            members.append((frames.suffix(depth).map { ($0.number, $0.step) }, value))
        }
    }
}

extension JSONValue.Kind {
    /// Of a number, `true`, `false` or `null`, by its first byte.
    init(ofScalarBeginningWith byte: UInt8) {
        switch byte {
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
        case UInt8(ascii: "n"): self = .null
        default: self = .number
        }
    }
}

extension JSONValue {
    /// Writes the value to `output`, from `start` on: a string without its escapes, all else as it stands in `text`.
    /// There must be room for `unescapedCount` bytes.
    package func write(of text: Span<UInt8>, to output: inout MutableSpan<UInt8>, at start: Int) {
        if kind == .string {
            unescape(range, of: text, into: &output, at: start)
        } else {
            for offset in 0..<range.count { output[start + offset] = text[range.lowerBound + offset] }
        }
    }
}
