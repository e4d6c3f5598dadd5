import EJSONFormat

/// What conflict there is, and how to resolve it.
func words(_ finding: ConflictFinding) -> String {
    switch finding {
    case .leftover:
        return "a line of a merge conflict that was not resolved to the end; remove the line"
    case .conflict(let conflict, let count):
        let sides = [conflict.ours, conflict.theirs].filter { !$0.isEmpty }.map { "'\(printable($0))'" }
        let between = sides.count == 2 ? ", \(sides[0]) against \(sides[1])" : ""
        let others = count == 1 ? "" : count == 2 ? ", and another" : ", and \(count - 1) others"
        return "a merge conflict in lines \(conflict.lines.lowerBound) to \(conflict.lines.upperBound)"
            + "\(between)\(others); keep what is to stay of each and remove the markers (`ejson edit FILE` shows both "
            + "sides in plaintext), or take one side of the whole file: git checkout --ours FILE, or --theirs"
    }
}
