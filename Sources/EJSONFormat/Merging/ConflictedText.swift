/// A text with merge conflicts, as git or this project's merge driver writes them: both versions, between lines of
/// markers. Both styles of git are read, with the common version (diff3, zdiff3) and without, and markers of any
/// length. Lines in the middle of a JSON string are no markers.
package struct ConflictedText: Sendable {
    package struct Conflict: Sendable {
        /// With the lines of the markers.
        package let range: Range<Int>
        package let ours: Range<Int>
        package let theirs: Range<Int>

        /// What a message says about it.
        package let summary: ConflictSummary
    }

    /// In the order of the text; there is at least one.
    package let conflicts: [Conflict]

    private let count: Int

    /// `nil` when there is no conflict, or when some marker has no counterpart.
    package init?(_ text: Span<UInt8>) {
        var reader = ConflictReader(count: text.count)
        while let line = reader.nextLine(of: text) {
            guard let marker = line.marker else {
                reader.advance(over: line, of: text)
                continue
            }
            guard let conflict = reader.conflict(beginningWith: marker, line, of: text) else { return nil }
            reader.conflicts.append(conflict)
        }
        guard !reader.conflicts.isEmpty else { return nil }
        conflicts = reader.conflicts
        count = text.count
    }

    package enum Side: Sendable { case ours, theirs }

    /// The ranges that make up one version of the text, in order: everything outside of conflicts, and that side of
    /// each conflict.
    package func pieces(of side: Side) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var read = 0
        for conflict in conflicts {
            pieces.append(read..<conflict.range.lowerBound)
            pieces.append(side == .ours ? conflict.ours : conflict.theirs)
            read = conflict.range.upperBound
        }
        return (pieces + [read..<count]).filter { !$0.isEmpty }
    }
}

/// A conflict, for messages: the text after its markers is the names of branches and commits.
package struct ConflictSummary: Hashable, Sendable {
    /// From 1, with the lines of the markers.
    package let lines: ClosedRange<Int>
    package let ours: String
    package let theirs: String

    package init(lines: ClosedRange<Int>, ours: String, theirs: String) {
        (self.lines, self.ours, self.theirs) = (lines, ours, theirs)
    }
}

/// What kind of a conflict there is where a text stops being JSON.
package enum ConflictFinding: Hashable, Sendable {
    /// The first of `count` conflicts.
    case conflict(ConflictSummary, count: Int)

    /// A marker without its counterparts: the rest of a conflict that was not resolved completely.
    case leftover

    /// - Parameter offset: where the text stops being JSON, so not in the middle of a string.
    package init?(at offset: Int, in text: Span<UInt8>) {
        guard offset < text.count, offset == 0 || text[offset - 1] == 0x0A,
            let marker = ConflictMarker(lineAt: offset, of: text)
        else { return nil }
        if let conflicts = ConflictedText(text)?.conflicts, let first = conflicts.first,
            first.range.lowerBound == offset
        {
            self = .conflict(first.summary, count: conflicts.count)
        } else if marker.size >= 3 {
            self = .leftover
        } else {
            return nil
        }
    }
}

/// The first characters of a line that mark a conflict.
private struct ConflictMarker {
    let character: UInt8
    let size: Int

    init?(lineAt start: Int, of text: Span<UInt8>) {
        guard start < text.count, "<=>|".utf8.contains(text[start]) else { return nil }
        var end = start
        while end < text.count, text[end] == text[start] { end += 1 }
        // After it comes a label, or the end of the line.
        guard end == text.count || [0x20, 0x0A, 0x0D].contains(text[end]) else { return nil }
        (character, size) = (text[start], end - start)
    }
}

private struct ConflictReader {
    struct Line {
        let number: Int
        /// With the line feed.
        let range: Range<Int>
        let marker: ConflictMarker?
    }

    let count: Int
    var conflicts: [ConflictedText.Conflict] = []
    private var offset = 0
    private var number = 0

    /// Whether the next line begins in the middle of a JSON string.
    private var isInString = false

    init(count: Int) { self.count = count }

    mutating func nextLine(of text: Span<UInt8>) -> Line? {
        guard offset < count else { return nil }
        let start = offset
        while offset < count, text[offset] != 0x0A { offset += 1 }
        if offset < count { offset += 1 }
        number += 1
        let marker = isInString ? nil : ConflictMarker(lineAt: start, of: text)
        return Line(number: number, range: start..<offset, marker: marker)
    }

    /// Notes whether a string continues after the line.
    mutating func advance(over line: Line, of text: Span<UInt8>) {
        var isEscaped = false
        for index in line.range {
            if isEscaped {
                isEscaped = false
            } else if text[index] == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if isInString, text[index] == UInt8(ascii: "\\") {
                isEscaped = true
            }
        }
    }

    /// The conflict whose first marker has just been read; `nil` when others are missing, or are not in order.
    mutating func conflict(
        beginningWith marker: ConflictMarker,
        _ first: Line,
        of text: Span<UInt8>
    ) -> ConflictedText.Conflict? {
        guard marker.character == UInt8(ascii: "<") else { return nil }
        // The markers of a conflict in the common version are longer.
        var ours = first.range.upperBound..<first.range.upperBound
        var theirsStart: Int?
        var hasBase = false
        while let line = nextLine(of: text) {
            guard let found = line.marker, found.size == marker.size else {
                if theirsStart == nil, !hasBase { ours = ours.lowerBound..<line.range.upperBound }
                // In each version the text begins and ends outside of strings.
                advance(over: line, of: text)
                continue
            }
            switch (found.character, theirsStart) {
            case (UInt8(ascii: "|"), nil) where !hasBase: hasBase = true
            case (UInt8(ascii: "="), nil): theirsStart = line.range.upperBound
            case (UInt8(ascii: ">"), let start?):
                return ConflictedText.Conflict(
                    range: first.range.lowerBound..<line.range.upperBound, ours: ours,
                    theirs: start..<line.range.lowerBound,
                    summary: ConflictSummary(
                        lines: first.number...line.number, ours: label(first.range, marker, text),
                        theirs: label(line.range, found, text)))
            default: return nil
            }
        }
        return nil
    }

    private func label(_ line: Range<Int>, _ marker: ConflictMarker, _ text: Span<UInt8>) -> String {
        let bytes = (line.lowerBound + marker.size..<line.upperBound).map { text[$0] }
        let label = String(decoding: bytes, as: UTF8.self)
        return String(label.drop { $0 == " " }.prefix { !$0.isNewline })
    }
}
