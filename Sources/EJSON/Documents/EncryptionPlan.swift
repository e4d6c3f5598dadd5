import EJSONFormat

/// The scanned strings that encryption rewrites, and the length of the result.
struct EncryptionPlan: Sendable {
    struct Rewrite: Sendable {
        /// The string's index among those scanned.
        var string: Int

        /// How many bytes longer the document is up to the end of the string, with this rewrite and all before it.
        var growth: Int
    }

    private(set) var rewrites: [Rewrite] = []
    private(set) var outputCount: Int

    /// - Parameter boxedMessagesToo: Whether a string that is a boxed message is sealed like a plaintext.
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

    /// The ranges of a part of the rewrites in the text and in the output. A range begins at the end of the previous
    /// part's last rewrite and ends at the end of its own last one. The first part begins at the beginning of the text,
    /// and the last one ends at the end.
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
