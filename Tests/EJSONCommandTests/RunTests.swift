import Foundation
import Testing

/// What the started command gets, and in which form. `$EJSON` is the binary, `secrets.ejson` the document.
@Suite struct RunTests {
    // MARK: Variables

    @Test func deliversTheEnvironment() throws {
        let scratch = try Scratch()
        let hostile = " it's \"$HOME\" `id` \\n;\n\ttwo é🔐 "
        try scratch.seal(
            "\"environment\": {\"S\": \(literal(hostile)), \"EMPTY\": \"\", \"N\": -1.50e3, \"T\": true, \"F\": false, "
                + "\"_UNSEALED\": \"visible\"}, \"other\": \"unseen\"")
        let result = try scratch.shell(
            #"$EJSON run -- sh -c 'printf "%s|" "$S" "${EMPTY-unset}" "$N" "$T" "$F" "$_UNSEALED" "$other"'"#)
        #expect(result.status == 0)
        #expect(result.output == [hostile, "", "-1.50e3", "true", "false", "visible", "", ""].joined(separator: "|"))
        #expect(result.error.isEmpty)
    }

    /// Existing variables are kept in order, and new ones are appended.
    @Test func addsToWhatIsThere() throws {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"B": "secret", "A": "1"}"#)
        #expect(
            try scratch.shell("env -i ONE=1 B=outer TWO=2 EJSON_KEYDIR=$EJSON_KEYDIR $EJSON run -- /usr/bin/env").output
                == "ONE=1\nTWO=2\nEJSON_WITHHELD=EJSON_KEYDIR\nB=secret\nA=1\n")
    }

    @Test(arguments: [
        ("", "secret|new"), ("--env", "secret|new"), ("--keep-existing", "outer|new"),
        ("-keep-existing --env", "outer|new"),
    ])
    func whatIsSetWinsOnlyIfAskedFor(_ options: String, _ expected: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"A": "secret", "B": "new"}"#)
        let result = try scratch.shell("A=outer $EJSON run \(options) -- sh -c 'printf %s \"$A|$B\"'")
        #expect(result.output == expected)
    }

    /// An empty variable is set, too.
    @Test func anEmptyVariableIsSet() throws {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"A": "secret"}"#)
        #expect(try scratch.shell("A= $EJSON run --keep-existing -- sh -c 'printf %s \"[$A]\"'").output == "[]")
        #expect(try scratch.shell("A= $EJSON run -- sh -c 'printf %s \"[$A]\"'").output == "[secret]")
    }

    private static let document = #"""
        "environment": {"A": "1", "B": "2", "_C": "3"},
        "production": {"env": {"A": "p"}, "dotted.key": {"A": "d"}, "list": [{"A": "l"}]},
        "a/b": {"A": "slash"}, "nothing": {}
        """#

    /// Which of the variables A, B, C and _C are there.
    @Test(arguments: [
        ("", "1 2 - 3"),
        ("--only A", "1 - - -"),
        ("--only A,_C", "1 - - 3"),
        ("--only A --only B", "1 2 - -"),
        ("--only=B", "- 2 - -"),
        ("--require A,B", "1 2 - 3"),
        ("--require A --only B", "- 2 - -"),
        ("--trim-underscore", "1 2 3 -"),
        ("--trim-underscore --only C", "- - 3 -"),
        ("--select environment", "1 2 - 3"),
        ("--select production.env", "p - - -"),
        ("--select /production/env", "p - - -"),
        ("--select /production/dotted.key", "d - - -"),
        ("--select production.list.0", "l - - -"),
        ("--select a/b", "slash - - -"),
        ("--select /a~1b", "slash - - -"),
        ("--select nothing", "- - - -"),
    ])
    func choosesValues(_ options: String, _ expected: String) throws {
        let scratch = try Scratch()
        try scratch.seal(Self.document)
        let result = try scratch.shell(
            "$EJSON run \(options) -- sh -c 'echo ${A:--} ${B:--} ${C:--} ${_C:--}'")
        #expect(result.output == expected + "\n", "\(result.error)")
        #expect(result.status == 0)
    }

    // MARK: Nothing is started unless everything can be delivered

    /// The object `environment`, the options, and the values with the message.
    @Test(arguments: [
        (#"{"A": "x", "B": null}"#, "", "environment.B: \(Said.notPlain)"),
        (#"{"A": "x", "B": {"C": "y"}, "D": 1}"#, "", "environment.B: \(Said.notPlain)"),
        (#"{"A B": "x", "B": ["y"]}"#, "", "environment.B: \(Said.notPlain)"),
        (
            #"{"_A": null, "B": "x", "C": [1]}"#, "--trim-underscore",
            "environment._A, environment.C: \(Said.notPlain)"
        ),
        (#"{"PATH": "x", "B": "y", "IFS": "z"}"#, "", "PATH, IFS: \(Said.hazard)"),
        (#"{"A": "x", "B": "y\u0000z"}"#, "", "B: \(Said.holdsNUL)"),
        (#"{"A": "x", "B-C": "y"}"#, "", "B-C: \(Said.notAVariable)"),
        (#"{"A": "x", "1B": "y"}"#, "", "1B: \(Said.notAVariable)"),
        (#"{"A": "x", "B=C": "y"}"#, "", "B=C: \(Said.notAVariable)"),
        (#"{"A": "x", "": "y"}"#, "", ": \(Said.notAVariable)"),
        (#"{"A": "x", "é": "y"}"#, "", "é: \(Said.notAVariable)"),
        (#"{"A": "x", "B\n": "y"}"#, "", "B\\u{a}: \(Said.notAVariable)"),
        (#"{"A": "x", "_1": "y"}"#, "--trim-underscore", "1: \(Said.notAVariable)"),
        (#"{"A": "x", "_": "y"}"#, "--trim-underscore", ": \(Said.notAVariable)"),
        (#"{"A": "x", "_A": "y"}"#, "--trim-underscore", "A: \(Said.collision)"),
        (#"{"A": "x", "_PATH": "y"}"#, "--trim-underscore", "PATH: \(Said.hazard)"),
        (#"{"A": "x", "LD_PRELOAD": "y"}"#, "", "LD_PRELOAD: \(Said.hazard)"),
        (#"{"A": "x", "PATH": "y"}"#, "", "PATH: \(Said.hazard)"),
        (#"{"A": "x", "IFS": "y"}"#, "--allow PATH", "IFS: \(Said.hazard)"),
        (#"{"A": "x", "BASH_ENV": "y"}"#, "", "BASH_ENV: \(Said.hazard)"),
        (#"{"A": "x", "PATH": "y"}"#, "--keep-existing", "PATH: \(Said.hazard)"),
        (#"{"A": "x", "EJSON_KEYDIR": "y"}"#, "", "EJSON_KEYDIR: \(Said.hazard)"),
        (#"{"A": "x"}"#, "--only A,B", "B: \(Said.noSuchValue)"),
        (#"{"A": "x"}"#, "--require A,B", "B: \(Said.noSuchValue)"),
        (#"{"A": "x", "_B": "y"}"#, "--require B", "B: \(Said.noSuchValue)"),
        (#"{"A": "x"}"#, "--select none", "none: \(Said.noSuchObject)"),
        (
            #"{"A": "x"}"#, "--select environment.A",
            "environment.A: \(Said.noSuchObject)"
        ),
        (#""x""#, "", "environment: \(Said.noSuchObject)"),
        (#"["x"]"#, "", "environment: \(Said.noSuchObject)"),
        (#"{"A": "x"}"#, "--file F --select none", "none: \(Said.noSuchValue)"),
        (#"{"A": "x"}"#, "--stdin --select /environment/B", "environment.B: \(Said.noSuchValue)"),
        (#"{"a/b": "x"}"#, "--directory /dev/shm/ejson-none", "a/b: \(Said.notAFileName)"),
        (#"{"..": "x"}"#, "--directory /dev/shm/ejson-none", "..: \(Said.notAFileName)"),
        (#"{"A": null}"#, "--directory /dev/shm/ejson-none", "environment.A: \(Said.notPlain)"),
    ])
    func startsNothingUnlessAllIsDelivered(_ object: String, _ options: String, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: object)
        let result = try scratch.shell("$EJSON run \(options) -- touch started")
        #expect(result.status == 1)
        #expect(result.errorLine.hasPrefix("Not started: secrets.ejson: \(words)"))
        #expect(result.output.isEmpty)
        #expect(!scratch.has("started"))
    }

    /// Values that are not delivered are not checked.
    @Test(arguments: [
        (#"{"A": "x", "B": null, "C-D": "y", "PATH": "z"}"#, "--only A"),
        (#"{"A": "x", "LD_PRELOAD_": "y"}"#, "--allow LD_PRELOAD_"),
        (#"{"A": "x", "IFS": "y", "ENV": "z"}"#, "--allow IFS,ENV"),
        (#"{"A": "x", "IFS": "y", "ENV": "z"}"#, "--allow IFS --allow ENV"),
    ])
    func startsWhenAllThatIsAskedForIsDelivered(_ object: String, _ options: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: object)
        let result = try scratch.shell("$EJSON run \(options) -- printenv A")
        #expect(result.output == "x\n", "\(result.error)")
    }

    // MARK: A document in memory

    private static let parts = "\"environment\": {\"A\": \"x\"}, \"key\": \"line\\n\\\"two\\\"\", \"n\": [1, \"\\n\"]"
    private static let whole = "{\"_public_key\": \"\(Scratch.publicKey)\", \(parts)}"

    /// The document, an object or array as JSON, and a string without quotes.
    @Test(arguments: [
        ("", whole), ("--select environment", #"{"A": "x"}"#), ("--select key", "line\n\"two\""),
        ("--select /key", "line\n\"two\""), ("--select n", #"[1, "\n"]"#), ("--select n.0", "1"),
        ("--select n.1", "\n"),
    ])
    func deliversAFileInMemory(_ options: String, _ expected: String) throws {
        let scratch = try Scratch()
        try scratch.seal(Self.parts)
        let file = try scratch.shell("$EJSON run --file SECRETS \(options) -- sh -c 'cat $SECRETS; cat $SECRETS >&2'")
        #expect(file.output == expected && file.error == expected)
        let input = try scratch.shell("$EJSON run --stdin \(options) -- cat < /dev/null")
        #expect(input.output == expected && input.error.isEmpty)
    }

    @Test func theFileIsNowhereElse() throws {
        let scratch = try Scratch()
        try scratch.seal(Self.parts)
        let result = try scratch.shell("$EJSON run --file SECRETS -- sh -c 'echo $SECRETS; readlink $SECRETS'")
        #expect(
            result.output.wholeMatch(of: /\/proc\/self\/fd\/\d+\n\/memfd:.* \(deleted\)\n/) != nil, "\(result.output)")
        #expect(try scratch.entries() == ["keys", "secrets.ejson"])
    }

    /// Not even by root: F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE.
    @Test(arguments: ["--file SECRETS", "--stdin"]) func theFileCannotBeChanged(_ options: String) throws {
        try require(program: "python3")
        let scratch = try Scratch()
        try scratch.seal(Self.parts)
        try scratch.write(
            """
            import fcntl, os
            path = os.environ.get("SECRETS", "/proc/self/fd/0")
            print(fcntl.fcntl(os.open(path, os.O_RDONLY), 1034) & 15)
            for change in [lambda f: os.write(f, b"x"), lambda f: os.ftruncate(f, 0), lambda f: os.ftruncate(f, 9999)]:
                try:
                    change(os.open(path, os.O_RDWR))
                    print("changed")
                except PermissionError:
                    print("refused")
            """, to: "change.py")
        let result = try scratch.shell("$EJSON run \(options) -- python3 change.py < /dev/null")
        #expect(result.output == "15\nrefused\nrefused\nrefused\n", "\(result.error)")
    }

    /// Variables are delivered by default only without another delivery.
    @Test(arguments: [
        ("--file F", "- f"), ("--stdin", "- -"), ("--file F --env", "x f"), ("--stdin --env", "x -"), ("--env", "x -"),
    ])
    func deliversWhatIsAskedFor(_ options: String, _ expected: String) throws {
        let scratch = try Scratch()
        try scratch.seal(Self.parts)
        let result = try scratch.shell("$EJSON run \(options) -- sh -c 'echo ${A:--} ${F:+f}${F:--}' < /dev/null")
        #expect(result.output.replacing(/f\/proc.*/, with: "f") == expected + "\n")
    }

    @Test func deliversInAllWaysAtOnce() throws {
        let scratch = try Scratch()
        try scratch.seal(Self.parts)
        let result = try scratch.shell(
            "$EJSON run --env --file F --stdin --select environment -- sh -c 'echo $A; cat $F; cat'")
        #expect(result.output == #"x"# + "\n" + #"{"A": "x"}{"A": "x"}"#)
    }

    @Test func passesLargeDocumentsThroughMemory() throws {
        let scratch = try Scratch()
        let value = String(repeating: "0123456789abcdef", count: 100_000)
        try scratch.seal("\"big\": \"\(value)\"")
        let input = try scratch.shell("$EJSON run --stdin --select big -- wc -c")
        #expect(input.output == "1600000\n", "\(input.error)")
        let file = try scratch.shell("$EJSON run --file F --select big -- sh -c 'wc -c < $F'")
        #expect(file.output == "1600000\n", "\(file.error)")
    }

    // MARK: Limits of the system

    /// Linux takes 32 pages of one `NAME=VALUE`, its NUL byte included.
    @Test(arguments: [(-1, true), (0, true), (1, false), (70_000, false)])
    func aValueThatIsTooLongIsNamedWithTheLimit(_ excess: Int, _ isTaken: Bool) throws {
        let scratch = try Scratch()
        let limit = Int(sysconf(Int32(_SC_PAGESIZE))) * 32 - 1
        let value = String(repeating: "x", count: limit - "BIG=".count + excess)
        try scratch.seal(environment: "{\"A\": \"1\", \"BIG\": \"\(value)\", \"BIG2\": \"\(value)\"}")
        let result = try scratch.shell("$EJSON run --only A,BIG --audit log -- sh -c 'echo ${#BIG}; touch started'")
        #expect(result.status == (isTaken ? 0 : 1))
        #expect(scratch.has("started") == isTaken)
        if isTaken {
            #expect(result.output == "\(value.count)\n")
        } else {
            #expect(result.errorLine.contains(": BIG: ") && result.errorLine.contains("\(limit) bytes"))
            #expect(result.errorLine.contains("--file or --directory"))
            #expect(try scratch.read("log").contains("refused"))
            let both = try scratch.shell("$EJSON run -- touch started")
            #expect(both.errorLine.contains(": BIG, BIG2: "), "\(both.error)")
            let file = try scratch.shell("$EJSON run --file F --select environment.BIG -- sh -c 'wc -c < $F'")
            #expect(file.output == "\(value.count)\n", "\(file.error)")
        }
    }

    /// A quarter of the stack, 128 KiB at least. What the check lets through, execve takes, and the reverse.
    @Test func allVariablesTogetherAreLimitedToo() throws {
        let scratch = try Scratch()
        let value = String(repeating: "x", count: 60_000)
        try scratch.seal(environment: "{\"A\": \"\(value)\", \"BB\": \"\(value)y\", \"C\": \"1\"}")
        let fits = try scratch.shell("ulimit -s 1024; $EJSON run -- sh -c 'echo ${#BB}'")
        #expect(fits.output == "60001\n", "\(fits.error)")
        let result = try scratch.shell(
            "ulimit -s 512; PAD=$(head -c 12000 /dev/zero | tr '\\0' x); export PAD; $EJSON run -- touch started")
        #expect(result.status == 1)
        #expect(result.errorLine.contains(": BB: ") && result.errorLine.contains("131072 bytes"), "\(result.error)")
        #expect(!scratch.has("started"))
        for pad in stride(from: 9_500, to: 11_000, by: 50) {
            let script = "ulimit -s 512; PAD=$(head -c \(pad) /dev/zero | tr '\\0' x); export PAD; "
            let near = try scratch.shell(script + "$EJSON run -- /bin/true")
            #expect(near.status == 0 || near.errorLine.contains(": BB: "), "\(pad): \(near.error)")
        }
    }

    // MARK: A dry run

    @Test func aDryRunShowsNamesSizesAndSources() throws {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"A": "secret", "_B": "", "N": 12}"#)
        let result = try scratch.shell("N=1 $EJSON run --dry-run --keep-existing --trim-underscore -- touch started")
        #expect(
            result.output == """
                variable  A  6 bytes  secrets.ejson: environment.A
                variable  B  0 bytes  secrets.ejson: environment._B
                variable  N     kept  set already
                command   /usr/bin/touch

                """, "\(result.error)")
        #expect(!scratch.has("started"))
        let whole = try scratch.shell("$EJSON run --dry-run --file F --stdin --select environment.A --audit log")
        #expect(
            whole.output == """
                memory  F  6 bytes  secrets.ejson: environment.A
                stdin   -  6 bytes  secrets.ejson: environment.A

                """, "\(whole.error)")
        #expect(try scratch.read("log").contains(#""outcome": "checked""#))
    }

    /// Status 0 only when it would have been delivered.
    @Test(arguments: [
        "--dry-run --require NONE", "--dry-run --keydir none", "--dry-run --select bad -- true",
        "--dry-run -- no-such-command", "--dry-run -- ./secrets.ejson", "--dry-run --only A,PATH",
        "--dry-run --audit /dev/full", "--dry-run --directory secrets.ejson",
    ])
    func aDryRunFailsAsTheRunWould(_ options: String) throws {
        let scratch = try Scratch()
        try scratch.seal(#""environment": {"A": "secret", "PATH": "x"}, "bad": {"A": null}"#)
        let result = try scratch.shell("$EJSON run --only A \(options)")
        #expect(result.status != 0)
        #expect(result.output.isEmpty)
        #expect(result.errorLine.hasPrefix("Not started: "), "\(result.error)")
    }

    // MARK: Usage

    @Test(arguments: [
        "run", "run --", "run secrets.ejson", "run --file 1X -- true",
        "run --file A-B -- true", "run --file '' -- true", "run --select a..b -- true", "run --select /~ -- true",
        "run --select '' -- true", "run --bogus -- true", "run --key-from-fd 2 -- true", "run --key-from-fd x -- true",
        "run --key-from-stdin - -- true", "run --key-from-stdin --key-from-env A -- true",
        "run --key-from-file a --key-from-fd 3 -- true",
    ])
    func wrongUsageIsStatus64(_ arguments: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: "{}")
        let result = try scratch.shell("$EJSON \(arguments)")
        #expect(result.status == 64, "\(result.error)")
        #expect(result.output.isEmpty)
    }

    // MARK: The document

    @Test func readsTheDocumentThatIsNamed() throws {
        let scratch = try Scratch()
        try scratch.seal("\"environment\": {\"A\": \"other\"}", to: "other.ejson")
        try scratch.seal(environment: #"{"A": "default"}"#)
        for (arguments, expected) in [
            ("", "default"), ("other.ejson", "other"), ("--env other.ejson", "other"), ("other.ejson --env", "other"),
            ("- < other.ejson", "other"), ("/dev/stdin < other.ejson", "other"),
        ] {
            let result = try scratch.shell("$EJSON run \(arguments) -- printenv A")
            #expect(result.output == expected + "\n", "\(arguments): \(result.error)")
        }
    }
}

/// The JSON literal of a string.
private func literal(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
}
