package import EJSON

/// Workflow commands `add-mask`, one per line, which tell a runner of GitHub Actions what to remove from its log.
extension SecretValues {
    /// The commands that mask every sealed value, in guarded memory: its lines, without the white space around them.
    ///
    /// The runner compares masks with single lines of the log. So a line is masked without its indentation, to match
    /// wherever it is printed, and a mask of several lines alone would match nothing. Values that are not sealed are
    /// not secret, and masking `true` would make the log useless. The same holds for the lines `{` and `}` of a value
    /// that has longer lines.
    ///
    /// - Throws: `outOfMemory`.
    package borrowing func workflowMasks() throws(EJSONError) -> SecretBytes {
        var output = SecretBytes()
        for entry in entries where entry.isSecret {
            try withValue(of: entry) { (value) throws(EJSONError) in
                let lines = contentOfLines(value)
                let shortest = lines.contains { $0.count >= 3 } ? 3 : 1
                let areAllLong = lines.allSatisfy { $0.count >= 3 }
                // The runner also masks encodings of a value, such as its base64, and splits a value of several lines
                // itself.
                if lines.count > 1, areAllLong { try output.appendMask(of: value) }
                for line in lines where line.count >= shortest { try output.appendMask(of: value.extracting(line)) }
            }
        }
        return output
    }
}

/// The lines of a text that are not blank, each without the white space around it.
private func contentOfLines(_ text: Span<UInt8>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start: Int?
    var end = 0
    for index in text.indices {
        switch text[index] {
        case 0x0A, 0x0D:
            if let begin = start { lines.append(begin..<end) }
            start = nil
        case 0x09, 0x0B, 0x0C, 0x20: break
        default:
            start = start ?? index
            end = index + 1
        }
    }
    if let begin = start { lines.append(begin..<end) }
    return lines
}

extension SecretBytes {
    /// Appends the workflow command that masks a value, with the escapes that the runner resolves.
    fileprivate mutating func appendMask(of value: Span<UInt8>) throws(EJSONError) {
        try append("::add-mask::")
        var plain = 0
        for index in value.indices {
            let escape: String
            switch value[index] {
            case UInt8(ascii: "%"): escape = "%25"
            case 0x0D: escape = "%0D"
            case 0x0A: escape = "%0A"
            default: continue
            }
            try append(value.extracting(plain..<index))
            try append(escape)
            plain = index + 1
        }
        try append(value.extracting(plain..<value.count))
        try append("\n")
    }
}
