import SystemPackage

/// A script that is run before a commit: by git, or by a manager of hooks.
struct PreCommitHook {
    /// The hooks that git runs before it commits what is staged. The first three refuse: `commit`, `merge` without
    /// conflicts, and `am`. `cherry-pick`, `rebase`, `revert` and `--no-verify` run none of these.
    static let names = ["pre-commit", "pre-merge-commit", "pre-applypatch", warning]

    /// This one is run by all of them but `am`, and warns: what was asked for with `--no-verify` is not refused.
    private static let warning = "prepare-commit-msg"

    let file: TextFile

    /// Whether it refuses nothing.
    var onlyWarns: Bool { file.path.lastComponent?.string == Self.warning }

    /// Whether it is committed with the project, so that it cannot name a path of this machine.
    let isShared: Bool

    /// Whether the script needs no first line that names a shell, and no permission to be executed.
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
    /// - Parameter path: where this command is.
    /// - Throws: `Failure` when it is not ours to change, with the line to add.
    func adding(_ path: String) throws -> String {
        let old = try file.text()
        let text = old.flatMap(Self.removing) ?? Self.firstLine
        guard try isSourced || (file.isUsable() && isShellScript(text)) else {
            throw Failure(
                "the hook \(printable(file.path)) is not an executable shell script"
                    + (onlyWarns ? wordsForHookThatDoesNotWarn : ""),
                hint: onlyWarns ? nil : hintToAdd(checkStaged(path)))
        }
        // In front of what is there, which may end the script.
        let head = text.hasPrefix("#!") ? text.prefix { $0 != "\n" } + "\n" : ""
        let lines = onlyWarns ? warning(path) : check(path)
        return "\(head)\(Self.begin)\n\(lines)\n\(Self.end)\n\(text.dropFirst(head.count))"
    }

    /// A list of shell commands that finds this command, or fails.
    private func find(_ path: String) -> String {
        isShared
            ? "ejson=$(command -v ejson) || ejson=$(git config --get \(GitSettings.program)) && [ -x \"$ejson\" ]"
            : "ejson=\(quotedForShell(path)) && [ -x \"$ejson\" ] || ejson=$(command -v ejson)"
    }

    /// Warns, and goes on with the rest of the script.
    private func warning(_ path: String) -> String {
        """
        if \(find(path)); then
            "$ejson" check --staged || echo 'ejson: warning: this is committed all the same' >&2
        else
            echo 'ejson: warning: this is committed without a check, because there is no ejson' >&2
        fi
        """
    }

    /// Fails in words when there is no such command: a check that does not run must not pass.
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

    /// The script without the check; `nil` when there was nothing else in it.
    static func removing(from text: String) -> String? {
        guard let begin = text.firstRange(ofText: begin + "\n"),
            let end = text.firstRange(ofText: end + "\n", from: begin.upperBound)
        else { return text }
        let rest = String(text[..<begin.lowerBound] + text[end.upperBound...])
        return rest == firstLine ? nil : rest
    }
}

/// The line that checks what is to be committed.
func checkStaged(_ path: String) -> String { "\(shellWord(path)) check --staged" }

/// How to add the check by hand.
func hintToAdd(_ check: String) -> String {
    "add this line to it: \(check) || exit 1 (or leave the check out: --no-hook)"
}

/// Whether the first line names a shell that reads what all of them read.
private func isShellScript(_ text: String) -> Bool {
    guard text.hasPrefix("#!") else { return false }
    let words = text.dropFirst(2).prefix { !$0.isNewline }.split(separator: " ")
    let names = words.compactMap { $0.split(separator: "/").last }
    let name = names.first == "env" ? names.dropFirst().first { !$0.hasPrefix("-") } : names.first
    return ["sh", "bash", "dash", "ash", "ksh", "zsh"].contains(name)
}
