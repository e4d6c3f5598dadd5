import EJSON
import EJSONFormat
import SystemPackage

/// The text with control characters, which a terminal would obey, shown as escapes; of a very long one the beginning
/// and the end.
func printable(_ text: String) -> String {
    let printable = withoutControlCharacters(text)
    return printable.utf8.count <= 1_000 ? printable : "\(printable.prefix(300))…\(printable.suffix(300))"
}

/// The same, however long.
func withoutControlCharacters(_ text: String) -> String {
    var printable = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            printable += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            printable.unicodeScalars.append(scalar)
        }
    }
    return printable
}

/// The path as text: as it is where it is UTF-8, else as `printable` shows it.
func displayName(_ path: FilePath) -> String {
    String(validating: path.bytes, as: UTF8.self) ?? printable(path)
}

/// The path, with bytes that are not UTF-8 as escapes too: `\xe9`.
func printable(_ path: FilePath) -> String {
    let bytes = path.bytes
    if let text = String(validating: bytes, as: UTF8.self) { return printable(text) }
    var text = ""
    var rest = bytes[...]
    while let first = rest.first {
        // The longest piece from here that is UTF-8, of at most four bytes, is a character.
        let count = (1...4).first { $0 <= rest.count && String(validating: rest.prefix($0), as: UTF8.self) != nil }
        if let count {
            text += printable(String(decoding: rest.prefix(count), as: UTF8.self))
            rest = rest.dropFirst(count)
        } else {
            text += "\\x" + EJSONFormat.hexadecimal([first].span)
            rest = rest.dropFirst()
        }
    }
    return text
}

/// The text as one word of a shell, to be pasted.
func shellWord(_ text: String) -> String {
    let text = printable(text)
    let isHarmless = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
    return isHarmless ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}
