/// The bytes as text that a terminal shows and does not obey, and that stays on one line: control characters and bytes
/// that are not UTF-8 are shown as escapes, `\u{1b}` and `\xe9`; of a very long text the beginning and the end.
package func printableText(of bytes: [UInt8]) -> String {
    let text = printableCharacters(of: bytes)
    return text.utf8.count <= 1_000 ? text : "\(text.prefix(300))…\(text.suffix(300))"
}

/// The same, however long.
package func printableCharacters(of bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    var position = 0
    while position < bytes.count {
        var (decoder, rest) = (UTF8(), bytes[position...].makeIterator())
        if case .scalarValue(let scalar) = decoder.decode(&rest) {
            text.append(contentsOf: shown(scalar))
            position += UTF8.width(scalar)
        } else {
            text.append(contentsOf: "\\x\(hexadecimal(bytes[position]))".unicodeScalars)
            position += 1
        }
    }
    return String(text)
}

private func shown(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
        "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
    default: String(scalar).unicodeScalars
    }
}

private func hexadecimal(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
}
