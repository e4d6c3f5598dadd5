/// Whether a name matches a shell pattern of `*`, `?`, `[…]` and escapes. Takes time proportional to the product of the
/// lengths; fnmatch(3) takes exponential time with many `*`.
func matchesGlob(_ pattern: [UInt8], _ name: [UInt8], _ work: inout MatchingWork) -> Bool {
    var (position, index) = (0, 0)
    var steps = 1
    defer { work.spend(steps) }
    // Where to continue after a mismatch: after the last `*`, which then matches one byte more.
    var star: (position: Int, index: Int)?
    while index < name.count {
        steps += 1
        if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
            star = (position + 1, index)
            position += 1
        } else if let taken = take(pattern, position, name, index) {
            position = taken.position
            index = taken.index
        } else if let last = star {
            star = (last.position, last.index + 1)
            position = last.position
            index = last.index + 1
        } else {
            return false
        }
    }
    return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
}

/// Matches one character of the name with one element of the pattern, and returns both ends; `nil` for a mismatch.
private func take(
    _ pattern: [UInt8],
    _ position: Int,
    _ name: [UInt8],
    _ index: Int
) -> (position: Int, index: Int)? {
    guard position < pattern.count else { return nil }
    switch pattern[position] {
    case UInt8(ascii: "?"):
        return (position + 1, endOfCharacter(name, index))
    case UInt8(ascii: "["):
        guard let set = CharacterSet(pattern, position) else {
            return pattern[position] == name[index] ? (position + 1, index + 1) : nil
        }
        let end = endOfCharacter(name, index)
        return set.contains(Array(name[index..<end])) ? (set.end, end) : nil
    case UInt8(ascii: "\\") where position + 1 < pattern.count:
        return pattern[position + 1] == name[index] ? (position + 2, index + 1) : nil
    default:
        return pattern[position] == name[index] ? (position + 1, index + 1) : nil
    }
}

/// The end of the character that begins here: of a UTF-8 sequence, or of one byte.
private func endOfCharacter(_ name: [UInt8], _ index: Int) -> Int {
    (2...4).first { count in
        index + count <= name.count && name[index] >= 0x80
            && String(validating: name[index..<index + count], as: UTF8.self) != nil
    }.map { index + $0 } ?? index + 1
}

/// `[a-z]`, `[^a-z]`, `[!a-z]`.
private struct CharacterSet {
    private var ranges: [(first: [UInt8], last: [UInt8])] = []
    private var isInverted = false

    /// The index after the closing bracket.
    private(set) var end: Int

    /// `nil` when there is no closing bracket.
    init?(_ pattern: [UInt8], _ start: Int) {
        end = start + 1
        if end < pattern.count, pattern[end] == UInt8(ascii: "^") || pattern[end] == UInt8(ascii: "!") {
            isInverted = true
            end += 1
        }
        var isFirst = true
        while end < pattern.count, isFirst || pattern[end] != UInt8(ascii: "]") {
            isFirst = false
            let first = character(pattern)
            var last = first
            if end + 1 < pattern.count, pattern[end] == UInt8(ascii: "-"), pattern[end + 1] != UInt8(ascii: "]") {
                end += 1
                last = character(pattern)
            }
            ranges.append((first, last))
        }
        guard end < pattern.count else { return nil }
        end += 1
    }

    private mutating func character(_ pattern: [UInt8]) -> [UInt8] {
        if pattern[end] == UInt8(ascii: "\\"), end + 1 < pattern.count { end += 1 }
        let start = end
        end = endOfCharacter(pattern, start)
        return Array(pattern[start..<end])
    }

    func contains(_ character: [UInt8]) -> Bool {
        // UTF-8 sorts like its characters.
        let isInside = ranges.contains { range in
            !character.lexicographicallyPrecedes(range.first) && !range.last.lexicographicallyPrecedes(character)
        }
        return isInside != isInverted
    }
}
