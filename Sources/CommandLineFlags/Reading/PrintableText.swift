/// The bytes as text that is safe on a terminal and stays on one line. Control characters and invalid UTF-8 become
/// escapes, `\u{1b}` and `\xe9`; the middle of a very long text is left out.
package func printableText(of bytes: [UInt8]) -> String {
    let text = printableCharacters(of: bytes)
    return text.utf8.count <= 1_000 ? text : "\(text.prefix(300))…\(text.suffix(300))"
}

/// The same without a length limit.
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

/// The byte in two digits.
func hexadecimal(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
}
