import EJSONFormat
package import SystemPackage

/// Layered decrypted documents as one JSON object in guarded memory: later ones win.
///
/// Objects merge member by member, at any depth. Every other value replaces the one below it: an array as a whole, a
/// number or boolean also by a string. An object or array in one layer and another kind of value in another is an
/// error: it is a mistake in one of the documents, and would hide all values in the object.
///
/// A single document is copied byte for byte. Merging takes time and memory in proportion to the documents.
package struct LayeredText: ~Copyable, Sendable {
    /// The merged text.
    package let bytes: SecretBytes

    /// The offsets of the layers' values in the text, in order; empty for one layer.
    private let origins: [LayerOrigin]

    /// The index of the document that a value of the merged text comes from.
    ///
    /// - Parameter offset: The offset of the value.
    package func layer(at offset: Int) -> Int {
        var (low, high) = (0, origins.count)
        while low < high {
            let middle = (low + high) / 2
            if origins[middle].start <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : origins[low - 1].layer
    }

    /// The text of one document.
    init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
        origins = []
    }

    fileprivate init(_ bytes: consuming SecretBytes, _ origins: [LayerOrigin]) {
        self.bytes = bytes
        self.origins = origins
    }
}

private struct LayerOrigin {
    let start: Int
    let layer: Int
}

/// Merges documents, which are added one after the other, the lowest first.
package struct LayerMerge: ~Copyable {
    private struct Layer {
        let range: Range<Int>
        let file: FilePath?
    }

    /// A value of one layer.
    private struct Slot {
        let layer: Int
        let node: Int
    }

    /// A piece of the text that is still to be written. The next one is the last of the list.
    private enum Task {
        case text(String)
        case key(Slot)
        /// The values at one path in all layers that have one, the lowest first.
        case value([Slot])
    }

    private var texts = SecretBytes()
    private var layers: [Layer] = []

    package init() {}

    /// Adds a decrypted document on top of those before.
    ///
    /// - Throws: `outOfMemory`.
    package mutating func add(_ plaintext: consuming SecretBytes, from file: FilePath?) throws(EJSONError) {
        let range = texts.count..<texts.count + plaintext.count
        if layers.isEmpty {
            // Usually there is only one.
            texts = plaintext
        } else {
            try plaintext.withBytes { (text) throws(EJSONError) in try texts.append(text) }
        }
        layers.append(Layer(range: range, file: file))
    }

    /// The merged documents.
    ///
    /// - Throws: `undeliverableValue` when an object or array is at the path of another kind of value, and when a
    ///   merged object has two members with the same key; with the file and the path. `outOfMemory`.
    package consuming func merged() throws(EJSONError) -> LayeredText {
        if layers.count == 1 { return LayeredText(texts) }
        let layers = layers
        return try texts.withBytes { (all) throws(EJSONError) -> LayeredText in
            var outlines: [JSONOutline] = []
            for layer in layers { outlines.append(try JSONOutline(of: all.extracting(layer.range))) }
            return try Self.write(layers, outlines, all)
        }
    }

    private static func write(
        _ layers: [Layer],
        _ outlines: [JSONOutline],
        _ all: Span<UInt8>
    ) throws(EJSONError) -> LayeredText {
        var output = try SecretBytes(capacity: all.count + 1)
        var origins: [LayerOrigin] = []
        var tasks = [Task.text("\n"), .value(layers.indices.map { Slot(layer: $0, node: 0) })]
        // No recursion, because documents may be nested deeply.
        while let task = tasks.popLast() {
            switch task {
            case .text(let text): try output.append(text)
            case .key(let slot):
                guard let key = outlines[slot.layer].nodes[slot.node].key else { continue }
                let start = layers[slot.layer].range.lowerBound
                try output.append(all.extracting(start + key.start - 1..<start + key.end + 1))
            case .value(let slots):
                guard let top = slots.last else { continue }
                try requireOneKind(slots, layers, outlines, all)
                if slots.count > 1, outlines[top.layer].nodes[top.node].value.kind == .object {
                    try tasks.append(contentsOf: members(of: slots, layers, outlines, all).reversed())
                } else {
                    let start = layers[top.layer].range.lowerBound
                    let extent = outlines[top.layer].nodes[top.node].extent
                    origins.append(LayerOrigin(start: output.count, layer: top.layer))
                    try output.append(all.extracting(start + extent.lowerBound..<start + extent.upperBound))
                }
            }
        }
        return LayeredText(output, origins)
    }

    /// The members of merged objects, in the order in which their keys appear first.
    private static func members(
        of slots: [Slot],
        _ layers: [Layer],
        _ outlines: [JSONOutline],
        _ all: Span<UInt8>
    ) throws(EJSONError) -> [Task] {
        var members: [[Slot]] = []
        // As bytes, because keys that look the same may differ.
        var indices: [[UInt8]: Int] = [:]
        for slot in slots {
            let (outline, text) = (outlines[slot.layer], all.extracting(layers[slot.layer].range))
            for child in outline.nodes[slot.node].children {
                guard let key = outline.nodes[child].key else { continue }
                let member = Slot(layer: slot.layer, node: child)
                let index = indices[unescapedBytes(key, in: text)] ?? members.count
                if index == members.count {
                    indices[unescapedBytes(key, in: text)] = index
                    members.append([member])
                } else if members[index].last?.layer == slot.layer {
                    throw EJSONError(
                        .undeliverableValue, .delivery(.collision), file: layers[slot.layer].file,
                        path: outline.path(of: child, in: text).description)
                } else {
                    members[index].append(member)
                }
            }
        }
        var tasks = [Task.text("{")]
        for (index, member) in members.enumerated() {
            tasks += [.text(index == 0 ? "\n" : ",\n"), .key(member[member.count - 1]), .text(": "), .value(member)]
        }
        return tasks + [.text(members.isEmpty ? "}" : "\n}")]
    }

    private static func requireOneKind(
        _ slots: [Slot],
        _ layers: [Layer],
        _ outlines: [JSONOutline],
        _ all: Span<UInt8>
    ) throws(EJSONError) {
        func kind(_ slot: Slot) -> JSONValue.Kind { outlines[slot.layer].nodes[slot.node].value.kind }
        func line(_ slot: Slot) -> Int {
            let text = all.extracting(layers[slot.layer].range)
            // Boxed messages and decrypted strings have no line breaks, so lines are those of the encrypted document.
            // Columns are not.
            return EJSONError.Position(of: outlines[slot.layer].nodes[slot.node].start, in: text).line
        }
        func isPlain(_ kind: JSONValue.Kind) -> Bool { kind != .object && kind != .array }
        for (lower, upper) in zip(slots, slots.dropFirst())
        where kind(lower) != kind(upper) && !(isPlain(kind(lower)) && isPlain(kind(upper))) {
            let text = all.extracting(layers[upper.layer].range)
            throw EJSONError(
                .undeliverableValue,
                .delivery(
                    .layersDisagree(
                        LayerConflict(
                            kind: name(kind(upper)), line: line(upper), lowerKind: name(kind(lower)),
                            lowerFile: layers[lower.layer].file, lowerLine: line(lower)))),
                file: layers[upper.layer].file,
                path: outlines[upper.layer].path(of: upper.node, in: text).description)
        }
    }

    private static func name(_ kind: JSONValue.Kind) -> String {
        switch kind {
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        case .object: "an object"
        case .array: "an array"
        }
    }
}
