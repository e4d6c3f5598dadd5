/// The text with control characters, which a terminal would obey, shown as escapes; of a very long one the beginning
/// and the end.
func printable(_ text: String) -> String {
    var printable = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            printable += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            printable.unicodeScalars.append(scalar)
        }
    }
    return printable.utf8.count <= 1_000 ? printable : "\(printable.prefix(300))…\(printable.suffix(300))"
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
