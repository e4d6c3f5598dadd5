/// The lines that git puts around what two branches have both changed.
package struct ConflictMarkers: Sendable {
    private let size: Int

    /// - Parameter size: how many characters a marker has; git's default is 7.
    package init(size: Int = 7) {
        self.size = size
    }

    /// The text, in which the lines that a splice changes are there twice: as they are, and as the splices make them.
    func marking(_ splices: [JSONSplice], in text: Span<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var read = 0
        let lineEnd = firstLineEnd(of: text)
        for (lines, splices) in groups(splices, text) {
            output += bytes(text, read..<lines.lowerBound)
            let inside = splices.map { splice in
                JSONSplice(
                    splice.range.lowerBound - lines.lowerBound..<splice.range.upperBound - lines.lowerBound,
                    splice.replacement)
            }
            let ours = bytes(text, lines)
            output += marker("<", " ours", lineEnd) + terminated(ours, lineEnd)
            output += marker("=", "", lineEnd) + terminated(applying(inside, to: ours.span), lineEnd)
            output += marker(">", " theirs", lineEnd)
            read = lines.upperBound
        }
        return output + bytes(text, read..<text.count)
    }

    private func marker(_ character: String, _ label: String, _ lineEnd: [UInt8]) -> [UInt8] {
        Array((String(repeating: character, count: size) + label).utf8) + lineEnd
    }

    /// The splices, grouped by the whole lines that they change. Splices in the same or in adjacent lines are one
    /// group.
    private func groups(_ splices: [JSONSplice], _ text: Span<UInt8>) -> [(lines: Range<Int>, splices: [JSONSplice])] {
        var groups: [(lines: Range<Int>, splices: [JSONSplice])] = []
        for splice in splices.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            let last = groups.last?.lines
            if let last, splice.range.upperBound < last.upperBound {
                groups[groups.count - 1].splices.append(splice)
                continue
            }
            var (start, end) = (splice.range.lowerBound, splice.range.upperBound)
            while start > last?.upperBound ?? 0, text[start - 1] != 0x0A { start -= 1 }
            // A range with its line feed ends with its line.
            if end == start || text[end - 1] != 0x0A {
                while end < text.count, text[end] != 0x0A { end += 1 }
                if end < text.count { end += 1 }
            }
            if let last, start <= last.upperBound {
                groups[groups.count - 1].lines = last.lowerBound..<max(end, last.upperBound)
                groups[groups.count - 1].splices.append(splice)
            } else {
                groups.append((start..<end, [splice]))
            }
        }
        return groups
    }

    private func terminated(_ lines: [UInt8], _ lineEnd: [UInt8]) -> [UInt8] {
        lines.isEmpty || lines.last == 0x0A ? lines : lines + lineEnd
    }
}

private func bytes(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] { range.map { text[$0] } }
