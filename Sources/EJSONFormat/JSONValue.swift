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

    /// The bytes of the value: of a string those between its quotes.
    package let range: Range<Int>

    /// How many bytes the value has once its escapes, if it is a string, are resolved.
    package let unescapedCount: Int
}

/// A value inside another: a member of an object, or an element of an array, whose key is its index.
package struct JSONMember: Sendable {
    /// The keys on the way from the outer value: one, unless the search is deep.
    package let path: [String]
    package let value: JSONValue
}

/// The value at `path`, and what is in it if it is an object or array: its members, or, if `deep`, all strings, numbers,
/// booleans and nulls at any depth. Of two members with the same key the last one counts.
/// `nil` when there is no such value. The text must have been scanned before.
package func findValue(
    at path: ValuePath,
    in text: Span<UInt8>,
    deep: Bool = false
) -> (value: JSONValue, members: [JSONMember])? {
    var finder = ValueFinder(path: path, isDeep: deep)
    try? scanJSON(text, handler: &finder)
    guard let found = finder.found else { return nil }
    let last = Dictionary(finder.members.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { $1 })
    return (found, finder.members.enumerated().filter { last[$1.path] == $0 }.map(\.element))
}

private struct ValueFinder: JSONHandler {
    /// One open object or array.
    private struct Frame {
        var container: JSONContainer
        var start: Int
        var key = ""
        var index = -1
        /// Whether it lies on the path, is the value or in it: its keys then matter.
        var isOnPath: Bool
    }

    private let path: ValuePath
    private let isDeep: Bool
    private var frames: [Frame] = []
    private(set) var found: JSONValue?
    private(set) var members: [JSONMember] = []

    init(path: ValuePath, isDeep: Bool) {
        self.path = path
        self.isDeep = isDeep
    }

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        count()
        frames.append(Frame(container: container, start: offset, isOnPath: isOnPath))
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        let range = frames.removeLast().start..<offset + 1
        record(JSONValue(kind: container == .object ? .object : .array, range: range, unescapedCount: range.count))
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        guard frames[frames.count - 1].isOnPath else { return }
        frames[frames.count - 1].key = unescapedString(key, in: text)
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
        count()
        record(JSONValue(kind: .string, range: string.range, unescapedCount: string.unescapedCount))
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        count()
        let kind: JSONValue.Kind
        switch text[range.lowerBound] {
        case UInt8(ascii: "t"), UInt8(ascii: "f"): kind = .boolean
        case UInt8(ascii: "n"): kind = .null
        default: kind = .number
        }
        record(JSONValue(kind: kind, range: range, unescapedCount: range.count))
    }

    /// Counts a value that begins, in its array. A later member of the same key hides what was found in an earlier one.
    private mutating func count() {
        guard let last = frames.indices.last else { return }
        if frames[last].container == .array { frames[last].index += 1 }
        if frames.count <= path.components.count, isOnPath {
            found = nil
            members = []
        }
    }

    /// Whether the value that is being read lies on the path, is the one at its end, or in it.
    private var isOnPath: Bool {
        guard let frame = frames.last else { return true }
        guard frame.isOnPath else { return false }
        return frames.count > path.components.count || name(of: frame) == path.components[frames.count - 1]
    }

    private func name(of frame: Frame) -> String {
        frame.container == .array ? String(frame.index) : frame.key
    }

    /// Keeps a value that has been read to its end, if it is the one at the path, or in that one.
    private mutating func record(_ value: JSONValue) {
        guard isOnPath else { return }
        let depth = frames.count - path.components.count
        if depth == 0 {
            found = value
        } else if isDeep ? depth > 0 && value.kind != .object && value.kind != .array : depth == 1 {
            members.append(JSONMember(path: frames.suffix(depth).map(name), value: value))
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
