import Foundation
import Testing

/// Values that the formats of `ejson env` refuse, and how a shell handles a failure.
@Suite struct EnvFormatTests {
    // MARK: One document, one answer

    /// `run` refuses the same values with the same message.
    @Test(arguments: [
        (#"{"A": "x", "B": null}"#, "environment.B: \(Said.notPlain)"),
        (#"{"A": "x", "B": {}}"#, "environment.B: \(Said.notPlain)"),
        (#"{"A": "x", "B": ["y"]}"#, "environment.B: \(Said.notPlain)"),
        (#"{"A": "x", "B-C": "y"}"#, "B-C: \(Said.notAVariable)"),
    ])
    func refusesWhatRunRefuses(_ object: String, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: object)
        let run = try scratch.shell("$EJSON run -- true").errorLine
        #expect(run.contains(words), "\(run)")
        for format in ["dotenv", "json", "docker", "nul", "shell --flatten"] {
            let result = try scratch.shell("$EJSON env --format \(format) secrets.ejson")
            guard format != "shell --flatten" || object.contains("null") || object.contains("B-C") else { continue }
            #expect(result.status == 1, "\(format)")
            #expect(result.errorLine.replacing("Decryption failed", with: "Not started") == run, "\(format)")
        }
    }

    @Test func aMissingObjectIsAnErrorButInTheReferencesFormat() throws {
        let scratch = try Scratch()
        try scratch.seal(#""other": {"A": "x"}"#)
        for format in ["dotenv", "json", "docker", "nul"] {
            let result = try scratch.shell("$EJSON env --format \(format) secrets.ejson")
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(result.errorLine.contains("environment: \(Said.noSuchObject)"))
        }
        #expect(try scratch.shell("$EJSON env secrets.ejson").status == 0)
    }

    @Test(arguments: [("dotenv", true), ("docker", true), ("json", false), ("nul", false), ("shell", false)])
    func filesForOtherProgramsSetNoHarmfulVariables(_ format: String, _ isRefused: Bool) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: ["LD_PRELOAD": "x"])
        let result = try scratch.shell("$EJSON env --format \(format) secrets.ejson")
        #expect((result.status == 1) == isRefused)
        let allowed = try scratch.shell("$EJSON env --allow LD_PRELOAD --format \(format) secrets.ejson")
        #expect(allowed.status == 0 && allowed.output.contains("LD_PRELOAD"))
    }

    // MARK: Values that readers do not agree about

    /// `Tests/Readers` checks the accepted ones with real readers.
    @Test(arguments: [
        ("dotenv", "${HOME}", false), ("dotenv", "$HOME", false), ("dotenv", "$2b$10$abc", false),
        ("dotenv", "\u{7F}", false), ("dotenv", "\u{C}", false), ("dotenv", "a\\", false), ("dotenv", "\\\\", false),
        ("dotenv", "'\"", false), ("dotenv", "it's\nx", false), ("dotenv", "'\\n", false), ("dotenv", "\r", false),
        ("dotenv", "a\nb", true), ("dotenv", "it's", true), ("dotenv", "a\\n", true), ("dotenv", " # \t", true),
        ("docker", "a\nb", false), ("docker", "a ", true), ("docker", "a\r", false),
        ("docker", " a", true), ("docker", "'a'", true), ("docker", "$HOME # \"x\" \\", true), ("docker", "", true),
    ])
    func refusesWhatReadersReadDifferently(_ format: String, _ value: String, _ isTaken: Bool) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: ["A": value])
        let result = try scratch.shell("$EJSON env --format \(format) secrets.ejson")
        #expect((result.status == 0) == isTaken)
        if !isTaken {
            #expect(result.output.isEmpty)
            #expect(result.errorLine.contains("the format \(format) \(Said.cannotCarry)"))
        }
    }

    // MARK: A shell that evaluates it

    private static let shells = ["dash", "bash", "bash --posix", "busybox sh"]

    /// The script, and its exit status; `GOES ON` is printed if it continues.
    @Test(arguments: [
        (#"set -e; eval "$($EJSON env none.ejson)"; echo GOES ON"#, 1, ""),
        (#"set -e; eval $($EJSON env none.ejson); echo GOES ON"#, 1, ""),
        (#"set -e; eval "$($EJSON env -q bad.ejson)"; echo GOES ON"#, 1, ""),
        (#"eval "$($EJSON env none.ejson)" || exit 3; echo GOES ON"#, 3, ""),
        (#"eval "$($EJSON env none.ejson)" && echo GOES ON"#, 1, ""),
        (#"eval "$($EJSON env none.ejson)"; echo GOES ON"#, 0, "GOES ON\n"),
        (#"set -e; $EJSON env none.ejson > out || :; . ./out; echo GOES ON"#, 1, ""),
        (#"values=$($EJSON env none.ejson) && eval "$values" || exit; echo GOES ON"#, 1, ""),
        (#"set -e; values=$($EJSON env none.ejson); eval "$values"; echo GOES ON"#, 1, ""),
        (#"set -e; eval "$($EJSON env secrets.ejson)"; echo "$A GOES ON""#, 0, "x GOES ON\n"),
        // The reference's name prints what the reference prints: nothing.
        (#"set -e; eval "$(./ejson2env none.ejson)"; echo GOES ON"#, 0, "GOES ON\n"),
    ])
    func aFailureFailsWhereItIsEvaluated(_ script: String, _ status: Int32, _ output: String) throws {
        let scratch = try Scratch()
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path("ejson2env"), withDestinationPath: Command.binary.path())
        try scratch.seal(#""environment": {"B-C": "x"}"#, to: "bad.ejson")
        try scratch.seal(environment: ["A": "x"])
        try scratch.write(script, to: "script")
        for shell in Self.shells {
            try require(program: String(shell.prefix { $0 != " " }))
            let result = try scratch.shell("\(shell) script")
            #expect(result.status == status, "\(shell): \(result.error)")
            #expect(result.output == output, "\(shell)")
        }
    }
}
