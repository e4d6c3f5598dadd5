package import EJSON
package import EJSONFormat

/// Named values from a decrypted document, in guarded memory. The names are not secret.
package struct SecretValues: ~Copyable {
    package struct Entry: Sendable {
        package var name: String
        package let kind: JSONValue.Kind

        /// The offset of the value in the plaintext that it comes from.
        package let offset: Int

        /// Whether it is a string that is sealed in the document. All other values can be read there.
        let isSecret: Bool

        /// The range of the value in `bytes`.
        let range: Range<Int>

        /// The name before a change.
        fileprivate var oldName: String?

        /// The key in the document, if not flattened.
        package var key: String { oldName ?? name }
    }

    package private(set) var entries: [Entry]

    /// The object that holds the values.
    package let path: ValuePath
    private let bytes: SecretBytes

    /// The members of the object at `path`, in document order: strings with their escapes resolved, everything else as
    /// it is in the JSON. If `flattened`, the values at any depth, with their keys joined by `_` as their names.
    ///
    /// - Throws: `valueNotFound` when there is no object at `path`; `undeliverableValue` when two flattened names are
    ///   the same; `outOfMemory`.
    package init(
        _ plaintext: borrowing SecretBytes,
        at path: ValuePath,
        flattened: Bool = false
    ) throws(EJSONError) {
        var entries: [Entry] = []
        let bytes = try plaintext.withBytes { (text) throws(EJSONError) in
            let outline = try JSONOutline(of: text)
            guard let object = outline.find(path), outline.nodes[object].value.kind == .object else {
                throw .notFound(path, .noSuchObject, outline, in: text)
            }
            // No value is longer than its text.
            var bytes = try SecretBytes(capacity: outline.nodes[object].extent.count)
            let members = flattened ? outline.leaves(in: object) : outline.members(of: object)
            let names =
                flattened
                ? outline.joinedNames(of: members, in: object, separator: UInt8(ascii: "_"), text)
                : members.map { outline.name(of: $0, in: text) }
            for (member, name) in zip(members, names) {
                guard let name else {
                    throw EJSONError(
                        .undeliverableValue, .delivery(.notAVariableName),
                        path: outline.paths(of: [member], in: text)[0])
                }
                let node = outline.nodes[member]
                let range = try bytes.append(node.value, of: text)
                entries.append(
                    Entry(
                        name: name, kind: node.value.kind, offset: node.value.range.lowerBound,
                        isSecret: !node.selection.isEmpty, range: range))
            }
            return bytes
        }
        try requireUniqueNames(entries)
        self.entries = entries
        self.path = path
        self.bytes = bytes
    }

    /// Calls `body` with a value.
    package borrowing func withValue<Result, Failure: Error>(
        of entry: Entry,
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withBytes { (bytes) throws(Failure) in try body(bytes.extracting(entry.range)) }
    }

    /// The length of a value in bytes.
    package borrowing func count(of entry: Entry) -> Int { entry.range.count }

    // MARK: Choosing

    /// Removes the entries for which `body` returns `false`.
    package mutating func keep(where body: (Entry) -> Bool) {
        entries.removeAll { !body($0) }
    }

    /// Removes all entries except `names`, each of which must exist.
    package mutating func keep(only names: [String]) throws(EJSONError) {
        try require(names)
        let names = Set(names)
        entries.removeAll { !names.contains($0.name) }
    }

    /// - Throws: `valueNotFound` for the names that do not exist.
    package borrowing func require(_ names: [String]) throws(EJSONError) {
        let present = Set(entries.map(\.name))
        let missing = names.filter { !present.contains($0) }
        guard let first = missing.first else { return }
        var error = EJSONError(.valueNotFound, .delivery(.missing), path: first)
        error.furtherPaths = Array(missing.dropFirst())
        if missing.count == 1 { error.nearestPath = nearest(to: first, among: entries.map(\.name)) }
        throw error
    }

    /// Removes all underscores at the beginning of the names.
    ///
    /// - Throws: `undeliverableValue` when two names become the same.
    package mutating func trimUnderscores() throws(EJSONError) {
        for index in entries.indices {
            entries[index].oldName = entries[index].name
            entries[index].name = String(entries[index].name.drop { $0 == "_" })
        }
        try requireUniqueNames(entries)
    }

    /// Sorts by the bytes of the names.
    package mutating func sort() {
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    // MARK: Checks

    // Each error names all values at fault, so that a user can correct all of them at once.

    /// Makes sure that every value is a string, number or boolean, and holds no NUL byte.
    ///
    /// - Parameter allowsNUL: Whether the format can carry it.
    /// - Throws: `undeliverableValue`, with the paths of the values in the document.
    package borrowing func requirePlainValues(allowsNUL: Bool = false) throws(EJSONError) {
        let others = entries.filter { $0.kind != .string && $0.kind != .number && $0.kind != .boolean }
        let paths = others.map { ValuePath(components: path.components + [$0.key]).description }
        let names = entries.filter { $0.kind == .string || $0.kind == .number || $0.kind == .boolean }.map(\.name)
        try refuseDelivery(of: paths, .notAPlainValue, delivering: names)
        if allowsNUL { return }
        try require(.holdsNUL) { entry in
            withValue(of: entry) { value in !value.indices.contains { value[$0] == 0 } }
        }
    }

    /// Makes sure that every value is UTF-8. A string that is not sealed may have half of a surrogate pair, which is
    /// not.
    ///
    /// - Throws: `undeliverableValue`.
    package borrowing func requireText() throws(EJSONError) {
        try require(.notText) { entry in withValue(of: entry) { isUTF8($0) } }
    }

    /// Makes sure that every name is a variable name: `[A-Za-z_][A-Za-z0-9_]*`.
    ///
    /// - Throws: `undeliverableValue`.
    package borrowing func requireVariableNames() throws(EJSONError) {
        try require(.notAVariableName) { isVariableName($0.name) }
    }

    /// Makes sure that no variable changes how programs load or run, except those in `allowed`.
    ///
    /// - Throws: `undeliverableValue`.
    package borrowing func requireHarmlessNames(allowing allowed: [String]) throws(EJSONError) {
        try require(.changesHowProgramsRun) { !changesHowProgramsRun($0.name) || allowed.contains($0.name) }
    }

    /// Makes sure that every name is a file name.
    ///
    /// - Throws: `undeliverableValue`.
    package borrowing func requireFileNames() throws(EJSONError) {
        try require(.notAFileName) { entry in
            let name = entry.name.utf8
            return 1...255 ~= name.count && entry.name != "." && entry.name != ".."
                && !name.contains(UInt8(ascii: "/")) && !name.contains(0)
        }
    }

    /// Makes sure that `isGood` returns `true` for every entry.
    ///
    /// - Throws: `undeliverableValue`, with the names of the others.
    package borrowing func require(
        _ problem: DeliveryProblem,
        _ isGood: (Entry) -> Bool
    ) throws(EJSONError) {
        try refuseDelivery(of: entries.filter { !isGood($0) }.map(\.name), problem)
    }
}

/// - Throws: `undeliverableValue` with all of `names`, if there are any.
package func refuseDelivery(
    of names: [String],
    _ problem: DeliveryProblem,
    delivering others: [String] = []
) throws(EJSONError) {
    guard let first = names.first else { return }
    var error = EJSONError(.undeliverableValue, .delivery(problem), path: first)
    error.furtherPaths = Array(names.dropFirst())
    error.deliverableNames = others
    throw error
}

extension SecretBytes {
    /// The value at `path` in a decrypted document: a string with its escapes resolved, everything else as it is in the
    /// JSON.
    ///
    /// - Throws: `valueNotFound`, `outOfMemory`.
    package borrowing func value(at path: ValuePath) throws(EJSONError) -> SecretBytes {
        try withBytes { (text) throws(EJSONError) in
            let outline = try JSONOutline(of: text)
            guard let node = outline.find(path) else { throw .notFound(path, .missing, outline, in: text) }
            return try outline.nodes[node].value.bytes(of: text, at: path)
        }
    }
}

extension SecretBytes {
    /// The JSON of the value at `path` in a decrypted document.
    ///
    /// - Throws: `valueNotFound`, `outOfMemory`.
    package borrowing func json(at path: ValuePath) throws(EJSONError) -> SecretBytes {
        try withBytes { (text) throws(EJSONError) in
            let outline = try JSONOutline(of: text)
            guard let node = outline.find(path) else { throw .notFound(path, .missing, outline, in: text) }
            return try SecretBytes(copying: text.extracting(outline.nodes[node].extent))
        }
    }
}

extension JSONOutline {
    /// The values in a value that hold no others and are not hidden by a later member with the same key.
    fileprivate func leaves(in node: Int) -> [Int] {
        descendants(of: node).filter { !nodes[$0].isHidden && nodes[$0].value.isPlain }
    }
}

private func requireUniqueNames(_ entries: [SecretValues.Entry]) throws(EJSONError) {
    // Sorted, and not a set, because making the type of a set takes longer than sorting at the start of a container.
    let names = entries.map(\.name).sorted()
    for index in names.indices.dropFirst() where names[index] == names[index - 1] {
        throw EJSONError(.undeliverableValue, .delivery(.collision), path: names[index])
    }
}
