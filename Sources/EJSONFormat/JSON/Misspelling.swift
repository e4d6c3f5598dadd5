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
        // What is one row above and one column in front.
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

/// The one of `names` that was likely meant by `word`: at most two characters away, or of other case.
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

extension JSONOutline {
    /// The value that was likely meant by a path that leads to none.
    package func nearestPath(to path: ValuePath, in text: Span<UInt8>) -> ValuePath? {
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
}
