import ArgumentParser

extension EJSONTool {
    /// Tells a subcommand that does not exist, with the one that was likely meant. ArgumentParser would speak of
    /// unexpected arguments.
    static func refuseUnknownSubcommand(_ arguments: [String]) {
        guard let name = arguments.first, !name.hasPrefix("-") else { return }
        let names =
            ["help"]
            + configuration.subcommands.flatMap { subcommand in
                [subcommand.configuration.commandName].compactMap { $0 } + subcommand.configuration.aliases
            }
        guard !names.contains(name) else { return }
        let nearest = names.map { (name: $0, distance: editDistance(name, $0)) }.min { $0.distance < $1.distance }
        let guess = nearest.map { $0.distance <= 2 && $0.name.count > 2 ? "; did you mean \($0.name)?" : "" } ?? ""
        exit(withError: ValidationError("There is no subcommand '\(printable(name))'\(guess)"))
    }
}

/// How many characters must be added, removed or replaced to make one text of the other (Levenshtein).
private func editDistance(_ left: String, _ right: String) -> Int {
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
