package import EJSON
package import EJSONFormat

/// Which objects on the way to a value are made.
package enum NewObjects: Sendable {
    case always
    /// None beside an object or array of nearly the same name, which was likely meant.
    case unlessSimilar
}

extension Document {
    /// The document with `plaintext` as the string at `path`, sealed if the selection rule selects it. No other value
    /// changes, sealed or not. Objects on the way are made, and new members are laid out like their neighbours.
    ///
    /// It needs no private key. The ephemeral key pair is used for this value only, and wiped before the call returns.
    ///
    /// - Throws: `impossibleChange`, `cryptographyUnavailable`, `outOfMemory`.
    package func setting(
        _ path: ValuePath,
        to plaintext: borrowing SecretBytes,
        creating: NewObjects = .unlessSimilar
    ) throws(EJSONError) -> SecretBytes {
        try plaintext.withBytes { (plaintext) throws(EJSONError) in
            guard isUTF8(plaintext) else { throw EJSONError(.impossibleChange, path, .notText) }
            guard !BoxedMessage.hasShape(plaintext) else {
                throw EJSONError(.impossibleChange, path, .alreadyBoxed)
            }
            // The place for the value is made first, because that can change which values are sealed.
            let place = try place(path, replacing: .plainValues, creating: creating)
            var content = Array(#""""#.utf8)
            if place.isSelected {
                content.insert(contentsOf: try Sealer(recipient: recipient).message(sealing: plaintext), at: 1)
            } else {
                content.insert(contentsOf: escaped(plaintext), at: 1)
            }
            return try place.text.applying([JSONSplice(place.extent, content)])
        }
    }

    /// The document without the value at `path`. No other value changes.
    ///
    /// - Throws: `valueNotFound`; `impossibleChange` for the public key; `outOfMemory`.
    package func unsetting(_ path: ValuePath) throws(EJSONError) -> SecretBytes {
        try text.withBytes { (source) throws(EJSONError) in
            let outline = try JSONOutline(of: source)
            try requireNotPublicKey(path)
            guard outline.find(path) != nil else { throw .notFound(path, .missing, outline, in: source) }
            let splices = try outline.splices(editing: .remove(path), in: source)
            let edited = try SecretBytes(source, applying: splices)
            // Both are in document order.
            var gone = splices[...].filter { !$0.range.isEmpty }[...]
            let kept = outline.nodes.filter { node in
                gone = gone.drop { $0.range.upperBound <= node.start }
                return gone.first.map { !$0.range.contains(node.start) } ?? true
            }
            guard selections(kept) == selections(try edited.outline().nodes) else {
                throw EJSONError(.impossibleChange, path, .othersSelection)
            }
            return edited
        }
    }

    /// Whether there is a value at `path`.
    package func holdsValue(at path: ValuePath) throws(EJSONError) -> Bool {
        try text.withBytes { (source) throws(EJSONError) in try JSONOutline(of: source).find(path) != nil }
    }

    /// A value that is easily taken for a new one at `path`: its key differs only in case or in the underscores that it
    /// begins with.
    package func twin(of path: ValuePath) throws(EJSONError) -> ValuePath? {
        try text.withBytes { (source) throws(EJSONError) in try JSONOutline(of: source).twin(of: path, in: source) }
    }

    /// The document with an empty string at `path`.
    func place(
        _ path: ValuePath,
        replacing replaced: Place.Replaced,
        creating: NewObjects
    ) throws(EJSONError) -> Place {
        try text.withBytes { (source) throws(EJSONError) in
            let outline = try JSONOutline(of: source)
            try requireNotPublicKey(path)
            let old = outline.find(path)
            if let old, !outline.nodes[old].value.isPlain, replaced == .plainValues {
                throw EJSONError(.impossibleChange, path, .container)
            }
            if creating == .unlessSimilar, let similar = outline.containerLikelyMeant(by: path, in: source) {
                var error = EJSONError(.impossibleChange, path, .similarObject)
                error.nearestPath = similar.description
                throw error
            }
            let splices = try outline.splices(editing: .set(path, to: Array(#""""#.utf8)), in: source)
            let edited = try SecretBytes(source, applying: splices)
            let newOutline = try edited.outline()
            // `-` has become the last index of its array, so the value is the last one in the inserted text.
            let offset = splices[0].range.lowerBound + splices[0].replacement.count
            guard
                let new = newOutline.nodes.indices.last(where: {
                    newOutline.nodes[$0].value.kind == .string && newOutline.nodes[$0].start < offset
                })
            else { throw EJSONError(.impossibleChange, path, .notAContainer) }
            var (before, after) = (outline.nodes, newOutline.nodes)
            let node = after.remove(at: new)
            if let old {
                let extent = before[old].extent
                before.removeAll { extent.contains($0.extent.lowerBound) }
            }
            let otherSelections = selections(after)
            guard selections(before) == otherSelections else {
                throw EJSONError(.impossibleChange, path, .othersSelection)
            }
            return Place(
                text: edited, extent: node.extent, isSelected: !node.selection.isEmpty,
                otherSelections: otherSelections)
        }
    }

    private func requireNotPublicKey(_ path: ValuePath) throws(EJSONError) {
        if path.components == ["_public_key"] { throw EJSONError(.impossibleChange, path, .publicKey) }
    }
}

/// The place for a new value.
struct Place: ~Copyable {
    /// Which old values it may replace.
    enum Replaced {
        case plainValues
        case anything
    }

    let text: SecretBytes

    /// The range of the empty string that is there for now.
    let extent: Range<Int>

    /// Whether the value must be sealed.
    let isSelected: Bool

    /// Which of the other strings must be sealed, in document order.
    let otherSelections: [Bool]
}

extension SecretBytes {
    /// A text with replacements.
    init(_ text: Span<UInt8>, applying splices: [JSONSplice]) throws(EJSONError) {
        let newCount = splicedCount(splices, to: text)
        try self.init(capacity: newCount)
        withRoom { room, count in
            apply(splices, to: text, into: &room)
            count = newCount
        }
    }

    borrowing func applying(_ splices: [JSONSplice]) throws(EJSONError) -> SecretBytes {
        try withBytes { (text) throws(EJSONError) in try SecretBytes(text, applying: splices) }
    }

    fileprivate borrowing func outline() throws(EJSONError) -> JSONOutline {
        try withBytes { (text) throws(EJSONError) in try JSONOutline(of: text) }
    }
}

/// Which strings must be sealed, in document order.
func selections(_ nodes: [JSONOutline.Node]) -> [Bool] {
    nodes.filter { $0.value.kind == .string }.map { !$0.selection.isEmpty }
}

private func escaped(_ bytes: Span<UInt8>) -> [UInt8] {
    let growth = escapeGrowth(of: bytes) ?? 0
    var escaped = [UInt8](repeating: 0, count: bytes.count + growth)
    var span = escaped.mutableSpan
    copyBytes(bytes, to: &span, at: 0)
    escapeInPlace(&span, at: 0, count: bytes.count, growth: growth)
    return escaped
}

extension JSONOutline {
    func splices(editing edit: JSONEdit, in text: Span<UInt8>) throws(EJSONError) -> [JSONSplice] {
        do throws(JSONEditError) {
            return try splices(for: [edit], in: text)
        } catch {
            switch error.reason {
            case .noSuchValue: throw .notFound(error.path, .missing, self, in: text)
            case .notAContainer: throw EJSONError(.impossibleChange, error.path, .notAContainer)
            case .noSuchElement: throw EJSONError(.impossibleChange, error.path, .noSuchElement)
            case .isTheDocument, .overlap: throw EJSONError(.impossibleChange, error.path, .container)
            }
        }
    }
}

extension EJSONError {
    fileprivate init(_ code: Code, _ path: ValuePath, _ problem: ChangeProblem) {
        self.init(code, .change(problem), path: path.description)
    }
}
