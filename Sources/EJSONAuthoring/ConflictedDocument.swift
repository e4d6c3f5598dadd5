package import EJSON
import EJSONFormat

/// A document with merge conflicts, in which both versions are written down. Each side is a document. The two may have
/// different public keys.
package final class ConflictedDocument: Sendable {
    package let ours: Document
    package let theirs: Document

    private let text: SecretBytes
    private let layout: ConflictedText

    /// `nil` for a text without a conflict.
    ///
    /// - Throws: what `Document.init(_:)` throws about a side, without the position, because it would be the position
    ///   in the side.
    package static func read(_ text: consuming SecretBytes) throws(EJSONError) -> ConflictedDocument? {
        let layout = text.withBytes { ConflictedText($0) }
        guard let layout else { return nil }
        return try ConflictedDocument(text, layout)
    }

    private init(_ text: consuming SecretBytes, _ layout: ConflictedText) throws(EJSONError) {
        ours = try Self.side(.ours, of: text, layout)
        theirs = try Self.side(.theirs, of: text, layout)
        self.text = text
        self.layout = layout
    }

    private static func side(
        _ side: ConflictedText.Side,
        of text: borrowing SecretBytes,
        _ layout: ConflictedText
    ) throws(EJSONError) -> Document {
        try text.withBytes { (text) throws(EJSONError) in
            let pieces = layout.pieces(of: side)
            var output = try SecretBytes(capacity: pieces.reduce(0) { $0 + $1.count })
            for piece in pieces { output.append(text, piece) }
            return try Document(consuming: output)
        }
    }

    /// Whether another text is byte for byte the same.
    package func hasSameText(as other: borrowing SecretBytes) -> Bool { text.isSame(as: other) }

    /// The SHA-256 of the text in hex, which identifies it.
    package func sha256() -> String { text.withBytes { Bytes32(sha256Of: $0).hexadecimal } }

    // MARK: For people

    /// The text with the values of both sides replaced by those of the decrypted sides. Values that do not open and the
    /// markers stay as they are.
    package func shown(_ openedOurs: Document, _ openedTheirs: Document) throws(EJSONError) -> SecretBytes {
        let values = openedValues(.ours, ours, openedOurs) + openedValues(.theirs, theirs, openedTheirs)
        return try text.withBytes { (source) throws(EJSONError) in
            var output = try SecretBytes(capacity: source.count)
            var read = 0
            for value in values.sorted(by: { $0.place.lowerBound < $1.place.lowerBound })
            // A value outside of conflicts is in both sides.
            where value.place.lowerBound >= read {
                try output.append(source.extracting(read..<value.place.lowerBound))
                try value.opened.text.withBytes { (opened) throws(EJSONError) in
                    try output.append(opened.extracting(value.string))
                }
                read = value.place.upperBound
            }
            try output.append(source.extracting(read..<source.count))
            return output
        }
    }

    private struct OpenedValue {
        /// The range in the text with both sides.
        let place: Range<Int>
        let opened: Document
        /// The range in the decrypted side.
        let string: Range<Int>
    }

    /// The values of a side that have been opened.
    private func openedValues(
        _ side: ConflictedText.Side,
        _ original: Document,
        _ opened: Document
    ) -> [OpenedValue] {
        let strings = original.selectedStrings
        let openedStrings = opened.selectedStrings
        precondition(strings.count == openedStrings.count, "opening changes no structure")
        let isOpened = original.text.withBytes { sealed in
            opened.text.withBytes { plain in
                zip(strings, openedStrings).map { string, opened in
                    !isSame(sealed.extracting(string.range), plain.extracting(opened.range))
                }
            }
        }
        var pieces = layout.pieces(of: side)[...]
        // The offset in the side of the first remaining piece.
        var start = 0
        var values: [OpenedValue] = []
        for index in strings.indices where isOpened[index] {
            while let piece = pieces.first, start + piece.count <= strings[index].start {
                start += piece.count
                pieces = pieces.dropFirst()
            }
            // A value with raw line breaks may continue in another piece. It is not sealed, so it has not been opened.
            guard let piece = pieces.first, strings[index].end <= start + piece.count else { continue }
            let offset = piece.lowerBound - start
            values.append(
                OpenedValue(
                    place: strings[index].start + offset..<strings[index].end + offset, opened: opened,
                    string: openedStrings[index].range))
        }
        return values
    }

    // MARK: What becomes of it

    /// The document that a person has made from both sides, encrypted. An unchanged value keeps the boxed message of
    /// the side that it comes from, if that side has the same public key; other values are sealed. The opened sides are
    /// decrypted with their own private keys; `nil` for a side whose private key is missing.
    ///
    /// - Throws: `invalidPublicKey` when neither side has the public key; `authenticationFailed`, with the position,
    ///   for a boxed message that would not open: it did not open with the side's private key, or it comes from a side
    ///   with another public key.
    package func resolved(
        _ edited: Document,
        _ openedOurs: Document?,
        _ openedTheirs: Document?
    ) throws(EJSONError) -> [UInt8] {
        let sides = [(ours, openedOurs), (theirs, openedTheirs)]
        let own = sides.filter { $0.0.recipient == edited.recipient }
        guard !own.isEmpty else { throw EJSONError(.invalidPublicKey) }
        // Without a private key, the values of a side with this public key are taken to be sealed to it.
        let trusted = own.filter { $0.1 == nil }.map(\.0)
        try edited.requireNoMessages(of: [ours, theirs], but: trusted)
        return try edited.keepingBoxes(of: ours, opened: openedOurs ?? ours)
            .keepingBoxes(of: theirs, opened: openedTheirs ?? theirs, sparing: true).encrypted()
    }
}

extension Document {
    /// Refuses boxed messages of the foreign documents that are not in the trusted ones as well.
    fileprivate func requireNoMessages(of foreign: [Document], but trusted: [Document]) throws(EJSONError) {
        let foreign = Set(foreign.flatMap { $0.messages().map(\.text) })
            .subtracting(trusted.flatMap { $0.messages().map(\.text) })
        if let found = messages().first(where: { foreign.contains($0.text) }) {
            throw text.placing(EJSONError(.authenticationFailed), at: found.string)
        }
    }

    /// The selected strings that have the shape of boxed messages.
    private func messages() -> [(string: JSONString, text: [UInt8])] {
        text.withBytes { text in
            selectedStrings.filter { BoxedMessage.hasShape(text.extracting($0.range)) }.map { string in
                (string, string.range.map { text[$0] })
            }
        }
    }
}

private func isSame(_ text: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    text.count == other.count && haveSameBytes(text, at: 0, other, at: 0, count: text.count)
}
