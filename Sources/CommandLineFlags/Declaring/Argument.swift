package import SystemPackage

/// One command-line argument as the system passes it: bytes of any value except zero.
///
/// `text` is `nil` when the bytes are not UTF-8. Invalid bytes are never replaced.
package struct Argument: Hashable, Sendable, ExpressibleByStringLiteral {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// The text, if the bytes are UTF-8.
    package var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The file that the argument names, byte for byte. `FilePath` drops trailing and repeated slashes.
    package var path: FilePath {
        var name = bytes.map { CChar(bitPattern: $0) }
        name.append(0)
        return FilePath(platformString: name)
    }

    package var isEmpty: Bool { bytes.isEmpty }
}

extension Argument: CustomStringConvertible {
    /// The argument as safe text for a terminal.
    package var description: String { printableText(of: bytes) }
}

let dash = UInt8(ascii: "-")
let equalsSign = UInt8(ascii: "=")

extension Argument {
    /// Whether it is a flag or an option: it begins with a dash and is not a single dash.
    var isOption: Bool { bytes.count > 1 && bytes[0] == dash }

    /// `--`, after which nothing is an option.
    var isTerminator: Bool { bytes.count == 2 && bytes[0] == dash && bytes[1] == dash }
}
