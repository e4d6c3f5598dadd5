extension ValuePath {
    /// The path that a text means in the notation of another tool: sops (`["a"]["b"]`), jq and yq (`.a."b.c"[0]`),
    /// JSONPath (`$.a['b']`), a pointer in a URL (`#/a/b`), dots after backslashes (`tls\.key`).
    ///
    /// `nil` for all other texts, paths in our own notation included. A key that looks like such a notation can be
    /// given as a JSON Pointer.
    package init?(foreign text: String) {
        if text.utf8.starts(with: "#/".utf8) {
            self.init(String(decoding: text.utf8.dropFirst(), as: UTF8.self))
            return
        }
        guard text.utf8.first != UInt8(ascii: "/") else { return nil }
        var reader = ForeignPathReader(Array(text.utf8)[...])
        guard let components = reader.components(), reader.isForeign, !components.isEmpty else { return nil }
        self.init(components: components)
    }

    /// The path that a text with slashes means in other tools, such as `environment/TOKEN`; `nil` for a text without
    /// slashes, and for a JSON Pointer. The text may be a path in our notation too: to a key that contains a slash.
    package init?(slashed text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(components: parts.map { String(decoding: $0, as: UTF8.self) })
    }
}

private struct ForeignPathReader {
    private var rest: ArraySlice<UInt8>

    /// Whether something was read that our notation does not have.
    private(set) var isForeign = false

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    mutating func components() -> [String]? {
        var components: [String] = []
        let beginsWithRoot = rest.first == UInt8(ascii: "$") && rest.count > 1 && isStep(rest[rest.startIndex + 1])
        if beginsWithRoot { rest.removeFirst() }
        if beginsWithRoot || rest.first == UInt8(ascii: ".") { isForeign = true }
        var needsDot = false
        while let byte = rest.first {
            let component: [UInt8]?
            if byte == UInt8(ascii: "[") {
                component = subscriptComponent()
            } else if byte == UInt8(ascii: ".") {
                rest.removeFirst()
                needsDot = false
                if rest.first == UInt8(ascii: "[") { continue }
                component = nameComponent()
            } else {
                component = needsDot ? nil : nameComponent()
            }
            guard let component else { return nil }
            components.append(String(decoding: component, as: UTF8.self))
            needsDot = true
        }
        return components
    }

    private func isStep(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") }

    /// A name, in double quotes or not. A backslash escapes a character that would end it.
    private mutating func nameComponent() -> [UInt8]? {
        if rest.first == UInt8(ascii: "\"") { return quotedComponent() }
        var name: [UInt8] = []
        while let byte = rest.first, !isStep(byte) {
            rest.removeFirst()
            if byte == UInt8(ascii: "\\"), let next = rest.first, isStep(next) {
                isForeign = true
                name.append(rest.removeFirst())
            } else {
                name.append(byte)
            }
        }
        return name.isEmpty ? nil : name
    }

    /// `["key"]`, `['key']` or `[0]`.
    private mutating func subscriptComponent() -> [UInt8]? {
        rest.removeFirst()
        isForeign = true
        var component: [UInt8]? = []
        if rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "'") {
            component = quotedComponent()
        } else {
            while let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
                component?.append(byte)
                rest.removeFirst()
            }
            if component?.isEmpty == true { return nil }
        }
        guard rest.popFirst() == UInt8(ascii: "]") else { return nil }
        return component
    }

    private mutating func quotedComponent() -> [UInt8]? {
        let quote = rest.removeFirst()
        isForeign = true
        var component: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote { return component }
            if byte == UInt8(ascii: "\\"), let next = rest.first, next == quote || next == UInt8(ascii: "\\") {
                component.append(rest.removeFirst())
            } else {
                component.append(byte)
            }
        }
        return nil
    }
}
