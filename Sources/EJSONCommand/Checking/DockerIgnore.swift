import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a build context's `.dockerignore` leaves out: patterns of paths, of which the last that matches decides.
struct DockerIgnore {
    private let rules: [(pattern: [String], ignores: Bool)]

    /// The rules of a build context; none when it has no such file.
    init(in context: FilePath) {
        if let content = try? SecretBytes.contents(of: context.appending(".dockerignore")) {
            self.init(text(content))
        } else {
            self.init("")
        }
    }

    init(_ text: String) {
        rules = text.split(whereSeparator: \.isNewline).compactMap { line in
            var line = line.drop(while: \.isWhitespace)
            while line.last?.isWhitespace == true { line.removeLast() }
            if line.hasPrefix("#") { return nil }
            let ignores = !line.hasPrefix("!")
            if !ignores { line = line.dropFirst() }
            let pattern = line.split(separator: "/").filter { $0 != "." }.map(String.init)
            return pattern.isEmpty ? nil : (pattern, ignores)
        }
    }

    /// Whether the file is in the context and not left out.
    func takes(_ file: FilePath, in context: FilePath) -> Bool {
        var file = file
        guard context.isEmpty && file.isRelative || file.removePrefix(context) else { return false }
        let path = file.components.map(\.string)
        var isIgnored = false
        // Who leaves a directory out leaves out all that is in it.
        for (pattern, ignores) in rules where (1...path.count).contains(where: { matches(pattern[...], path[..<$0]) }) {
            isIgnored = ignores
        }
        return !isIgnored
    }
}

private func matches(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == "**" {
        return (0...path.count).contains { matches(pattern.dropFirst(), path.dropFirst($0)) }
    }
    guard let name = path.first, unsafe fnmatch(first, name, 0) == 0 else { return false }
    return matches(pattern.dropFirst(), path.dropFirst())
}
