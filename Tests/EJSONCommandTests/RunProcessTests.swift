import Foundation
import Testing

/// `ejson run` is replaced by the command: no process is left.
@Suite struct RunProcessTests {
    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"A": "secret"}"#)
        return scratch
    }

    @Test func keepsTheProcessID() throws {
        let result = try scratch().shell("sh -c 'echo $$; exec $EJSON run -- sh -c \"echo \\$\\$\"'")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.first == lines.last)
    }

    @Test(arguments: [
        ("true", 0), ("false", 1), ("sh -c 'exit 42'", 42), ("sh -c 'exit 255'", 255), ("sh -c 'kill -TERM $$'", 143),
        ("sh -c 'kill -KILL $$'", 137),
    ])
    func theStatusIsTheCommands(_ command: String, _ status: Int) throws {
        let result = try scratch().shell("$EJSON run -- \(command); echo $?")
        #expect(result.output == "\(status)\n")
    }

    @Test(arguments: [
        ("no-such-command", 127, "\(Said.noCommand) no-such-command"),
        ("./none", 127, "\(Said.notStarted) ./none: \(Said.noSuchFile)"),
        ("/none/none", 127, "\(Said.notStarted) /none/none: \(Said.noSuchFile)"),
        ("secrets.ejson/none", 127, "\(Said.notStarted) secrets.ejson/none: Not a directory"),
        ("''", 127, Said.emptyName),
        ("./secrets.ejson", 126, "\(Said.notStarted) ./secrets.ejson: \(Said.notExecutable)"),
        ("./keys", 126, "\(Said.notStarted) ./keys: \(Said.isDirectory)"),
        ("/", 126, "\(Said.notStarted) /: \(Said.isDirectory)"),
        ("./bad-interpreter", 127, "\(Said.notStarted) ./bad-interpreter: \(Said.interpreter) /none/interpreter"),
        ("./bad-binary", 126, "\(Said.notStarted) ./bad-binary: "),
    ])
    func saysWhyItCannotBeStarted(_ command: String, _ status: Int32, _ words: String) throws {
        let scratch = try scratch()
        try scratch.write("#!/none/interpreter\n", to: "bad-interpreter", mode: 0o755)
        try scratch.write("\u{7F}ELF\u{2}\u{1}\u{1}\u{0}", to: "bad-binary", mode: 0o755)
        let result = try scratch.shell("$EJSON run -- \(command)")
        #expect(result.status == status)
        #expect(result.output.isEmpty)
        #expect(result.errorLine.hasPrefix("Not started: secrets.ejson: \(words)"), "\(result.error)")
        #expect(!result.errorLine.contains("\n"))
    }

    /// As POSIX wants of shells and execvp.
    @Test func runsAScriptWithoutInterpreter() throws {
        let scratch = try scratch()
        try scratch.write("echo \"$0 $A\"; printf '<%s>' \"$@\"\n", to: "script", mode: 0o755)
        #expect(try scratch.shell("$EJSON run -- ./script 'a b' '' c").output == "./script secret\n<a b><><c>")
        #expect(try scratch.shell("PATH=$PWD:$PATH $EJSON run -- script x").output.hasSuffix("/script secret\n<x>"))
    }

    /// The first of the name in PATH that can be executed.
    @Test(arguments: [
        ("one:two", "two"), ("two:three", "two"), ("three:two", "three"), (":two", "here"), ("two:", "two"),
        ("one:", "here"), ("one::two", "here"),
    ])
    func looksInPath(_ path: String, _ expected: String) throws {
        let scratch = try scratch()
        _ = try scratch.shell("mkdir one two three")
        try scratch.write("#!/bin/sh\n", to: "one/tool", mode: 0o644)
        for directory in ["two", "three"] {
            try scratch.write("#!/bin/sh\necho \(directory)\n", to: "\(directory)/tool", mode: 0o755)
        }
        try scratch.write("#!/bin/sh\necho here\n", to: "tool", mode: 0o755)
        #expect(try scratch.shell("PATH=\(path) $EJSON run -- tool").output == expected + "\n")
    }

    @Test func onlyUnusableOnesInPathAreStatus126() throws {
        let scratch = try scratch()
        try scratch.write("#!/bin/sh\n", to: "tool", mode: 0o644)
        #expect(try scratch.shell("PATH=$PWD:/bin $EJSON run -- tool").status == 126)
    }

    /// Everything after `--` belongs to the command.
    @Test func leavesTheArgumentsAlone() throws {
        let arguments = ["-x", "--user", "root", "-keydir", "", "a b", "'\"$A`\\", "--", "-", "--help", "é\n"]
        let scratch = try scratch()
        let result = try scratch.run(["run", "--", "printf", "<%s>"] + arguments)
        #expect(result.output == arguments.map { "<\($0)>" }.joined())
    }

    @Test func theCommandsNameIsAsGiven() throws {
        #expect(try scratch().shell("$EJSON run -- cat /proc/self/cmdline").output == "cat\u{0}/proc/self/cmdline\u{0}")
    }

    @Test func theWorkingDirectoryAndMaskAreTheCommands() throws {
        let scratch = try scratch()
        let show = "sh -c 'pwd -P; umask'"
        #expect(
            try scratch.shell("umask 027; $EJSON run -- \(show)").output == scratch.shell("umask 027; \(show)").output)
    }

    // MARK: Signals

    @Test func signalsReachTheCommand() throws {
        let result = try scratch().shell(
            """
            $EJSON run -- sh -c 'trap "echo got it; exit 3" TERM; echo ready; while :; do sleep 0.05; done' > out &
            pid=$!
            while ! grep -q ready out; do sleep 0.05; done
            kill -TERM $pid; wait $pid; echo $?; cat out
            """)
        #expect(result.output == "3\nready\ngot it\n")
    }

    /// The command has the inherited action of SIGPIPE.
    @Test(arguments: ["env --default-signal=PIPE", "env --ignore-signal=PIPE", "env --ignore-signal=INT,HUP"])
    func signalDispositionsAreTheCommands(_ start: String) throws {
        let scratch = try scratch()
        let show = "grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status"
        let with = try scratch.shell("\(start) $EJSON run -- \(show)")
        #expect(try with.output == scratch.shell("\(start) \(show)").output)
        let ignored = try #require(with.output.firstMatch(of: /SigIgn:\t([0-9a-f]+)/))
        let isPipeIgnored = try #require(UInt64(ignored.output.1, radix: 16)) & 1 << 12 != 0
        #expect(isPipeIgnored == start.contains("ignore-signal=PIPE"))
    }

    @Test func aClosedPipeEndsTheCommandInSilence() throws {
        let result = try scratch().shell(
            "{ env --default-signal=PIPE $EJSON run -- yes; echo $? >&2; } | head -n 1")
        #expect(result.output == "y\n")
        #expect(result.error == "141\n")
    }

    /// Its user can debug and inspect it, as any program.
    @Test(.enabled(if: geteuid() == 0)) func theCommandIsAnOrdinaryProcess() throws {
        let scratch = try scratch()
        let become =
            "chgrp 65534 keys/*; chmod 0440 keys/*; setpriv --reuid 65534 --regid 65534 --clear-groups"
        #expect(try scratch.shell("\(become) $EJSON run -- stat -c %u /proc/self/environ").output == "65534\n")
        #expect(try scratch.shell("$EJSON run --user 65534 -- stat -c %u /proc/self/environ").output == "65534\n")
    }

    /// A path on a disk may have any bytes but NUL and slash.
    @Test func passesArgumentsByteForByte() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let script =
            "$EJSON run --select / -- true; $EJSON run --file F -- printf '%s|' \"$(printf 'a\\377b')\" '' -- '-x' | od -An -tx1"
        #expect(try scratch.shell(script).output.filter { !$0.isWhitespace } == "61ff627c7c2d2d7c2d787c")
    }

    /// When the arguments are not available, nothing may succeed.
    @Test func needsNoDescriptorForItsArguments() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        let result = try scratch.shell("ulimit -n 3; $EJSON encrypt secrets.ejson")
        // The loader of a dynamic executable gives up first.
        #expect(result.status != 0)
        #expect(result.output.isEmpty, "no help, for that would be a success")
    }
}
