import Foundation
import Testing

@Suite struct DecryptTests {
    @Test(arguments: [
        ["decrypt", "FILE"], ["d", "FILE"], ["--keydir", "KEYS", "decrypt", "FILE"], ["-keydir", "KEYS", "d", "FILE"],
        ["decrypt", "FILE", "--keydir", "KEYS"], ["decrypt", "-k", "KEYS", "FILE"], ["d", "FILE", "-keydir=KEYS"],
        ["decrypt", "--", "FILE"],
    ])
    func printsThePlaintextAndNothingElse(_ arguments: [String]) throws {
        let scratch = try Scratch()
        let file = try scratch.writeSealed()
        let arguments = arguments.map { $0.replacing("FILE", with: file).replacing("KEYS", with: scratch.keys.path()) }
        let result = try scratch.run(arguments)
        #expect(result.status == 0)
        #expect(result.output == Scratch.plain)
        #expect(result.error.isEmpty)
    }

    @Test(arguments: [
        ["-o", "OUT", "FILE"], ["FILE", "-o", "OUT"], ["--output", "OUT", "FILE"], ["FILE", "-o=OUT"],
    ])
    func writesToAFileOfItsOwner(_ arguments: [String]) throws {
        let scratch = try Scratch()
        let file = try scratch.writeSealed()
        let out = scratch.path("out.json")
        let result = try scratch.run(
            ["decrypt"] + arguments.map { $0.replacing("FILE", with: file).replacing("OUT", with: out) })
        #expect(result.status == 0 && result.output.isEmpty && result.error.isEmpty)
        #expect(try scratch.read("out.json") == Scratch.plain)
        #expect(try scratch.mode("out.json") == 0o600)
        #expect(try scratch.entries() == ["keys", "out.json", "secrets.ejson"])
    }

    @Test func writesNothingUnlessEverythingOpens() throws {
        let scratch = try Scratch()
        let sealed = try scratch.run(["encrypt", "-"], input: Scratch.plain).output
        try scratch.write(sealed.dropLast(2) + ",\n \"late\": \"plaintext\"}")
        try scratch.write("old", to: "out.json")
        for arguments in [["decrypt", "secrets.ejson"], ["decrypt", "-o", "out.json", "secrets.ejson"]] {
            let result = try scratch.run(arguments)
            #expect(result.status == 1)
            #expect(result.output.isEmpty)
            #expect(result.errorLine.hasPrefix("Decryption failed: secrets.ejson:2:10: late: \(Said.notEncrypted)"))
            #expect(!result.error.contains("plaintext\""))
        }
        #expect(try scratch.read("out.json") == "old")
        #expect(try scratch.run(["decrypt", "-o", "new.json", "secrets.ejson"]).status == 1)
        #expect(try scratch.entries() == ["keys", "out.json", "secrets.ejson"])
    }

    @Test func doesNotOverwriteItsInput() throws {
        let scratch = try Scratch()
        _ = try scratch.writeSealed()
        let sealed = try scratch.read()
        try FileManager.default.createSymbolicLink(atPath: scratch.path("link"), withDestinationPath: "secrets.ejson")
        try FileManager.default.linkItem(atPath: scratch.path("secrets.ejson"), toPath: scratch.path("hard"))
        for out in ["secrets.ejson", "./secrets.ejson", "link", "hard"] {
            let result = try scratch.run(["decrypt", "-o", out, "secrets.ejson"])
            #expect(result.status == 1)
            #expect(result.errorLine.contains(Said.isTheInput))
        }
        let fromInput = try scratch.shell("$EJSON decrypt -o secrets.ejson - < secrets.ejson")
        #expect(fromInput.status == 1)
        #expect(try scratch.read() == sealed)
    }

    /// A path that leads to an open descriptor, a pipe or a device is written to. What `log` holds before stays.
    @Test(arguments: [
        ("$EJSON decrypt -o /dev/stdout secrets.ejson >> log", "before\nPLAINafter\n"),
        ("$EJSON decrypt -o /dev/fd/1 secrets.ejson >> log", "before\nPLAINafter\n"),
        ("$EJSON decrypt -o /proc/self/fd/1 secrets.ejson >> log", "before\nPLAINafter\n"),
        ("$EJSON decrypt -o /proc/self/../self/fd/./1 secrets.ejson >> log", "before\nPLAINafter\n"),
        ("$EJSON decrypt -o /dev/fd/7 secrets.ejson 7>> log", "before\nPLAINafter\n"),
        ("$EJSON decrypt -o link secrets.ejson >> log", "before\nPLAINafter\n"),
        ("(cd links && $EJSON decrypt -o second ../secrets.ejson) >> log", "before\nPLAINafter\n"),
        ("{ echo first; $EJSON decrypt -o /dev/stdout secrets.ejson; } > log", "first\nPLAINafter\n"),
        ("$EJSON decrypt -o /dev/stdout secrets.ejson | cat >> log", "before\nPLAINafter\n"),
        ("cat pipe >> log & $EJSON decrypt -o pipe secrets.ejson && wait", "before\nPLAINafter\n"),
        ("$EJSON decrypt -o /dev/null secrets.ejson", "before\nafter\n"),
        ("sleep 60 >> log & $EJSON decrypt -o /proc/$!/fd/1 secrets.ejson; kill $!", "before\nPLAINafter\n"),
    ])
    func writesToWhatIsOpen(_ script: String, _ expected: String) throws {
        let scratch = try Scratch()
        _ = try scratch.writeSealed()
        _ = try scratch.shell(
            "echo before > log; mkfifo -m 600 pipe; mkdir links; ln -s /dev/stdout link; ln -s ../link links/second")
        let inode = try scratch.inode("log")
        let result = try scratch.shell("exec 9>> log; \(script) && echo after >&9")
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        #expect(try scratch.read("log") == expected.replacing("PLAIN", with: Scratch.plain))
        #expect(try scratch.inode("log") == inode)
        #expect(try scratch.entries() == ["keys", "link", "links", "log", "pipe", "secrets.ejson"])
    }

