import Foundation
import Testing

/// The hidden prompt of `ejson set`, on a pseudo-terminal.
@Suite struct PromptTests {
    /// The typed text with Python's escapes, and the resulting value or error.
    @Test(
        arguments: [
            (#"secret\n"#, "secret", ""),
            (#"secret\r"#, "secret", ""),
            (#" s p a c e\t\n"#, " s p a c e\t", ""),
            (#"s\xc3\xa9\x7f\x7fx\n"#, "x", ""),
            (#"wrong\x15right\n"#, "right", ""),
            (#"\x7fx\n"#, "x", ""),
            (#"\n"#, nil, Said.emptyValue),
            (#"\x04"#, nil, Said.noValue),
            (#"half\x04"#, nil, Said.noValue),
            (#"one\ntwo\n"#, nil, Said.moreThanOneLine),
            (#"\x1b[A\n"#, nil, Said.noLine),
            (#"\xff\n"#, nil, Said.notText),
        ] as [(String, String?, String)])
    func asks(_ typed: String, _ value: String?, _ words: String) throws {
        let session = try Session(typing: [typed])
        #expect(session.screen.hasPrefix("v (not shown): \n"), "\(session.screen)")
        #expect(words.isEmpty || session.screen.replacing("\nHint: ", with: "; ").contains(words), "\(session.screen)")
        #expect(session.screen.hasSuffix("status \(value == nil ? 1 : 0), shown\n"), "\(session.screen)")
        #expect(session.value == value)
    }

    /// A terminal itself ends lines at 4,096 bytes.
    @Test func takesALongLine() throws {
        let line = String(repeating: "x", count: 10_000)
        #expect(try Session(typing: [line + #"\n"#]).value == line)
    }

    /// The signal ends the process; terminal and document are unchanged.
    @Test(arguments: [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGQUIT", 131)])
    func endsByASignal(_ signal: String, _ status: Int) throws {
        let session = try Session(typing: [signal])
        #expect(session.screen.hasSuffix("status \(status), shown\n"), "\(session.screen)")
        #expect(session.value == nil)
    }

    @Test func endsByControlC() throws {
        let session = try Session(typing: [#"half\x03"#])
        #expect(session.screen.hasSuffix("status 130, shown\n"), "\(session.screen)")
        #expect(session.value == nil)
    }

    @Test func asksAgainWhenItGoesOn() throws {
        let session = try Session(typing: [#"half\x1a"#, #"whole\n"#])
        #expect(session.screen.contains(", shown\n"), "\(session.screen)")
        #expect(session.screen.hasSuffix("status 0, shown\n"), "\(session.screen)")
        #expect(session.value == "whole")
    }

    /// A terminal gets a line feed after the value; a pipe does not.
    @Test func getEndsTheLineOnATerminal() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        #expect(try onTerminal("$EJSON get secrets.ejson password", [], scratch) == "correct horse\n")
    }
}

/// `ejson set secrets.ejson v` at a terminal, from a shell with job control. After it has ended or stopped, the shell
/// prints its status and whether the terminal echoes.
private struct Session {
    let screen: String
    /// What is in the document afterwards.
    let value: String?

    init(typing actions: [String]) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let tell =
            #"s=$?; case $(stty -a) in *" -echo "*) shows=hidden;; *) shows=shown;; esac; echo "status $s, $shows""#
        let command = #"sh -c 'echo $$ > pid; exec "$EJSON" set secrets.ejson v'"#
        let goesOn = actions.count > 1 ? "; fg > /dev/null; \(tell)" : ""
        screen = try onTerminal("trap : INT; set -m; \(command); \(tell)\(goesOn)", actions, scratch)
        #expect(!screen.contains("half") && !screen.contains("whole") && !screen.contains("secret\n"))
        let result = try scratch.run(["get", "secrets.ejson", "v"])
        value = result.status == 0 ? result.output : nil
    }
}

/// Runs a script on a pseudo-terminal, and returns what is on the screen.
func onTerminal(_ script: String, _ actions: [String], _ scratch: Scratch) throws -> String {
    try require(program: "python3")
    let typist = Scratch.testdata.deletingLastPathComponent().appending(path: "Tests/Terminal/type.py").path()
    let words = [script] + actions
    let quoted = words.map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }
    return try scratch.shell("python3 '\(typist)' \(quoted.joined(separator: " "))").output
}
