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
        // Of an argument that is not UTF-8.
        if let byte = byte(of: scalar) {
            printable += "\\x" + EJSONFormat.hexadecimal([byte].span)
            continue
        }
        if isControl(scalar) {
            printable += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            printable.unicodeScalars.append(scalar)
        }
    }
    return printable
}

/// Whether a terminal may obey the character, or not show it.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}

/// The path as text: as it is where it is UTF-8, else as `printable` shows it.
func displayName(_ path: FilePath) -> String {
    String(validating: path.bytes, as: UTF8.self) ?? printable(path)
}

/// The path, with bytes that are not UTF-8 as escapes too: `\xe9`.
func printable(_ path: FilePath) -> String { printable(argumentText(path)) }

/// The text as one word of a shell, to be pasted.
func shellWord(_ text: String) -> String {
    // Bytes that are not UTF-8, and control characters, can be pasted in this form only, which all but the oldest shells read.
    if text.unicodeScalars.contains(where: { byte(of: $0) != nil || isControl($0) }) {
        let escaped = argumentBytes(text).map { byte in
            0x20..<0x7F ~= byte && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\")
                ? String(Unicode.Scalar(byte)) : "\\x" + EJSONFormat.hexadecimal([byte].span)
        }
        return "$'" + escaped.joined() + "'"
    }
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
