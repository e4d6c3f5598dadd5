// The standard library's `replacing(_:with:)`, `contains(_:)` and `firstRange(of:)` of strings link the regular
// expressions: more than a megabyte in a static file.

extension StringProtocol {
    /// The first occurrence of a non-empty text.
    func firstRange(ofText text: String, from start: Index? = nil) -> Range<Index>? {
        guard let first = text.utf8.first else { return nil }
        var rest = utf8[(start ?? startIndex)...]
        while let index = rest.firstIndex(of: first) {
            rest = rest[index...]
            if rest.starts(with: text.utf8) { return index..<utf8.index(index, offsetBy: text.utf8.count) }
            rest = rest.dropFirst()
        }
        return nil
    }

    func holds(_ text: String) -> Bool { firstRange(ofText: text) != nil }

    /// The text with each of these characters replaced.
    func replacingEach(_ character: Character, with text: String) -> String {
        split(separator: character, omittingEmptySubsequences: false).joined(separator: text)
    }
}
