package import EJSON
import EJSONFormat

extension Document {
    /// This document, which came of editing `opened`, with the boxed messages of `original` in place of the values that
    /// did not change: byte for byte, so that a diff shows only what was edited. `opened` is what `original` opens to;
    /// without its private key, `original` itself.
    ///
    /// A value has not changed when an equal one was at its place: under the same keys and array indices. Boxes that
    /// are then left over go to equal values elsewhere: keys that were renamed, elements that moved. No box is used
    /// twice, because that would show everyone that two values are equal. What has no box is left as it is, to be sealed;
    /// all of it when the edit chose another recipient.
    ///
    /// Takes time in proportion to the documents. Plaintexts stay in guarded memory.
    ///
    /// - Parameter sparing: whether boxes that this document holds already are left out: it has been given those of
    ///   another version, which may have some in common with `original`.
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

    /// The document with the ranges of `source` in place of its selected strings, where there are any.
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

/// The boxed messages of a document, to be found by what they seal.
private struct ReusedBoxes: ~Copyable {
    private struct Value: Hashable {
        let place: Int
        let digest: Bytes32
    }

    private let digests: PlaintextDigests
    private var places: ValuePlaces

    /// By place and plaintext, and by plaintext alone; each list from the last in the document to the first.
    private var byPlace: [Value: [Int]] = [:]
    private var byDigest: [Bytes32: [Int]] = [:]

    /// Where the messages are in the original; `nil` for a plaintext, and for one that has been used.
    private var messages: [Range<Int>?]

    init(of original: Document, opened: Document) throws(EJSONError) {
        var places = ValuePlaces()
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

    /// Leaves out the messages that another document holds.
    mutating func remove(thoseIn other: Document, _ original: Document) throws(EJSONError) {
        let used = try Set(digests.ofSelectedStrings(in: other))
        let texts = try digests.ofSelectedStrings(in: original)
        for index in messages.indices where used.contains(texts[index]) { messages[index] = nil }
    }

    /// Where the message of each selected string of `edited` is in the original.
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
    /// Where the selected strings are that are boxed messages; `nil` for the others.
    fileprivate func boxedMessages() throws(EJSONError) -> [Range<Int>?] {
        var messages: [Range<Int>?] = []
        try forEachSelectedString { (string, value, _) throws(EJSONError) in
            // A malformed one is reported, with its position, when the edited document is sealed.
            if case .boxed = value { messages.append(string.range) } else { messages.append(nil) }
        }
        return messages
    }
}
