package import EJSON
import EJSONFormat

extension Document {
    /// This document, which was made by editing `opened`, with the boxed messages of `original` for the values that did
    /// not change. So a diff shows only the edited values. `opened` is `original` decrypted; without its private key,
    /// `original` itself.
    ///
    /// A value has not changed when an equal one was at its path. The remaining boxes are used for equal values at
    /// other paths, because keys may have been renamed and elements moved. No box is used twice, because that would
    /// show that two values are equal. Values without a box are left as plaintext, which is sealed later: all of them
    /// when the edit changed the public key.
    ///
    /// It takes time in proportion to the documents. Plaintexts stay in guarded memory.
    ///
    /// - Parameter sparing: Whether boxes that this document has already are not used again. It has those of another
    ///   version, which may have some in common with `original`.
    package func keepingBoxes(
        of original: Document,
        opened: Document,
        sparing: Bool = false
    ) throws(EJSONError) -> Document {
        guard recipient == original.recipient else { return self }
        var boxes = try ReusedBoxes(of: original, opened: opened)
        if sparing { try boxes.remove(thoseIn: self, original) }
        let kept = try boxes.find(for: self)
        return try original.text.withBytes { (boxed) throws(EJSONError) in
            try splicing(kept, of: boxed)
        }
    }

    /// The document with its selected strings replaced by ranges of `source`, where there are any.
    private func splicing(_ ranges: [Range<Int>?], of source: Span<UInt8>) throws(EJSONError) -> Document {
        try text.withBytes { (text) throws(EJSONError) in
            var count = text.count
            for (string, range) in zip(selectedStrings, ranges) {
                if let range { count += range.count - string.count }
            }
            var output = try SecretBytes(capacity: count)
            var read = 0
            for (string, range) in zip(selectedStrings, ranges) {
                guard let range else { continue }
                output.append(text, read..<string.start)
                output.append(source, range)
                read = string.end
            }
            output.append(text, read..<text.count)
            return try Document(consuming: output)
        }
    }
}

/// The boxed messages of a document, which are found by their plaintexts.
private struct ReusedBoxes: ~Copyable {
    private struct Value: Hashable {
        let place: Int
        let digest: Bytes32
    }

    private let digests: PlaintextDigests
    private var places: ValuePathNumbers

    /// Indices by path and plaintext, and by plaintext alone; each list from the last in the document to the first.
    private var byPlace: [Value: [Int]] = [:]
    private var byDigest: [Bytes32: [Int]] = [:]

    /// The ranges of the messages in the original; `nil` for a plaintext, and for a message that has been used.
    private var messages: [Range<Int>?]

    init(of original: Document, opened: Document) throws(EJSONError) {
        var places = ValuePathNumbers()
        let messages = try original.boxedMessages()
        let digests = try PlaintextDigests()
        let digestsThere = try digests.ofSelectedStrings(in: opened)
        precondition(digestsThere.count == messages.count, "opening changes no structure")
        let placesThere = opened.text.withBytes { places.ofSelectedStrings(in: $0) }
        for index in messages.indices.reversed() where messages[index] != nil {
            byPlace[Value(place: placesThere[index], digest: digestsThere[index]), default: []].append(index)
            byDigest[digestsThere[index], default: []].append(index)
        }
        self.places = places
        self.messages = messages
        self.digests = digests
    }

    /// Removes the messages that another document has.
    mutating func remove(thoseIn other: Document, _ original: Document) throws(EJSONError) {
        let used = try Set(digests.ofSelectedStrings(in: other))
        let texts = try digests.ofSelectedStrings(in: original)
        for index in messages.indices where used.contains(texts[index]) { messages[index] = nil }
    }

    /// The range in the original of the message for each selected string of `edited`.
    mutating func find(for edited: Document) throws(EJSONError) -> [Range<Int>?] {
        let digestsThere = try digests.ofSelectedStrings(in: edited)
        let placesThere = edited.text.withBytes { places.ofSelectedStrings(in: $0) }
        var found: [Range<Int>?] = []
        for (place, digest) in zip(placesThere, digestsThere) {
            found.append(byPlace[Value(place: place, digest: digest)]?.popLast().flatMap { messages[$0].take() })
        }
        for index in found.indices where found[index] == nil {
            while found[index] == nil, let left = byDigest[digestsThere[index]]?.popLast() {
                found[index] = messages[left].take()
            }
        }
        return found
    }
}

extension Document {
    /// The ranges of the selected strings that are boxed messages; `nil` for the others.
    fileprivate func boxedMessages() throws(EJSONError) -> [Range<Int>?] {
        var messages: [Range<Int>?] = []
        try forEachSelectedString { (string, value, _) throws(EJSONError) in
            // A malformed one is reported, with its position, when the edited document is encrypted.
            if case .boxed = value { messages.append(string.range) } else { messages.append(nil) }
        }
        return messages
    }
}
