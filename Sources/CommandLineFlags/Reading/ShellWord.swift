/// The bytes as one shell word, for pasting.
package func shellWord(_ bytes: [UInt8]) -> String {
    // Control characters and invalid UTF-8 can be pasted in this form only, which all but the oldest shells read.
    let text = printableCharacters(of: bytes)
    guard text.utf8.elementsEqual(bytes) else {
        let escaped = bytes.map { byte in
            0x20..<0x7F ~= byte && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\")
                ? String(Unicode.Scalar(byte)) : "\\x" + hexadecimal(byte)
        }
        return "$'" + escaped.joined() + "'"
    }
    let isHarmless = bytes.enumerated().allSatisfy { index, byte in
        switch byte {
        // At its start it would be an assignment of nothing, or in zsh the path of a command.
        case equalsSign: index > 0
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
    if isHarmless, !text.isEmpty { return text }
    return "'" + text.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
}
