/// A command line in bash, up to the cursor.
///
/// bash passes the line as it was typed. This splits it into words as bash does, but expands nothing except a leading
/// `~`, and runs nothing.
struct ShellLine {
    /// The words before the one at the cursor.
    private(set) var words: [Argument] = []
    /// The word at the cursor.
    private(set) var current = Argument(bytes: [])
    /// The quote that is still open at the cursor; 0 for none.
    private(set) var quote: UInt8 = 0
    /// How many bytes of `current` precede the part that bash replaces. That part begins at the open quote, or after
    /// the last word-break character.
    private(set) var kept = 0

    private static let (single, double, backslash) = (UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "\\"))

    /// - Parameters:
    ///   - breaks: the characters of COMP_WORDBREAKS.
    ///   - home: the directory for `~/`.
    init(_ line: [UInt8], breaks: [UInt8], home: [UInt8]?) {
        var word: [UInt8] = []
        var isWord = false
        var rest = line[...]
        while let byte = rest.popFirst() {
            if quote == Self.single {
                if byte == Self.single { quote = 0 } else { word.append(byte) }
            } else if byte == Self.backslash {
                // In double quotes a backslash is literal, except before these.
                let isEscape = quote == 0 || rest.first.map { "\"\\$`".utf8.contains($0) } ?? true
                if isEscape, let next = rest.popFirst() { word.append(next) } else if !isEscape { word.append(byte) }
                isWord = true
            } else if quote != 0 {
                if byte == quote { quote = 0 } else { word.append(byte) }
            } else if byte == Self.single || byte == Self.double {
                quote = byte
                isWord = true
                kept = word.count
            } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") {
                if isWord { words.append(Argument(bytes: word)) }
                (word, isWord, kept) = ([], false, 0)
            } else {
                if byte == UInt8(ascii: "~"), word.isEmpty, !isWord, let home,
                    rest.first.map({ $0 == UInt8(ascii: "/") }) ?? false
                {
                    word += home
                } else {
                    word.append(byte)
                }
                isWord = true
                if byte != UInt8(ascii: " "), breaks.contains(byte) { kept = word.count }
            }
        }
        current = Argument(bytes: word)
    }

    /// The text with which bash replaces that part.
    func replacement(_ candidate: String) -> String {
        let bytes = Array(candidate.utf8.dropFirst(kept))
        let text = String(decoding: bytes, as: UTF8.self)
        switch quote {
        case Self.single: return text.map { $0 == "'" ? "'\\''" : String($0) }.joined()
        case Self.double: return text.map { "\"\\$`".contains($0) ? "\\\($0)" : String($0) }.joined()
        default:
            return text.unicodeScalars.map { scalar in
                let isHarmless =
                    !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "%+,-./:=@_^".unicodeScalars.contains(scalar)
                return isHarmless ? String(scalar) : "\\" + String(scalar)
            }.joined()
        }
    }
}
