package import EJSON
package import EJSONFormat

/// A new JSON value for a document, in guarded memory.
package struct NewJSON: ~Copyable {
    /// The value without the white space around it.
    let text: SecretBytes

    /// - Throws: `malformedJSON` with the position in `text`, when it is not one JSON value; `impossibleChange` with
    ///   the position and the path, when an object in it has two members with one key; `outOfMemory`.
    package init(_ text: borrowing SecretBytes) throws(EJSONError) {
        self.text = try text.withBytes { (text) throws(EJSONError) in
            var wrapped = try SecretBytes(capacity: text.count + 8)
            try wrapped.append(loneValuePrefix)
            try wrapped.append(text)
            try wrapped.append(loneValueSuffix)
            return try wrapped.withBytes { (wrapped) throws(EJSONError) in
                let range: Range<Int>
                do throws(JSONSyntaxError) {
                    range = try requireLoneValue(in: wrapped)
                } catch {
                    throw EJSONError(error, in: text)
                }
                try requireUniqueKeys(in: wrapped, text)
                return try SecretBytes(copying: wrapped.extracting(range))
            }
        }
    }
}

private func requireUniqueKeys(in wrapped: Span<UInt8>, _ text: Span<UInt8>) throws(EJSONError) {
    let outline = try JSONOutline(of: wrapped)
    guard let hidden = outline.nodes.indices.first(where: { outline.nodes[$0].isHidden }) else { return }
    var path = outline.path(of: hidden, in: wrapped).components
    path.removeFirst()
    let offset = outline.nodes[hidden].start - loneValuePrefix.utf8.count
    throw EJSONError(
        .impossibleChange, .change(.duplicateKey), position: EJSONError.Position(of: offset, in: text),
        path: ValuePath(components: path).description)
}

extension Document {
    /// The document with a JSON value at `path`. Strings that the selection rule selects are sealed, everything else is
    /// inserted as it is written. The old value at the path is replaced, even if it is an object or array. No other
    /// value changes. Objects on the way are made.
    ///
    /// Needs no private key. The ephemeral key pair serves this value alone and is wiped in the call.
    ///
    /// - Throws: `impossibleChange`, `cryptographyUnavailable`, `outOfMemory`.
    package func setting(
        _ path: ValuePath,
        toJSON json: borrowing NewJSON,
        creating: NewObjects = .unlessSimilar
    ) throws(EJSONError) -> SecretBytes {
        let place = try place(path, replacing: .anything, creating: creating)
        let text = try place.text.replacing(place.extent, with: json.text)
        let count = json.text.count
        let inside = place.extent.lowerBound..<place.extent.lowerBound + count
        let outline: JSONOutline
        do throws(EJSONError) {
            outline = try text.withBytes { (text) throws(EJSONError) in try JSONOutline(of: text) }
        } catch {
            // Value and document are both JSON, so together they can only be nested too deep.
            throw EJSONError(.impossibleChange, .change(.tooDeep), path: path.description)
        }
        let others = outline.nodes.filter { !inside.contains($0.extent.lowerBound) }
        guard selections(others) == place.otherSelections else {
            throw EJSONError(.impossibleChange, .change(.othersSelection), path: path.description)
        }
        let splices = try text.withBytes { (text) throws(EJSONError) in
            try splicesSealing(outline, inside, text)
        }
        return try text.applying(splices)
    }

    /// Replacements that seal the selected strings in a part of the text.
    private func splicesSealing(
        _ outline: JSONOutline,
        _ part: Range<Int>,
        _ text: Span<UInt8>
    ) throws(EJSONError) -> [JSONSplice] {
        let selected = outline.nodes.indices.filter { index in
            let node = outline.nodes[index]
            return part.contains(node.extent.lowerBound) && node.value.kind == .string && !node.selection.isEmpty
        }
        guard !selected.isEmpty else { return [] }
        let sealer = try Sealer(recipient: recipient)
        var reader = LiteralReader()
        var splices: [JSONSplice] = []
        for index in selected {
            let node = outline.nodes[index]
            let message = try reader.read(JSONString(node.value), of: text) { (string) throws(EJSONError) in
                guard !BoxedMessage.hasShape(string) else { return [UInt8]() }
                return try sealer.message(sealing: string)
            }
            guard !message.isEmpty else {
                let boxed = outline.path(of: index, in: text).description
                throw EJSONError(.impossibleChange, .change(.alreadyBoxed), path: boxed)
            }
            splices.append(JSONSplice(node.value.range, message))
        }
        return splices
    }
}

extension SecretBytes {
    fileprivate borrowing func replacing(
        _ range: Range<Int>,
        with replacement: borrowing SecretBytes
    ) throws(EJSONError) -> SecretBytes {
        var text = try SecretBytes(capacity: count - range.count + replacement.count)
        withBytes { text.append($0, 0..<range.lowerBound) }
        replacement.withBytes { text.append($0, 0..<$0.count) }
        withBytes { text.append($0, range.upperBound..<$0.count) }
        return text
    }
}