    @Test(arguments: ["/dev/full", "/dev/fd/9"])
    func anOutputThatTakesNothingIsAnError(_ out: String) throws {
        let scratch = try Scratch()
        _ = try scratch.writeSealed()
        let result = try scratch.shell("$EJSON decrypt -o \(out) secrets.ejson")
        #expect(result.status == 1 && result.error.contains(out), "\(result.error)")
    }

    /// The user's own file keeps its mode in a directory where nobody else could have put it; a warning says when
    /// everyone can read it.
    @Test(arguments: [
        (0o600, 0o755, 0o600, false), (0o640, 0o755, 0o640, false), (0o644, 0o755, 0o644, true),
        (0o644, 0o777, 0o600, false), (0o666, 0o1777, 0o600, false),
    ])
    func aModeIsKeptWhereNobodyElseSetsIt(_ mode: Int, _ directory: Int, _ expected: Int, _ warns: Bool) throws {
        let scratch = try Scratch()
        _ = try scratch.writeSealed()
        try FileManager.default.setAttributes([.posixPermissions: directory], ofItemAtPath: scratch.url.path())
        try scratch.write("old", to: "out.json", mode: mode)
        let result = try scratch.run(["decrypt", "-o", "out.json", "secrets.ejson"])
        #expect(result.status == 0)
        #expect(result.error.contains("\(Said.everyoneCanRead) out.json") == warns && result.error.isEmpty == !warns)
        #expect(try scratch.mode("out.json") == expected)
        #expect(try scratch.read("out.json") == Scratch.plain)
    }

    /// The other hard link may be in a directory that everyone can read.
    @Test func takesNoModeFromAFileWithOtherNames() throws {
        let scratch = try Scratch()
        _ = try scratch.writeSealed()
        try scratch.write("old", to: "out.json", mode: 0o644)
        try FileManager.default.linkItem(atPath: scratch.path("out.json"), toPath: scratch.path("hard"))
        #expect(try scratch.run(["decrypt", "-o", "out.json", "secrets.ejson"]).status == 0)
        #expect(try scratch.mode("out.json") == 0o600)
        #expect(try scratch.read("hard") == "old")
    }

