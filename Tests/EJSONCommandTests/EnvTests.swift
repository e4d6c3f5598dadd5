import Foundation
import Testing

/// `ejson env`, and the same under the name `ejson2env`.
@Suite struct EnvTests {
    /// The two names, and how their errors begin.
    static let names = [("$EJSON env", "Decryption failed: "), ("./ejson2env", "error: ")]

    private static let interop = Scratch.testdata.appending(path: "interop/environment.ejson").path()

    /// Standard output after a failure.
    private static func failingStatement(_ name: String, _ options: String = "") -> String {
        name == "./ejson2env" || options.contains("--format") ? "" : "(exit 1)\n"
    }

    /// A scratch directory with a link to the binary.
    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path("ejson2env"), withDestinationPath: Command.binary.path())
        return scratch
    }

    // MARK: What the reference prints

    private static let exports =
        "export DATABASE_URL=postgres://u:p@h/db\nexport MULTI='a\nb'\n"
        + "export QUOTES='it'\"'\"'s \"$HOME\" `id` \\ ;'\nexport _UNSEALED=visible\n"

    @Test(arguments: [
        ("", exports),
        ("-q", exports.replacing("export ", with: "")),
        ("--quiet", exports.replacing("export ", with: "")),
        ("-quiet", exports.replacing("export ", with: "")),
        ("--trim-underscore", exports.replacing("_UNSEALED", with: "UNSEALED")),
        ("-trim-underscore -q", exports.replacing("export ", with: "").replacing("_UNSEALED", with: "UNSEALED")),
        ("--format shell", exports),
        ("--keydir keys", exports),
        ("-keydir=keys", exports),
        ("-k keys", exports),
        ("--key-from-stdin < keys/\(Scratch.publicKey)", exports),
        ("-key-from-stdin < keys/\(Scratch.publicKey)", exports),
        ("--audit log", exports),
    ])
    func printsWhatTheReferencePrints(_ options: String, _ expected: String) throws {
        let scratch = try scratch()
        for (name, _) in Self.names {
            for command in ["\(name) \(options) \(Self.interop)", "\(name) \(Self.interop) \(options)"] {
                let result = try scratch.shell(command)
                #expect(result.status == 0)
                #expect(result.output == expected)
                #expect(result.error.isEmpty)
            }
        }
    }

    /// The options of the reference stand before the document, and it has no subcommands.
    @Test func isEjson2envUnderThatName() throws {
        let scratch = try scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("bin"), withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: scratch.path("ejson2env"), toPath: scratch.path("bin/ejson2env"))
        let file = Self.interop
        #expect(try scratch.shell("PATH=$PWD/bin:$PATH; ejson2env \(file)").output == Self.exports)
        #expect(try scratch.shell("PATH=$PWD/bin:$PATH; ejson2env - < \(file)").output == Self.exports)
        #expect(try scratch.shell("bash -c 'exec -a ejson2env $EJSON \(file)'").output == Self.exports)
        #expect(try scratch.shell("bin/ejson2env env").error.hasPrefix("error: env: \(Said.cannotOpen)"))
        #expect(try scratch.shell("ln -s $EJSON other; ./other env \(file)").output == Self.exports)
    }

    @Test(arguments: [
        #""other": {"A": "x"}"#, #""environment": "x""#, #""environment": 1"#, #""environment": null"#,
        #""environment": true"#, #""environment": ["A"]"#, #""environment": {}"#, #""environment": {"A": 1}"#,
        #""environment": {"A": null, "B": ["x"], "C": {"D": "x"}, "E": false}"#,
    ])
    func printsNothingWhereThereIsNothing(_ members: String) throws {
        let scratch = try scratch()
        try scratch.seal(members)
        for (name, _) in Self.names {
            let result = try scratch.shell("\(name) secrets.ejson")
            #expect(result.status == 0)
            #expect(result.output.isEmpty)
            // Under the name of the reference nothing is said either.
            let isSaid = !name.hasSuffix("2env") && !members.contains("environment\": {")
            #expect(result.error.hasPrefix("Warning: secrets.ejson: ") == isSaid && result.error.isEmpty != isSaid)
        }
    }

    /// One value that cannot be printed: nothing is printed.
    @Test(arguments: [
        (#"{"A": "x", "B-C": "y"}"#, "", "B-C: \(Said.notAVariable)"),
        (#"{"A": "x", "1": "y"}"#, "", "1: \(Said.notAVariable)"),
        (#"{"A": "x", "": "y"}"#, "", ": \(Said.notAVariable)"),
        (#"{"A": "x", "B;id": "y"}"#, "", "B;id: \(Said.notAVariable)"),
        (#"{"A": "x", "B\n": "y"}"#, "", "B\\u{a}: \(Said.notAVariable)"),
        (#"{"A": "x", "é": "y"}"#, "", "é: \(Said.notAVariable)"),
        (#"{"A": "x", "_1": "y"}"#, "--trim-underscore", "1: \(Said.notAVariable)"),
        (#"{"A": "x", "_": "y"}"#, "--trim-underscore", ": \(Said.notAVariable)"),
        (#"{"A": "x", "_A": "y"}"#, "--trim-underscore", "A: \(Said.collision)"),
        (#"{"A": "x", "B": "y\u0000z"}"#, "", "B: the format shell \(Said.cannotCarry)"),
        (#"{"A": "x", "B": "y\nz"}"#, "--format docker", "B: the format docker \(Said.cannotCarry)"),
        (#"{"A": "x", "B": "y\rz"}"#, "--format dotenv", "B: the format dotenv \(Said.cannotCarry)"),
        (#"{"A": "x", "B": "\u0000"}"#, "--format nul", "B: \(Said.holdsNUL)"),
        (#"{"A_B": "x", "A": {"B": "y"}}"#, "--flatten", "A_B: \(Said.collision)"),
        (#"{"A": "x"}"#, "--only B", "B: \(Said.noSuchValue)"),
        (#"{"A": "x"}"#, "--require A,B", "B: \(Said.noSuchValue)"),
        (#"{"A": "x"}"#, "--select none", "none: \(Said.noSuchObject)"),
    ])
    func printsAllOrNothing(_ object: String, _ options: String, _ words: String) throws {
        let scratch = try scratch()
        try scratch.seal(environment: object)
        for (name, prefix) in Self.names {
            let result = try scratch.shell("\(name) \(options) secrets.ejson")
            #expect(result.status == 1)
            #expect(result.output == Self.failingStatement(name, options))
            #expect(result.errorLine.hasPrefix("\(prefix)secrets.ejson: \(words)"), "\(result.error)")
            #expect(!result.errorLine.contains("\n"))
        }
    }

    /// The reference checks names before kinds of values.
    @Test(arguments: [#"{"A": "x", "B-C": 1}"#, #"{"A": "x", "B-C": null}"#, #"{"A": "x", "B-C": {}}"#])
    func aBadNameFailsAllWhateverItsValue(_ object: String) throws {
        let scratch = try scratch()
        try scratch.seal(environment: object)
        for (name, prefix) in Self.names {
            let result = try scratch.shell("\(name) secrets.ejson")
            #expect(result.status == 1 && result.output == Self.failingStatement(name))
            #expect(result.errorLine.hasPrefix("\(prefix)secrets.ejson: B-C: \(Said.notAVariable)"), "\(result.error)")
        }
    }

    @Test(arguments: [
        ("none.ejson", "none.ejson: \(Said.cannotOpen): \(Said.noSuchFile)"),
        ("-k /none secrets.ejson", "secrets.ejson: \(Said.noPrivateKey)"),
        ("--key-from-stdin secrets.ejson < /dev/null", "secrets.ejson: standard input: \(Said.notAPrivateKey)"),
        ("plain.ejson", "plain.ejson:1:"),
    ])
    func errorsBeginAsTheReferencesDo(_ arguments: String, _ words: String) throws {
        let scratch = try scratch()
        try scratch.seal(environment: #"{"A": "x"}"#)
        try scratch.write(Scratch.plain, to: "plain.ejson")
        for (name, prefix) in Self.names {
            let result = try scratch.shell("\(name) \(arguments)")
            #expect(result.status == 1)
            #expect(result.output == Self.failingStatement(name))
            #expect(result.errorLine.hasPrefix(prefix + words), "\(result.error)")
        }
    }

    @Test(arguments: ["", "--bogus secrets.ejson", "- -", "--format xml secrets.ejson"])
    func wrongUsagePrintsNothing(_ arguments: String) throws {
        let scratch = try scratch()
        for (name, _) in Self.names {
            let result = try scratch.shell("\(name) \(arguments)")
            #expect(result.status == 64)
            #expect(result.output.isEmpty && !result.error.isEmpty)
        }
    }

    @Test func aStreamThatFailsIsAnError() throws {
        let scratch = try scratch()
        for (name, prefix) in Self.names {
            let result = try scratch.shell("\(name) \(Self.interop) > /dev/full")
            #expect(result.status == 1)
            #expect(result.error.hasPrefix("\(prefix)\(Said.cannotWriteOutput): \(Said.noSpace)\nHint: "))
        }
    }

    // MARK: What the reference has not

    @Test(arguments: [
        ("--select other", "export X=1\n"),
        ("--select /other --quiet", "X=1\n"),
        ("--only B", "export B=y\n"),
        ("--only B,A -q", "A=x\nB=y\n"),
        ("--format nul --only A,B,N,T", "A=x\u{0}B=y\u{0}N=1.50\u{0}T=true\u{0}"),
        ("--format json --only A,T", "{\n  \"A\": \"x\",\n  \"T\": \"true\"\n}\n"),
        ("--flatten -q", "A=x\nB=y\nN=1.50\nO_P=z\nO_Q_R=2\nT=true\n"),
        ("--flatten -q --select environment.O", "P=z\nQ_R=2\n"),
        ("--flatten -q --only O_P", "O_P=z\n"),
        ("--format docker --select none.of", nil),
    ])
    func choosesValues(_ options: String, _ expected: String?) throws {
        let scratch = try scratch()
        try scratch.seal(
            #""environment": {"B": "y", "A": "x", "N": 1.50, "T": true, "O": {"P": "z", "Q": {"R": 2}}}, "#
                + #""other": {"X": "1"}"#)
        let result = try scratch.shell("$EJSON env \(options) secrets.ejson")
        #expect(result.output == expected ?? "")
        #expect(result.status == (expected == nil ? 1 : 0))
    }

    // MARK: Read back by those who read it

    /// Values that quoting gets wrong.
    private static let hostile = [
        "", " ", "  leading and trailing  ", "it's", "'", "''", "\"", "\"double\"", "'\"'\"'", "$HOME", "${HOME}",
        "$(id)",
        "`id`", "\\", "\\\\", "\\n", "a\\", "\n", "\n\n", "a\nb", "trailing\n", "trailing\n\n", "\nleading", "\r",
        "a\r\nb",
        "\t", "\ttab\t", "é中🔐", "Āāŕŝ\u{301}\u{200D}", "#", "a # b", "!", "!!", "~", "~root", "*", "?", "[a]", "{a,b}",
        "a;b", "a&b", "a|b", "<a>", "(a)", "=", "a=b", "-n", "-e", "%s", "\u{7F}", "\u{1B}[31m",
        String((1...31).map { Character(Unicode.Scalar($0)) }), String(repeating: "long '", count: 5_000),
    ]

    /// The hostile values as V0, V1, …
    private static let hostileVariables = Dictionary(
        uniqueKeysWithValues: hostile.enumerated().map { ("V\($0)", $1) })

    /// Prints the values, each followed by a NUL byte, with shell builtins only.
    private static let printAll = hostile.indices.map { "printf '%s\\0' \"$V\($0)\"" }.joined(separator: "\n")

    private func expectValues(
        _ output: String,
        _ values: [String] = hostile,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let read = output.utf8.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
        #expect(read.count == values.count, sourceLocation: sourceLocation)
        for (read, value) in zip(read, values) {
            #expect(Array(read.utf8) == Array(value.utf8), "\(value.debugDescription)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [("dash", "dash"), ("bash", "bash"), ("bash", "bash --posix"), ("busybox", "busybox sh")])
    func shellsReadIt(_ program: String, _ shell: String) throws {
        try require(program: program)
        let scratch = try scratch()
        try scratch.seal(environment: Self.hostileVariables)
        try scratch.write("eval \"$($EJSON env secrets.ejson)\"\n\(Self.printAll)", to: "eval")
        try scratch.write("./ejson2env -q secrets.ejson > out\n. ./out\n\(Self.printAll)", to: "source")
        for script in ["eval", "source"] {
            let result = try scratch.shell("\(shell) \(script)")
            #expect(result.error.isEmpty)
            expectValues(result.output)
        }
    }

    /// With `export`, programs started by the shell have them too.
    @Test func exportsToOtherPrograms() throws {
        let scratch = try scratch()
        try scratch.seal(environment: Self.hostileVariables)
        try scratch.write(
            """
            import os, sys
            for i in range(\(Self.hostile.count)):
                sys.stdout.buffer.write(os.environb[b"V%d" % i] + b"\\0")
            """, to: "print.py")
        try require(program: "python3")
        expectValues(try scratch.shell("eval \"$($EJSON env secrets.ejson)\"; exec python3 print.py").output)
        expectValues(try scratch.shell("$EJSON run -- python3 print.py").output)
    }

    @Test func pythonReadsJSON() throws {
        try require(program: "python3")
        let scratch = try scratch()
        let values = Self.hostileVariables.merging(["V\(Self.hostile.count)": "a\u{0}b"]) { own, _ in own }
        try scratch.seal(environment: values)
        try scratch.write(
            """
            import json, sys
            for i, value in sorted((int(k[1:]), v) for k, v in json.load(sys.stdin).items()):
                sys.stdout.buffer.write(value.replace("\\0", "<NUL>").encode() + b"\\0")
            """, to: "print.py")
        let result = try scratch.shell("$EJSON env --format json secrets.ejson | python3 print.py")
        #expect(result.error.isEmpty)
        expectValues(result.output, Self.hostile + ["a<NUL>b"])
    }

    @Test func xargsReadsNUL() throws {
        let scratch = try scratch()
        try scratch.seal(environment: Self.hostileVariables)
        try scratch.write(Self.printAll, to: "print")
        let result = try scratch.shell(
            "$EJSON env --format nul secrets.ejson | xargs -0 sh -c 'exec env -i \"$@\" /bin/sh print' sh")
        #expect(result.error.isEmpty)
        expectValues(result.output)
        expectValues(
            try scratch.shell("$EJSON env --format nul secrets.ejson | xargs -0 printf '%s\\0'").output,
            Self.hostileVariables.sorted { $0.key < $1.key }.map { "\($0)=\($1)" })
    }

    /// A shell and the readers of `.env` files agree about the quotes. Values that they would read differently are
    /// refused.
    @Test(arguments: [("dash", "dash"), ("bash", "bash"), ("busybox", "busybox sh")])
    func shellsReadDotenv(_ program: String, _ shell: String) throws {
        try require(program: program)
        let scratch = try scratch()
        var accepted: [String] = []
        for value in Self.hostile where value.utf8.count < 1_000 {
            try scratch.seal(environment: ["A": value])
            let result = try scratch.shell(
                "$EJSON env --format dotenv secrets.ejson > out && \(shell) -c '. ./out; printf \"%s\\0\" \"$A\"'")
            if result.status == 0 {
                expectValues(result.output, [value])
                accepted.append(value)
            } else {
                #expect(result.errorLine.contains("the format dotenv \(Said.cannotCarry)"))
                let disputed = value.utf8.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A || $0 == 0x7F }
                #expect(disputed || value.utf8.contains { "\\'$".utf8.contains($0) }, "\(value.debugDescription)")
            }
        }
        for value in ["", "it's", "`id`", "a\nb", "\"double\"", "a # b", "é中🔐", "  leading and trailing  "] {
            #expect(accepted.contains(value), "\(value.debugDescription)")
        }
    }
}
