import EJSON
import SystemPackage

/// The rules of a `.dockerignore`: patterns of paths; the last match decides.
struct DockerIgnore {
    private let rules: [(pattern: [[UInt8]], ignores: Bool)]

    /// The file that holds the rules for a Dockerfile: `NAME.dockerignore` beside it, else `.dockerignore`; `nil` when there
    /// is neither.
    static func file(for dockerfile: FilePath) -> FilePath? {
        let context = dockerfile.removingLastComponent()
        let names = [dockerfile.nameBytes + ".dockerignore".utf8, ArraySlice(".dockerignore".utf8)]
        return names.map { context.appending(FilePath(bytes: $0).components) }.first(where: exists)
    }

    /// The rules in a file; none without one.
    ///
    /// - Throws: `EJSONError` when it cannot be read.
    init(contentsOf file: FilePath?) throws(EJSONError) {
        guard let file else {
            self.init([])
            return
        }
        let content = try SecretBytes.contents(ofFound: file, limit: 1 << 20)
        self.init(content.withBytes { bytes in bytes.indices.map { bytes[$0] } })
    }

    init(_ text: [UInt8]) {
        rules = text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
            var line = line.drop(while: isSpace)
            while line.last.map(isSpace) == true { line.removeLast() }
            guard line.first != UInt8(ascii: "#") else { return nil }
            let ignores = line.first != UInt8(ascii: "!")
            if !ignores { line = line.dropFirst() }
            var pattern: [[UInt8]] = []
            for part in line.split(separator: UInt8(ascii: "/")) where part != [UInt8(ascii: ".")] {
                // Docker normalises patterns the same way; a path never leaves the context.
                if part == Array("..".utf8)[...] { _ = pattern.popLast() } else { pattern.append(Array(part)) }
            }
            return pattern.isEmpty ? nil : (pattern, ignores)
        }
    }

    /// Whether a file is included, given the components of its path in the context. The answer is meaningless once
    /// `work` is used up.
    func takes(_ path: [[UInt8]], _ work: inout MatchingWork) -> Bool {
        var isIgnored = false
        work.spend(1)
        // Excluding a directory excludes everything in it.
        for (pattern, ignores) in rules where !work.isSpent {
            if matchesBeginning(pattern, path, &work) { isIgnored = ignores }
        }
        return !isIgnored
    }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C }

/// Whether the pattern matches the path or one of its directories. Each pair of components is compared at most once,
/// however many `**` there are.
private func matchesBeginning(_ pattern: [[UInt8]], _ path: [[UInt8]], _ work: inout MatchingWork) -> Bool {
    let anything = Array("**".utf8)
    // The parts of the pattern that may match next.
    var next = [Bool](repeating: false, count: pattern.count + 1)
    next[0] = true
    func skipAnything(_ next: inout [Bool]) {
        for index in pattern.indices where next[index] && pattern[index] == anything { next[index + 1] = true }
    }
    skipAnything(&next)
    for name in path where !work.isSpent {
        work.spend(pattern.count)
        var following = [Bool](repeating: false, count: pattern.count + 1)
        for index in pattern.indices where next[index] {
            if pattern[index] == anything {
                following[index] = true
            } else if matchesGlob(pattern[index], name, &work) {
                following[index + 1] = true
            }
        }
        skipAnything(&following)
        next = following
        if next[pattern.count] { return true }
    }
    return false
}