    @Test func followsLinksOfOnesOwn() throws {
        let scratch = try Scratch()
        _ = try scratch.writeSealed()
        _ = try scratch.shell(
            "mkdir -p a/b; ln -s a/b d; ln -s ../new.json a/b/out; touch a/new.json; ln -s \"$PWD/d\" e")
        for (out, place) in [
            ("d/out", "a/new.json"), ("e/other.json", "a/b/other.json"), ("d/../up.json", "a/up.json"),
        ] {
            #expect(try scratch.run(["decrypt", "-o", out, "secrets.ejson"]).status == 0)
            #expect(try scratch.read(place) == Scratch.plain)
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("a/b/out")) == "../new.json")
    }

    @Test(arguments: ["", "dir", "none/out", "dangling", "loop", ".", "dir/..", "/"])
    func refusesOutputsThatAreNoFiles(_ out: String) throws {
        let scratch = try Scratch()
        _ = try scratch.writeSealed()
        _ = try scratch.shell("mkdir dir; ln -s none dangling; ln -s loop loop")
        let result = try scratch.run(["decrypt", "-o", out, "secrets.ejson"])
        #expect(result.status == (out.isEmpty ? 64 : 1))
        #expect(!result.error.contains("horse"))
    }

    // MARK: Keys

    @Test(arguments: ["--key-from-stdin", "-key-from-stdin"])
    func takesTheKeyFromStandardInput(_ flag: String) throws {
        let scratch = try Scratch()
        let file = try scratch.writeSealed()
        for arguments in [["decrypt", flag, file], ["decrypt", file, flag]] {
            let result = try Command.run(
                arguments, input: Scratch.privateKey, environment: ["EJSON_KEYDIR": "/none"])
            #expect(result.status == 0)
            #expect(result.output == Scratch.plain)
        }
    }

    @Test func anEmptyKeyIsNoReasonToLookElsewhere() throws {
        let scratch = try Scratch()
        let file = try scratch.writeSealed()
        for input in ["", "\n", "nonsense"] {
            let result = try scratch.run(["decrypt", "--key-from-stdin", file], input: input)
            #expect(result.status == 1)
            #expect(result.output.isEmpty)
            #expect(result.errorLine.contains("standard input: \(Said.notAPrivateKey);"))
        }
        let both = try scratch.run(["decrypt", "--key-from-stdin", "-"], input: Scratch.privateKey)
        #expect(both.status == 64)
    }

    @Test func namesTheMissingKeyAndItsPlace() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let result = try scratch.run(["decrypt", "secrets.ejson", "--keydir", "/none"])
        #expect(result.status == 1)
        #expect(
            result.errorLine.hasPrefix("Decryption failed: secrets.ejson: \(Said.noPrivateKey)")
                && result.errorLine.contains("/none/\(Scratch.publicKey)"))
    }

    @Test func namesTheWrongKey() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let wrong = String(repeating: "42", count: 32)
        let fromInput = try scratch.run(["decrypt", "--key-from-stdin", "secrets.ejson"], input: wrong)
        #expect(fromInput.status == 1)
        #expect(
            fromInput.errorLine.hasPrefix(
                "Decryption failed: secrets.ejson: standard input: \(Said.wrongKey) bccb…d40c;"))
        try scratch.write(wrong, to: "keys/\(Scratch.publicKey)")
        let fromFile = try scratch.run(["decrypt", "secrets.ejson"])
        #expect(fromFile.status == 1)
        #expect(fromFile.errorLine.contains(Said.wrongKey))
        for result in [fromInput, fromFile] { #expect(!result.error.contains("4242")) }
    }

    @Test func refusesAKeyThatOthersCanWrite() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write(Scratch.privateKey, to: "keys/\(Scratch.publicKey)", mode: 0o666)
        let result = try scratch.run(["decrypt", "secrets.ejson"])
        #expect(result.status == 1)
        #expect(result.errorLine.contains("\(Said.othersCanChange) the key file"))
        #expect(result.errorLine.contains("chmod o-w \(scratch.keys.path())"))
    }

    /// krane writes the key file without a line feed.
    @Test func takesAKeyFileWithoutLineFeed() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write(String(Scratch.privateKey.dropLast()), to: "keys/\(Scratch.publicKey)")
        #expect(try scratch.run(["decrypt", "secrets.ejson"]).output == Scratch.plain)
    }

    // MARK: Streams

    @Test(arguments: ["-", "/dev/stdin"])
    func readsStandardInput(_ file: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        #expect(try scratch.shell("$EJSON decrypt \(file) < secrets.ejson").output == Scratch.plain)
        #expect(try scratch.shell("cat secrets.ejson | $EJSON decrypt \(file)").output == Scratch.plain)
    }

    @Test func readsNamedPipes() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        #expect(
            try scratch.shell("mkfifo pipe; cat secrets.ejson > pipe & $EJSON decrypt pipe").output == Scratch.plain)
    }

    @Test(arguments: [
        "$EJSON decrypt secrets.ejson > /dev/full", "$EJSON encrypt - < plain > /dev/full", "$EJSON keygen > /dev/full",
        "$EJSON decrypt secrets.ejson >&-", "$EJSON encrypt - < plain >&-", "$EJSON decrypt - <&-",
        "$EJSON decrypt secrets.ejson --key-from-stdin <&-",
    ])
    func aStreamThatFailsIsAnError(_ script: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write(Scratch.plain, to: "plain")
        let result = try scratch.shell(script)
        #expect(result.status == 1)
        #expect(result.error.contains(" failed: "), "\(result.error)")
        #expect(!result.error.contains("\n\n"))
    }

    @Test func aClosedPipeIsAnError() throws {
        let scratch = try Scratch()
        let members = (0..<5_000).map { "\"key\($0)\": \"value \($0)\"" }.joined(separator: ",\n")
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\",\n\(members)}")
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
        let result = try scratch.shell("{ $EJSON decrypt secrets.ejson; echo $? >&2; } | head -c 1 > /dev/null")
        #expect(result.error.hasPrefix("Decryption failed: \(Said.cannotWriteOutput): Broken pipe\nHint: "))
        #expect(result.error.hasSuffix("\n1\n"))
    }

    /// A file opened while a standard descriptor is closed must not become that stream.
    @Test func closedStandardStreamsReachNoFile() throws {
        let scratch = try Scratch()
        let file = try scratch.write(Scratch.plain)
        let result = try scratch.shell("$EJSON encrypt secrets.ejson <&- >&- 2>&-")
        #expect(result.status == 0)
        let sealed = try scratch.read()
        #expect(!sealed.contains("Wrote") && !sealed.contains("failed"))
        #expect(try scratch.run(["decrypt", file]).output == Scratch.plain)
    }
}
