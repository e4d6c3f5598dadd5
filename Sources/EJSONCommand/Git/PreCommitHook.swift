import SystemPackage

/// The script that git runs before a commit.
struct PreCommitHook {
    let file: TextFile

    /// Whether it belongs to this repository alone.
    let isOwn: Bool

    private static let begin = "# ejson: begin; `ejson git uninstall` removes this"
    private static let end = "# ejson: end"
    private static let firstLine = "#!/bin/sh\n"

    /// The script with the check.
    ///
    /// - Throws: `Failure` when it is not ours to change, with the line to add.
    func adding(_ command: String) throws -> String {
        let check = "\(command) check --staged"
        let advice = "; add this line to it: \(check) || exit 1 (--no-hook sets up the rest)"
        let path = printable(file.path.string)
        guard isOwn else {
            throw Failure("the hook \(path) is not of this repository alone (core.hooksPath)\(advice)")
        }
        let text = Self.removing(from: try file.text() ?? Self.firstLine) ?? Self.firstLine
        guard try file.isUsable(), isShellScript(text) else {
            throw Failure("the hook \(path) is not an executable shell script\(advice)")
        }
        // In front of what is there, which may end the script.
        let head = text.prefix { $0 != "\n" }
        return "\(head)\n\(Self.begin)\n\(check) || exit 1\n\(Self.end)\n\(text.dropFirst(head.count + 1))"
    }

    /// The script without the check; `nil` when there was nothing else in it.
    static func removing(from text: String) -> String? {
        guard let begin = text.firstRange(of: begin + "\n"),
            let end = text[begin.upperBound...].firstRange(of: end + "\n")
        else { return text }
        let rest = String(text[..<begin.lowerBound] + text[end.upperBound...])
        return rest == firstLine ? nil : rest
    }
}

/// Whether the first line names a shell that reads what all of them read.
private func isShellScript(_ text: String) -> Bool {
    guard text.hasPrefix("#!") else { return false }
    let words = text.dropFirst(2).prefix { !$0.isNewline }.split(separator: " ")
    let names = words.compactMap { $0.split(separator: "/").last }
    let name = names.first == "env" ? names.dropFirst().first { !$0.hasPrefix("-") } : names.first
    return ["sh", "bash", "dash", "ash", "ksh", "zsh"].contains(name)
}
