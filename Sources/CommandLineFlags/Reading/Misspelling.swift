/// The end of a message about an unknown word: a suggestion, or else `end`.
func didYouMean(_ guess: String?, otherwise end: String = ".") -> String {
    guess.map { "; did you mean \($0)?" } ?? end
}

/// The one of `names` that was likely meant by `word`: one or two typing errors away, or in other case, or else the only
/// one that begins so.
func nearest(to word: String, among names: [String]) -> String? {
    let word = Array(word.lowercased().unicodeScalars)
    guard word.count <= 64 else { return nil }
    var nearest: (name: String, distance: Int)?
    for name in names {
        let distance = slips(from: word, to: Array(name.lowercased().unicodeScalars))
        // Two typing errors in a short name leave too little of it.
        guard distance <= min(2, name.utf8.count / 3), distance < nearest?.distance ?? .max else { continue }
        nearest = (name, distance)
    }
    if let nearest { return nearest.name }
    // One character is too ambiguous.
    let longer = names.filter { word.count > 1 && $0.lowercased().unicodeScalars.starts(with: word) }
    return longer.count == 1 ? longer[0] : nil
}

/// How many characters must be added, removed, replaced, or swapped with the next, to make one text of the other
/// (the optimal string alignment distance).
private func slips(from left: [Unicode.Scalar], to right: [Unicode.Scalar]) -> Int {
    var (above, row) = ([Int](), Array(0...right.count))
    for (index, character) in left.enumerated() {
        let twoAbove = above
        above = row
        row[0] = index + 1
        for (column, other) in right.enumerated() {
            row[column + 1] = min(above[column + 1] + 1, row[column] + 1, above[column] + (character == other ? 0 : 1))
            if index > 0, column > 0, character == right[column - 1], left[index - 1] == other {
                row[column + 1] = min(row[column + 1], twoAbove[column - 1] + 1)
            }
        }
    }
    return row[right.count]
}
