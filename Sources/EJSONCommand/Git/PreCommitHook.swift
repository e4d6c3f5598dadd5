import SystemPackage

/// A script that git or a hook manager runs before a commit.
struct PreCommitHook {
    /// The hooks that git runs around a commit. The first three can refuse it, for `commit`, `merge` without conflicts,
    /// and `am`. `cherry-pick`, `rebase`, `revert` and `--no-verify` run none of these.
    static let names = ["pre-commit", "pre-merge-commit", "pre-applypatch", warning]

    /// All of them except `am` run this one. It only warns, because `--no-verify` asks for that.
    private static let warning = "prepare-commit-msg"

    let file: TextFile

    /// Whether it only warns.
    var onlyWarns: Bool { file.path.lastComponent?.string == Self.warning }

    /// Whether it is committed with the project: then it must not name a path of this machine.
    let isShared: Bool

    /// Whether the script needs neither a `#!` line nor the permission to be executed.
    let isSourced: Bool

    init(file: TextFile, isShared: Bool, isSourced: Bool = false) {
        self.file = file
        self.isShared = isShared
        self.isSourced = isSourced
    }

    private static let begin = "# ejson: begin; `ejson git uninstall` removes this"
    private static let end = "# ejson: end"
    private static let firstLine = "#!/bin/sh\n"

    /// The script with the check.
    ///
    /// - Parameter path: the path of this command.
    /// - Throws: `Failure` when the file must not be changed by us, with the line to add.
    func adding(_ path: String) throws -> String {
        let old = try file.text()
        let text = old.flatMap(Self.removing) ?? Self.firstLine
        guard try isSourced || (file.isUsable() && isShellScript(text)) else {
            throw Failure(
                "the hook \(printable(file.path)) is not an executable shell script"
                    + (onlyWarns ? wordsForHookThatDoesNotWarn : ""),
                hint: onlyWarns ? nil : hintToAdd(checkStaged(path)))
        }
        // Before the existing commands, which may exit.
        let head = text.hasPrefix("#!") ? text.prefix { $0 != "\n" } + "\n" : ""
        let lines = onlyWarns ? warning(path) : check(path)
        return "\(head)\(Self.begin)\n\(lines)\n\(Self.end)\n\(text.dropFirst(head.count))"
    }

    /// Shell commands that find this command, or fail.
    private func find(_ path: String) -> String {
        isShared
            ? "ejson=$(command -v ejson) || ejson=$(git config --get \(GitSettings.program)) && [ -x \"$ejson\" ]"
            : "ejson=\(quotedForShell(path)) && [ -x \"$ejson\" ] || ejson=$(command -v ejson)"
    }

    /// Warns, and continues with the rest of the script.
    private func warning(_ path: String) -> String {
        """
        if \(find(path)); then
            "$ejson" check --staged || echo 'ejson: warning: this is committed all the same' >&2
        else
            echo 'ejson: warning: this is committed without a check, because there is no ejson' >&2
        fi
        """
    }

    /// Fails with a message when the command is missing: a check that does not run must not pass.
    private func check(_ path: String) -> String {
        """
        \(find(path)) || {
            echo 'ejson: nothing is committed: whether secrets are sealed cannot be checked, because there is no ejson' >&2
            echo 'on PATH or where `ejson git install` was run. Install it, or run `ejson git install` again in this' >&2
            echo 'clone. To commit without the check: git commit --no-verify' >&2
            exit 1
        }
        "$ejson" check --staged || exit 1
        """
    }

    /// The script without the check; `nil` when nothing else is left.
    static func removing(from text: String) -> String? {
        guard let begin = text.firstRange(ofText: begin + "\n"),
            let end = text.firstRange(ofText: end + "\n", from: begin.upperBound)
        else { return text }
        let rest = String(text[..<begin.lowerBound] + text[end.upperBound...])
        return rest == firstLine ? nil : rest
    }
}

/// The line that runs the check.
func checkStaged(_ path: String) -> String { "\(shellWord(path)) check --staged" }

/// How to add the check manually.
func hintToAdd(_ check: String) -> String {
    "add this line to it: \(check) || exit 1 (or leave the check out: --no-hook)"
}

/// Whether the first line names a POSIX shell.
private func isShellScript(_ text: String) -> Bool {
    guard text.hasPrefix("#!") else { return false }
    let words = text.dropFirst(2).prefix { !$0.isNewline }.split(separator: " ")
    let names = words.compactMap { $0.split(separator: "/").last }
    let name = names.first == "env" ? names.dropFirst().first { !$0.hasPrefix("-") } : names.first
    return ["sh", "bash", "dash", "ash", "ksh", "zsh"].contains(name)
}
