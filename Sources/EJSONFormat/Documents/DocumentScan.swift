/// What encryption and decryption need of a document, found in one pass over its text.
package struct DocumentScan: Sendable {
    /// The value of the top-level member `_public_key`.
    package let publicKey: JSONString

    /// The strings that encryption or decryption may change, in document order: all that the selection rule selects,
    /// and all others, keys included, that contain raw line breaks.
    package let strings: [ScannedString]

    /// - Parameter greatestCount: how many strings there is memory for.
    package init(_ text: Span<UInt8>, greatestCount: Int = .max) throws(JSONSyntaxError) {
        var collector = Collector(greatestCount: greatestCount)
        // About as many as there are when most are sealed. Unused capacity is free; growing is not.
        collector.strings.reserveCapacity(min(text.count / 128, greatestCount))
        try scanJSON(text, handler: &collector)
        guard let publicKey = collector.publicKey else { throw JSONSyntaxError(.publicKeyMissing, at: 0) }
        self.publicKey = publicKey
        strings = collector.strings
    }
}

package struct ScannedString: Sendable {
    package let string: JSONString

    /// Empty for a string that is not to be sealed.
    package let selection: Selection
}

private struct Collector: JSONHandler {
    let greatestCount: Int
    var publicKey: JSONString?
    var strings: [ScannedString] = []

    /// Whether the key just read is the top-level `_public_key`.
    private var awaitsPublicKey = false

    init(greatestCount: Int) {
        self.greatestCount = greatestCount
    }

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) throws(JSONSyntaxError) {
        try rejectPublicKey(at: offset)
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {}

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) throws(JSONSyntaxError) {
        if key.lineBreaks > 0 { try append(ScannedString(string: key, selection: [])) }
        guard depth == 1, literal(key, in: text, equals: "_public_key") else { return }
        guard !key.hasEscapes else { throw JSONSyntaxError(.escapedPublicKey, at: key.start - 1) }
        guard publicKey == nil else { throw JSONSyntaxError(.duplicatePublicKey, at: key.start - 1) }
        awaitsPublicKey = true
    }

    mutating func string(
        _ string: JSONString,
        in text: Span<UInt8>,
        selection: Selection
    ) throws(JSONSyntaxError) {
        if !selection.isEmpty || string.lineBreaks > 0 {
            try append(ScannedString(string: string, selection: selection))
        }
        if awaitsPublicKey {
            publicKey = string
            awaitsPublicKey = false
        }
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) throws(JSONSyntaxError) {
        try rejectPublicKey(at: range.lowerBound)
    }

    private mutating func append(_ string: ScannedString) throws(JSONSyntaxError) {
        guard strings.count < greatestCount else { throw JSONSyntaxError(.tooManyValues, at: string.string.start - 1) }
        strings.append(string)
    }

    private func rejectPublicKey(at offset: Int) throws(JSONSyntaxError) {
        if awaitsPublicKey { throw JSONSyntaxError(.publicKeyNotAString, at: offset) }
    }
}
