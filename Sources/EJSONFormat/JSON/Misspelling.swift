/// How many characters must be added, removed or replaced to make one text of the other (Levenshtein).
package func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let substitution = diagonal + (character == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(substitution, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}

/// The one of `names` that was likely meant by `word`: at most two characters away, or of other case.
package func nearest(to word: String, among names: [String]) -> String? {
    func distance(_ name: String) -> Int {
        name.lowercased() == word.lowercased() ? 1 : editDistance(word, name)
    }
    return names.filter { $0.count > 2 && abs($0.utf8.count - word.utf8.count) <= 8 }
        .map { (name: $0, distance: distance($0)) }
        .filter { $0.distance <= 2 }
        .min { $0.distance < $1.distance }?.name
}

extension JSONOutline {
    /// The value that was likely meant by a path that leads to none.
    package func nearestPath(to path: ValuePath, in text: Span<UInt8>) -> ValuePath? {
        var components: [String] = []
        for component in path.components {
            guard let node = find(ValuePath(components: components)) else { return nil }
            if find(ValuePath(components: components + [component])) != nil {
                components.append(component)
                continue
            }
            let names = nodes[node].children.filter { nodes[$0].key != nil }.map { name(of: $0, in: text) }
            guard let name = EJSONFormat.nearest(to: component, among: names) else { return nil }
            components.append(name)
        }
        let nearest = ValuePath(components: components)
        return find(nearest) == nil || nearest == path ? nil : nearest
    }
}
