import EJSONFormat

/// Which of the scanned strings are to be rewritten, and how long the document then is.
struct EncryptionPlan: Sendable {
    struct Rewrite: Sendable {
        /// The string's index among those scanned.
        var string: Int

        /// How many bytes longer the document is, up to the string's end, once this and all before are rewritten.
        var growth: Int
    }

    private(set) var rewrites: [Rewrite] = []
    private(set) var outputCount: Int

    /// - Parameter boxedMessagesToo: Whether a string that is a boxed message is a plaintext like any other.
    init(_ text: DocumentText, _ source: Span<UInt8>, boxedMessagesToo: Bool = false) throws(EJSONError) {
        outputCount = source.count
        var reader = SelectedStringReader()
        func isBoxed(_ string: JSONString) throws(EJSONError) -> Bool {
            guard !boxedMessagesToo else { return false }
            switch try reader.read(string, of: source) {
            case .plaintext: return false
            case .boxed: return true
            case .malformed(let error): throw text.placing(error, at: string)
            }
        }
        for (index, scanned) in text.scan.strings.enumerated() {
            let string = scanned.string
            if scanned.selection.isEmpty {
                outputCount += string.lineBreaks
            } else if try isBoxed(string) {
                continue
            } else {
                outputCount += BoxedMessage.count(sealing: string.unescapedCount) - string.count
            }
            rewrites.append(Rewrite(string: index, growth: outputCount - source.count))
        }
    }

    /// Where a part of the rewrites lies: in the text, from the end of the rewrite before it to that of its last one, and
    /// in the output. What comes before the first belongs to the first part, and what comes after the last to the last.
    func place(of part: Range<Int>, in text: DocumentText) -> (source: Range<Int>, target: Range<Int>) {
        func end(_ rewrite: Rewrite) -> Int { text.scan.strings[rewrite.string].string.end }
        var start = (source: 0, target: 0)
        if let previous = rewrites[..<part.lowerBound].last { start = (end(previous), end(previous) + previous.growth) }
        guard let last = rewrites[part].last, part.upperBound < rewrites.count else {
            return (start.source..<text.count, start.target..<outputCount)
        }
        return (start.source..<end(last), start.target..<end(last) + last.growth)
    }
}
