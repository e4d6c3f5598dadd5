/// Where a value is in a document: the keys and array indices on the way to it, from the top.
///
/// Written dotted (`production.db.password`, `hosts.0`), or, when it begins with `/`, as a JSON Pointer (RFC 6901).
package struct ValuePath: Hashable, Sendable {
    package let components: [String]

    /// The top-level object.
    package static let root = ValuePath(components: [])

    package init(components: [String]) {
        self.components = components
    }

    /// `nil` for a dotted path with an empty part, and for a pointer with a `~` that is neither `~0` nor `~1`.
    package init?(_ text: String) {
        if text.utf8.first == UInt8(ascii: "/") {
            var components: [String] = []
            for token in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                guard let component = unescapedToken(token) else { return nil }
                components.append(component)
            }
            self.components = components
        } else {
            components = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard components.allSatisfy({ !$0.isEmpty }) else { return nil }
        }
    }
}

extension ValuePath: CustomStringConvertible {
    /// Dotted where that is unambiguous, otherwise a JSON Pointer.
    package var description: String {
        let isPlain = components.allSatisfy { component in
            !component.isEmpty && !component.utf8.contains(UInt8(ascii: "."))
                && component.utf8.first != UInt8(ascii: "/")
        }
        return isPlain ? components.joined(separator: ".") : pointer
    }

    /// As a JSON Pointer.
    package var pointer: String { components.map { "/" + escapedToken($0) }.joined() }
}

private func escapedToken(_ component: String) -> String {
    // Byte by byte, because a combining mark after a slash makes it another character.
    var token: [UInt8] = []
    for byte in component.utf8 {
        switch byte {
        case UInt8(ascii: "~"): token += "~0".utf8
        case UInt8(ascii: "/"): token += "~1".utf8
        default: token.append(byte)
        }
    }
    return String(decoding: token, as: UTF8.self)
}

private func unescapedToken(_ token: Substring.UTF8View.SubSequence) -> String? {
    var bytes: [UInt8] = []
    var rest = token[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "~") else {
            bytes.append(byte)
            continue
        }
        switch rest.popFirst() {
        case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
        case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
        default: return nil
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
