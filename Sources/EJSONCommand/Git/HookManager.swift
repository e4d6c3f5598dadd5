import EJSON
import SystemPackage

/// A program that generates git's hooks from its own file. Changes of the hooks are lost when it runs again, so the
/// check belongs in that file.
struct HookManager {
    let name: String

    /// The file that people edit, relative to the top of the work tree.
    let file: String

    /// The text to add to it.
    let lines: [String]

    /// The manager that generated a hook, or whose file is at the top of the work tree; `nil` when there is none.
    ///
    /// - Parameter byFile: whether its file is sufficient, without a generated hook.
    init?(of hook: TextFile, in top: FilePath, byFile: Bool) throws {
        let text = try hook.text() ?? ""
        let managers = try Self.known.map { manager in
            (manager, file: try manager.files.first { try manager.isUsed(in: top.appending($0)) })
        }
        // An existing hook is stronger evidence than the file of a manager that may never have run.
        let found =
            managers.first { manager, _ in manager.marks.contains { text.holds($0) } }
            ?? (byFile ? managers.first { $0.file != nil } : nil)
        guard let (manager, file) = found else { return nil }
        name = manager.name
        lines = manager.lines
        self.file = file ?? manager.files[0]
    }

    /// Whether its file already runs the check.
    func runsCheck(in top: FilePath) throws -> Bool {
        let text = try TextFile(path: top.appending(file), isProgram: false).text() ?? ""
        return text.split(whereSeparator: \.isNewline).contains { line in
            let isComment = line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
            return !isComment && ["ejson check", "ejson-check", "'ejson', 'check'"].contains { line.holds($0) }
        }
    }

    var refusal: Failure {
        Failure(
            "the check before a commit is not set up, because \(name) makes the hook anew; add to \(file):\n\n"
                + lines.map { "  " + $0 }.joined(separator: "\n")
                + "\n\nand run `ejson git install` again (or leave the check out: --no-hook)")
    }

    // MARK: Those that are known

    private struct Known {
        let name: String
        let files: [String]
        /// Its hooks contain one of these.
        let marks: [String]
        let lines: [String]
        /// The key that must be an object in a file with other purposes: a string of this name is a version.
        var object: String?

        func isUsed(in path: FilePath) throws -> Bool {
            guard let object else { return exists(path) }
            guard let text = try TextFile(path: path, isProgram: false).text() else { return false }
            return text.filter { !$0.isWhitespace }.holds("\"\(object)\":{")
        }
    }

    private static let known = [
        Known(
            name: "lefthook",
            files: ["lefthook", ".lefthook", ".config/lefthook"].flatMap { name in
                ["yml", "yaml", "toml", "json"].map { "\(name).\($0)" }
            },
            marks: ["lefthook"],
            lines: [
                "pre-commit:", "  commands:", "    ejson-check:", "      run: ejson check --staged",
            ]),
        Known(
            name: "pre-commit", files: [".pre-commit-config.yaml"],
            marks: ["pre-commit.com", "pre_commit"],
            lines: [
                "- repo: local", "  hooks:", "    - id: ejson-check", "      name: ejson check",
                "      entry: ejson check --staged", "      language: system", "      pass_filenames: false",
                "      always_run: true",
            ]),
        Known(
            name: "overcommit", files: [".overcommit.yml"], marks: ["overcommit"],
            lines: [
                "PreCommit:", "  EjsonCheck:", "    enabled: true", "    required_executable: 'ejson'",
                "    command: ['ejson', 'check', '--staged']",
            ]),
        Known(
            name: "simple-git-hooks",
            files: [".simple-git-hooks", "simple-git-hooks"].flatMap { name in
                ["cjs", "js", "mjs", "json"].map { "\(name).\($0)" }
            }, marks: [], lines: ["\"pre-commit\": \"ejson check --staged\""]),
        Known(
            name: "simple-git-hooks", files: ["package.json"], marks: ["SIMPLE_GIT_HOOKS"],
            lines: ["\"simple-git-hooks\": { \"pre-commit\": \"ejson check --staged\" }"], object: "simple-git-hooks"),
        Known(
            name: "husky 4", files: ["package.json"], marks: ["# husky\n"],
            lines: ["\"husky\": { \"hooks\": { \"pre-commit\": \"ejson check --staged\" } }"], object: "husky"),
    ]
}
