/// How many characters (Unicode scalars) must be added, removed or replaced to make one text of the other (Levenshtein),
/// when they are no more than `limit`. Takes time in proportion to the shorter text, times the limit.
package func editDistance(_ left: String, _ right: String, limit: Int) -> Int? {
    let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
    guard abs(left.count - right.count) <= limit else { return nil }
    // The rest is too far from the diagonal to lead to a small distance.
    func columns(_ row: Int) -> ClosedRange<Int> { max(0, row - limit)...min(right.count, row + limit) }
    let tooMany = limit + 1
    var distances = [Int](repeating: tooMany, count: right.count + 1)
    for column in columns(0) { distances[column] = column }
    for row in stride(from: 1, through: left.count, by: 1) {
        let columns = columns(row)
        // The distance one row above and one column to the left.
        var diagonal = columns.lowerBound > 0 ? distances[columns.lowerBound - 1] : tooMany
        if columns.lowerBound > 0 { distances[columns.lowerBound - 1] = tooMany }
        var least = tooMany
        for column in columns {
            let above = distances[column]
            let before = column > 0 ? distances[column - 1] : tooMany
            let substitution = column > 0 && left[row - 1] == right[column - 1] ? diagonal : diagonal + 1
            distances[column] = min(column > 0 ? substitution : tooMany, above + 1, before + 1, tooMany)
            least = min(least, distances[column])
            diagonal = above
        }
        if least == tooMany { return nil }
    }
    return distances[right.count] == tooMany ? nil : distances[right.count]
}

/// The one of `names` that was likely meant by `word`: at most two characters away, or different in case only.
package func nearest(to word: String, among names: [String]) -> String? {
    let lowercased = word.lowercased()
    var nearest: (name: String, distance: Int)?
    for name in names where abs(name.utf8.count - word.utf8.count) <= 8 {
        guard name.unicodeScalars.dropFirst(2).first != nil,
            let distance = name.lowercased() == lowercased ? 1 : editDistance(word, name, limit: 2),
            distance < nearest?.distance ?? .max
        else { continue }
        nearest = (name, distance)
    }
    return nearest?.name
}

/// What two keys have in common that are easily taken for one another.
private func stem(of key: String) -> String { String(key.drop { $0 == "_" }).lowercased() }

/// Whether one name is likely a misspelling of the other: one character added, left out, replaced or swapped with the
/// next, or another case. Names that differ in digits only, such as `db1` and `db2`, are different on purpose.
func isLikelySlip(_ left: String, _ right: String) -> Bool {
    guard left != right, min(left.utf8.count, right.utf8.count) > 2, abs(left.utf8.count - right.utf8.count) <= 4 else {
        return false
    }
    if left.lowercased() == right.lowercased() { return true }
    func withoutDigits(_ name: String) -> [Character] { name.filter { !("0"..."9").contains($0) } }
    if withoutDigits(left) == withoutDigits(right) { return false }
    let same = zip(left, right).prefix { $0 == $1 }.count
    let (left, right) = (Array(left.dropFirst(same)), Array(right.dropFirst(same)))
    let isSwapped =
        left.count > 1 && right.count > 1 && left[0] == right[1] && left[1] == right[0]
        && left.dropFirst(2) == right.dropFirst(2)
    return isSwapped || left.dropFirst() == right.dropFirst() || left.dropFirst() == right[...]
        || left[...] == right.dropFirst()
}

extension JSONOutline {
    /// The value that was likely meant by a path that leads to none: one whose keys differ in a few characters, or else
    /// the one that has the path's last key in another object.
    package func nearestPath(to path: ValuePath, in text: Span<UInt8>) -> ValuePath? {
        misspelledPath(of: path, in: text) ?? pathElsewhere(of: path, in: text)
    }

    /// The only value that has the path's last key; of several the one in the object `environment`.
    private func pathElsewhere(of path: ValuePath, in text: Span<UInt8>) -> ValuePath? {
        guard let last = path.components.last else { return nil }
        let found = nodes.indices.filter { node in
            guard !nodes[node].isHidden, let key = nodes[node].key, key.unescapedCount == last.utf8.count else {
                return false
            }
            return unescapedBytes(key, in: text) == Array(last.utf8)
        }
        let variable = ValuePath(components: ["environment", last])
        let elsewhere =
            found.count == 1 ? self.path(of: found[0], in: text) : find(variable) == nil ? nil : variable
        return elsewhere == path ? nil : elsewhere
    }

    private func misspelledPath(of path: ValuePath, in text: Span<UInt8>) -> ValuePath? {
        var components: [String] = []
        var node = 0
        for component in path.components {
            if let child = child(of: node, component) {
                components.append(component)
                node = child
                continue
            }
            let names = nodes[node].children.filter { nodes[$0].key != nil }.map { name(of: $0, in: text) }
            guard let name = EJSONFormat.nearest(to: component, among: names), let child = child(of: node, name)
            else { return nil }
            components.append(name)
            node = child
        }
        return ValuePath(components: components) == path ? nil : ValuePath(components: components)
    }

    /// A value in the same object as a path that leads to none, whose key differs from the path's last one only in case or
    /// in the underscores that it begins with. For a top-level path also a value in the object `environment`.
    package func twin(of path: ValuePath, in text: Span<UInt8>) -> ValuePath? {
        let (node, depth) = descend(path)
        guard depth == path.components.count - 1, nodes[node].value.kind == .object else { return nil }
        let parent = Array(path.components.dropLast())
        let stem = EJSONFormat.stem(of: path.components[depth])
        func twin(in object: Int, _ parent: [String]) -> ValuePath? {
            nodes[object].children.map { name(of: $0, in: text) }.first { EJSONFormat.stem(of: $0) == stem }
                .map { ValuePath(components: parent + [$0]) }
        }
        if let twin = twin(in: node, parent) { return twin }
        guard depth == 0, let environment = child(of: 0, "environment"), nodes[environment].value.kind == .object else {
            return nil
        }
        return twin(in: environment, ["environment"])
    }

    /// The path through an existing object or array that was likely meant, when `path` would make a new one of nearly
    /// the same name.
    package func containerLikelyMeant(by path: ValuePath, in text: Span<UInt8>) -> ValuePath? {
        let (node, depth) = descend(path)
        guard depth < path.components.count - 1, nodes[node].value.kind == .object else { return nil }
        let component = path.components[depth]
        for child in nodes[node].children where !nodes[child].value.isPlain {
            let name = name(of: child, in: text)
            guard isLikelySlip(component, name) else { continue }
            return ValuePath(components: path.components[..<depth] + [name] + path.components[(depth + 1)...])
        }
        return nil
    }
}
