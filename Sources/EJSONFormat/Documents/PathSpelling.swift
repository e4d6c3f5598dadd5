/// Spells the paths of values while a text is walked through in order, for messages and listings: dotted
/// (`hosts.0.name`), or a JSON Pointer (RFC 6901) when a key on the way is empty, holds a dot, or begins with a slash.
///
/// Each key is read once, however many values are below it, and the middle of a long path is left out. So the paths of
/// all values take time and memory in proportion to the text, however it is nested.
package struct PathSpelling {
    /// A path with more bytes is shortened to its beginning and its end.
    package static let greatestCount = 1_000

    private static let partCount = 300

    /// The length of the spelling up to a level.
    private struct Level {
        var dottedCount = 0
        var pointerCount = 0
        var isPlain = true
    }

    private var dotted: [UInt8] = []
    private var pointer: [UInt8] = []
    private var levels: [Level] = []

    package init() {}

    /// How many components there are.
    package var depth: Int { levels.count }

    /// Enters a value of the current object or array.
    package mutating func push(_ component: [UInt8]) {
        let outer = levels.last ?? Level()
        let isPlain =
            outer.isPlain && !component.isEmpty && component[0] != UInt8(ascii: "/")
            && !component.contains(UInt8(ascii: "."))
        if isPlain {
            if !levels.isEmpty { dotted.append(UInt8(ascii: ".")) }
            dotted += component
        }
        pointer.append(UInt8(ascii: "/"))
        for byte in component {
            switch byte {
            case UInt8(ascii: "~"): pointer += "~0".utf8
            case UInt8(ascii: "/"): pointer += "~1".utf8
            default: pointer.append(byte)
            }
        }
        levels.append(Level(dottedCount: dotted.count, pointerCount: pointer.count, isPlain: isPlain))
    }

    /// Leaves the current value.
    package mutating func pop() {
        levels.removeLast()
        let level = levels.last ?? Level()
        dotted.removeSubrange(level.dottedCount...)
        pointer.removeSubrange(level.pointerCount...)
    }

    /// The path of the current value.
    package var text: String {
        let path = levels.last?.isPlain ?? true ? dotted : pointer
        guard path.count > Self.greatestCount else { return String(decoding: path, as: UTF8.self) }
        func isInCharacter(_ index: Int) -> Bool { path[index] & 0xC0 == 0x80 }
        var (head, tail) = (Self.partCount, path.count - Self.partCount)
        while isInCharacter(head) { head -= 1 }
        while isInCharacter(tail) { tail += 1 }
        return String(decoding: path[..<head], as: UTF8.self) + "…" + String(decoding: path[tail...], as: UTF8.self)
    }
}

extension JSONOutline {
    /// The paths of values, which are in document order.
    package func paths(of nodes: some Sequence<Int>, in text: Span<UInt8>) -> [String] {
        var spelling = PathSpelling()
        // The value whose path is spelled, after its containers.
        var open = [0]
        return nodes.map { node in
            let offset = self.nodes[node].extent.lowerBound
            while open.count > 1, self.nodes[open[open.count - 1]].extent.upperBound <= offset {
                open.removeLast()
                spelling.pop()
            }
            var inner: [Int] = []
            var next = node
            while next != open[open.count - 1], let parent = self.nodes[next].parent {
                inner.append(next)
                next = parent
            }
            for node in inner.reversed() {
                open.append(node)
                spelling.push(component(of: node, in: text))
            }
            return spelling.text
        }
    }

    /// The last component of a value's path, in bytes.
    func component(of node: Int, in text: Span<UInt8>) -> [UInt8] {
        nodes[node].key.map { unescapedBytes($0, in: text) } ?? Array(String(nodes[node].position).utf8)
    }
}
