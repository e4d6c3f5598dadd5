import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

/// The text with control characters as escapes, so that it is safe on a terminal. The middle of a very long text is
/// left out.
func printable(_ text: String) -> String { printableText(of: Array(text.utf8)) }

/// The path, with invalid UTF-8 as escapes too: `\xe9`.
func printable(_ path: FilePath) -> String { printableText(of: path.bytes) }

/// The path unchanged if it is UTF-8, else as `printable` shows it.
func displayName(_ path: FilePath) -> String {
    String(validating: path.bytes, as: UTF8.self) ?? printable(path)
}

/// The path as one shell word, for pasting. One that begins with a dash would be taken for an option.
func shellWord(_ path: FilePath) -> String {
    shellWord((path.bytes.first == UInt8(ascii: "-") ? Array("./".utf8) : []) + path.bytes)
}

/// The text as one shell word, for pasting.
func shellWord(_ text: String) -> String { shellWord(Array(text.utf8)) }

private func shellWord(_ bytes: [UInt8]) -> String {
    // Control characters and invalid UTF-8 can be pasted in this form only, which all but the oldest shells read.
    let text = printableCharacters(of: bytes)
    guard text.utf8.elementsEqual(bytes) else {
        let escaped = bytes.map { byte in
            0x20..<0x7F ~= byte && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\")
                ? String(Unicode.Scalar(byte)) : "\\x" + EJSONFormat.hexadecimal([byte].span)
        }
        return "$'" + escaped.joined() + "'"
    }
    let isHarmless = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
    return isHarmless ? text : quotedForShell(text)
}
