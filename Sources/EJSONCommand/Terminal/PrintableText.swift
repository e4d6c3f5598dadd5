import CommandLineFlags
import EJSON
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
