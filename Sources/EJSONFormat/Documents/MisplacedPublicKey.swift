extension JSONOutline {
    /// The string that was likely meant to be the public key of a document without one: a top-level member with nearly
    /// that name, such as `public_key`, or else `_public_key` in another object.
    package func misplacedPublicKey(in text: Span<UInt8>) -> Int? {
        var nested: Int?
        for node in nodes.indices where nodes[node].key != nil && nodes[node].value.kind == .string {
            let name = name(of: node, in: text)
            if nodes[node].parent == 0, isNearly(name) { return node }
            if nested == nil, name == "_public_key" { nested = node }
        }
        return nested
    }
}

/// Whether a key differs from `_public_key` in case, in what separates its words, or in one or two characters.
private func isNearly(_ name: String) -> Bool {
    let letters = name.utf8.map { $0 | 0x20 }.filter { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
    return letters == Array("publickey".utf8) || editDistance(name, "_public_key", limit: 2) != nil
}
