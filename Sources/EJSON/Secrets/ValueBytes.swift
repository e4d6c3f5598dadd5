package import EJSONFormat

extension JSONValue {
    /// The value's bytes: a string with its escapes resolved, everything else as it is in the JSON.
    ///
    /// - Throws: `undeliverableValue` for half of a surrogate pair, which is not UTF-8; `outOfMemory`.
    package func bytes(of text: Span<UInt8>, at path: ValuePath) throws(EJSONError) -> SecretBytes {
        var bytes = try SecretBytes(capacity: unescapedCount)
        _ = try bytes.append(self, of: text)
        guard bytes.withBytes({ isUTF8($0) }) else {
            throw EJSONError(.undeliverableValue, .delivery(.notText), path: path.description)
        }
        return bytes
    }
}

extension SecretBytes {
    /// Appends a value, a string with its escapes resolved and everything else as it is in the JSON, and returns its
    /// range. Half of a surrogate pair is appended as three bytes that are not UTF-8.
    package mutating func append(_ value: JSONValue, of text: Span<UInt8>) throws(EJSONError) -> Range<Int> {
        try reserve(value.unescapedCount)
        let range = count..<count + value.unescapedCount
        withRoom { room, count in
            value.write(of: text, to: &room, at: count)
            count = range.upperBound
        }
        return range
    }
}
