import Testing

@testable import CommandLineFlags

/// The candidates; Tests/Completions presses the tab key in real shells.
@Suite struct CompletionTests {
    @Test(arguments: [
        ("", "", "pack start shelf help"), ("", "s", "start shelf"), ("", "x", ""), ("", "--r", "--root"),
        ("", "-", "--root -r --version -v --help"), ("", "-r", "-root"), ("--root r", "p", "pack"),
        ("shelf", "", "add help"), ("bogus", "", ""), ("secret", "--", "--help"),
        ("pack", "--q", "--quiet"), ("pack -q", "--q", ""), ("pack -qw", "--w", ""), ("pack", "--no", "--no-links"),
        ("pack --name x", "--nam", "--name"), ("pack -o x", "--out", ""), ("pack", "--format=j", "--format=json"),
        ("pack --format", "", "text json yaml"), ("pack --format", "y", "yaml"),
        ("pack", "-format=", "-format=text -format=json -format=yaml"),
        ("pack --name", "a", "anna anton"), ("pack --name", "x,an", "x,anna x,anton"),
        ("pack b", "--name=in", "--name=in b"), ("pack b", "", "b/x with space"), ("pack b b/x", "w", "with space"),
        ("pack -- b", "", "b/x with space"), ("pack -- b", "-", ""), ("pack -o -- b", "b", "b/x"),
        ("pack", "--quiet=", ""), ("start 1 2", "", ""),
    ])
    func offers(_ before: String, _ current: String, _ candidates: String) {
        let completions = completions(of: tool, after: arguments(before), current: Argument(current))
        #expect(completions.candidates.map(\.name).joined(separator: " ") == candidates)
        #expect(completions.shell == .nothing)
    }

    @Test func leavesToTheShell() {
        for (before, current, offer, prefix) in [
            ("pack", "", .filesEnding(".box"), ""), ("pack -o", "x", .files, ""),
            ("pack", "--output=x", .files, "--output="),
            ("", "-root=", .directories, "-root="), ("--root", "", .directories, ""),
            ("start --", "", .command(at: 2), ""), ("--root r start 1 -- x", "", .command(at: 5), ""),
            ("pack", "\\xFF", .filesEnding(".box"), ""),
        ] as [(String, String, Completions.Offer, String)] {
            let completions = completions(
                of: tool, after: arguments(before), current: arguments(current).first ?? "")
            #expect(completions.shell == offer && completions.prefix == prefix, "\(before) \(current)")
        }
    }

    @Test(arguments: [
        (#"tool pack a"#, "tool pack", "a", 0), (#"tool pack "#, "tool pack", "", 0),
        (#"tool pack my\ f"#, "tool pack", "my f", 0), (#"tool pack "my f"#, "tool pack", "my f", 0),
        (#"tool pack 'it"s' --format=j"#, #"tool pack it"s"#, "--format=j", 9),
        (#"tool --format="j"#, "tool", "--format=j", 9), (#"tool "a\"b\c" d"#, #"tool a"b\c"#, "d", 0),
        (#"tool a '' "#, "tool a ", "", 0), (#"tool ~/x ~"#, "tool /home/me/x", "~", 0),
        (#"tool $(touch x) `y`"#, "tool $(touch x)", "`y`", 0), (#"tool \"#, "tool", "", 0),
    ])
    func readsTheLineOfBash(_ line: String, _ words: String, _ current: String, _ kept: Int) {
        let line = ShellLine(Array(line.utf8), breaks: Array(" =:".utf8), home: Array("/home/me".utf8))
        #expect(line.words.map(\.description).joined(separator: " ") == words)
        #expect(line.current == Argument(current) && line.kept == kept)
    }

    @Test func quotesForBash() {
        for (line, candidate, replacement) in [
            ("tool a", "a b$c", #"a\ b\$c"#), ("tool 'a", "a 'b", #"a '\''b"#), (#"tool "a"#, #"a "$b"#, #"a \"\$b"#),
            ("tool --format=j", "--format=json", "json"), ("tool a", "aé;", #"aé\;"#),
        ] {
            let line = ShellLine(Array(line.utf8), breaks: Array(" =:".utf8), home: nil)
            #expect(line.replacement(candidate) == replacement)
        }
    }

    @Test func answersQuestions() {
        func answer(_ shell: Shell, _ arguments: [Argument]) -> String {
            CompletionQuestion(shell, arguments, home: nil).answer(of: tool)
        }
        #expect(answer(.bash, [" =:", "tool pack --format=j"]) == "none\njson\tfor programs")
        #expect(answer(.zsh, ["tool", "pack", "--format=j"]) == "none\n--format=json\tfor programs")
        #expect(answer(.fish, ["tool", "start", "--", ""]) == "command 3")
        #expect(answer(.fish, ["tool", "pack", "--output=x"]) == "files --output=")
        #expect(answer(.fish, []) == answer(.fish, [""]))
    }

    @Test(arguments: Shell.allCases) func scriptsNameTheTool(_ shell: Shell) {
        let script = completionScript(for: shell, of: "tool", names: ["tool", "tool2"])
        #expect(script.contains("command tool complete \(shell.rawValue) --") && script.contains("tool2"))
    }
}
