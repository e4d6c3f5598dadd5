import Foundation
import Testing

/// Where `ejson run` takes the private key from, and that no key reaches the command.
@Suite struct RunKeyTests {
    private static let key = Scratch.privateKey.trimmingCharacters(in: .whitespacesAndNewlines)

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"A": "secret"}"#)
        try scratch.write(Scratch.privateKey, to: "key", mode: 0o600)
        return scratch
    }

    /// Every source gives the key, and the command sees neither the key nor its source.
    @Test(arguments: [
        "$EJSON run -- env",
        "$EJSON run --keydir keys -- env",
        "$EJSON -k keys run -- env",
        "unset EJSON_KEYDIR; $EJSON run --keydir keys -- env",
        "EJSON_KEYDIR=/none; $EJSON run --key-from-stdin -- env < key",
        "EJSON_KEYDIR=/none; cat key | $EJSON run --key-from-stdin -- env",
        "EJSON_KEYDIR=/none; $EJSON run --key-from-fd 3 -- env 3< key",
        "EJSON_KEYDIR=/none; cat key | $EJSON run --key-from-fd 3 -- env 3<&0 < /dev/null",
        "EJSON_KEYDIR=/none; MY_KEY=$(cat key) $EJSON run --key-from-env MY_KEY -- env",
        "EJSON_KEYDIR=/none; MY_KEY=\" $(cat key)\n\" $EJSON run --key-from-env=MY_KEY -- env",
        "EJSON_KEYDIR=/none; $EJSON run --key-from-file key -- env",
        "EJSON_KEYDIR=/none; CREDENTIALS_DIRECTORY=$PWD/keys $EJSON run -- env",
        "unset EJSON_KEYDIR; CREDENTIALS_DIRECTORY=$PWD/keys $EJSON run --keydir /none -- env",
        "EJSON_AUDIT=$PWD/log $EJSON run -- env",
        "EJSON_STRICT_KEYS=1 $EJSON run -- env",
    ])
    func takesTheKeyAndKeepsIt(_ script: String) throws {
        let result = try scratch().shell("unset PWD OLDPWD EJSON_SOURCE; PWD=.; \(script)")
        #expect(result.status == 0, "\(result.error)")
        let names = result.output.split(separator: "\n").map { $0.prefix { $0 != "=" } }
        #expect(result.output.contains("A=secret\n"))
        #expect(!result.output.contains(Self.key))
        #expect(
            Set(names).isDisjoint(with: [
                "EJSON_KEYDIR", "EJSON_AUDIT", "MY_KEY", "CREDENTIALS_DIRECTORY",
            ]))
    }

    /// Strictness reveals no key, and is inherited.
    @Test func strictnessIsInherited() throws {
        #expect(
            try scratch().shell("EJSON_STRICT_KEYS=1 $EJSON run -- printenv EJSON_STRICT_KEYS").output == "1\n")
    }

    /// `ejson` started by the command has no key, and reports who removed it.
    @Test(arguments: [
        ("$EJSON run -- $EJSON run -- true", "EJSON_KEYDIR"),
        ("$EJSON run -- $EJSON get secrets.ejson environment.A", "EJSON_KEYDIR"),
        ("$EJSON run -- env -u EJSON_KEYDIR $EJSON run --keydir keys -- $EJSON decrypt secrets.ejson", "EJSON_KEYDIR"),
        (
            "unset EJSON_KEYDIR; CREDENTIALS_DIRECTORY=keys $EJSON run --keydir none -- $EJSON run -- true",
            "CREDENTIALS_DIRECTORY"
        ),
    ])
    func nestedCommandsSayWhatWasTakenOut(_ script: String, _ name: String) throws {
        let result = try scratch().shell(script)
        #expect(result.status == 1)
        #expect(result.errorLine.contains(Said.noPrivateKey), "\(result.error)")
        #expect(result.errorLine.contains("took \(name) out"), "\(result.error)")
    }

    @Test func nothingIsSaidOfItElsewhere() throws {
        let result = try scratch().shell("$EJSON run --keydir none -- true; EJSON_KEYDIR=keys $EJSON run -- env")
        #expect(!result.errorLine.contains("took"), "\(result.error)")
        #expect(result.output.contains("EJSON_WITHHELD=EJSON_KEYDIR\n"))
        #expect(try !scratch().shell("$EJSON run --key-from-stdin -- env < key").output.contains("/keys"))
    }

    /// The output of a program as key file: `--key-from-file <(pass show ejson)`.
    @Test(arguments: [
        "mkfifo pipe; cat key > pipe & $EJSON run --key-from-file pipe -- printenv A",
        "cat key | $EJSON run --key-from-file /dev/stdin -- printenv A",
        "cat key | $EJSON run --key-from-file /dev/fd/3 -- printenv A 3<&0 < /dev/null",
    ])
    func aKeyFileMayBeAPipe(_ script: String) throws {
        let result = try scratch().shell("EJSON_KEYDIR=/none; \(script)")
        #expect(result.output == "secret\n", "\(result.error)")
    }

    /// Credentials without our key belong to the service.
    @Test func otherCredentialsAreTheCommands() throws {
        let scratch = try scratch()
        let result = try scratch.shell(
            "mkdir own; CREDENTIALS_DIRECTORY=$PWD/own $EJSON run -- printenv CREDENTIALS_DIRECTORY")
        #expect(result.output == scratch.path("own") + "\n")
    }

    /// The key directory comes first, then the credentials.
    @Test func looksInTheKeyDirectoryFirst() throws {
        let scratch = try scratch()
        _ = try scratch.shell("mkdir wrong; echo \(String(repeating: "42", count: 32)) > wrong/\(Scratch.publicKey)")
        #expect(try scratch.shell("CREDENTIALS_DIRECTORY=wrong $EJSON run -- printenv A").output == "secret\n")
        let wrong = try scratch.shell("CREDENTIALS_DIRECTORY=keys EJSON_KEYDIR=wrong $EJSON run -- touch started")
        #expect(wrong.status == 1 && wrong.errorLine.contains(Said.wrongKey))
        #expect(!scratch.has("started"))
    }

    // MARK: Descriptors

    /// A key that was read must not be readable again: neither what is left of a pipe, nor a file from its start.
    @Test(arguments: [
        "$EJSON run --key-from-stdin -- cat < key",
        "cat key | $EJSON run --key-from-stdin -- cat",
        "$EJSON run --key-from-stdin -- cat /proc/self/fd/0 < key",
        "$EJSON run --key-from-stdin -- sh -c 'exec 0<&0; tail -c +1 /dev/stdin' < key",
        "$EJSON run --key-from-fd 3 -- sh -c 'cat <&3' 3< key 2> /dev/null",
        "$EJSON run - -- cat < secrets.ejson",
        "$EJSON run - -- cat /dev/stdin < secrets.ejson",
    ])
    func whatWasReadCannotBeReadAgain(_ script: String) throws {
        #expect(try scratch().shell(script).output.isEmpty)
    }

    @Test func standardInputIsTheCommandsOtherwise() throws {
        #expect(try scratch().shell("echo hello | $EJSON run -- cat").output == "hello\n")
        #expect(try scratch().shell("echo hello | $EJSON run --key-from-fd 3 -- cat 3< key").output == "hello\n")
    }

    /// The command has the same open descriptors as without ejson, except the requested file.
    @Test(arguments: [
        ("", 0), ("--audit log", 0), ("--key-from-fd 4 4< copy", 0), ("--stdin", 0), ("--key-from-file copy", 0),
        ("--file F", 1), ("--audit fd:5 5> log", 0), ("--file F --stdin --audit log", 1),
    ])
    func leavesNoDescriptorsOpen(_ options: String, _ more: Int) throws {
        let scratch = try scratch()
        let result = try scratch.shell(
            "cp key copy; exec 7< key < /dev/null; ls /proc/self/fd; echo; $EJSON run \(options) -- ls /proc/self/fd")
        #expect(result.status == 0, "\(result.error)")
        let lists = result.output.split(separator: "\n\n").map { $0.split(separator: "\n").map(String.init) }
        let (without, with) = (try #require(lists.first), try #require(lists.last))
        #expect(with.contains("7") && with.count == without.count + more, "\(without) and \(with)")
        #expect(more > 0 || with == without)
    }

    /// The command cannot read the key's descriptor, whatever name was given.
    @Test(arguments: [
        "--key-from-file /dev/stdin < key", "--key-from-file /dev/fd/7 7< key", "--key-from-file key 7< key",
        "--key-from-file /proc/self/fd/7 7< key", "--key-from-fd 6 6< key 7< key", "--key-from-fd 7 7< key 6<&7",
        "--key-from-stdin 7<&0 < key", "--key-from-stdin < key 7< key",
    ])
    func theKeyIsNotReadableBehindItsName(_ options: String) throws {
        let words = options.split(separator: " ")
        let count = words.prefix { !$0.contains("<") }.count
        let option = words.prefix(count).joined(separator: " ")
        let redirection = words.dropFirst(count).joined(separator: " ")
        let result = try scratch().shell(
            "$EJSON run \(option) -- sh -c 'echo started; cat /proc/self/fd/0 /proc/self/fd/6 /proc/self/fd/7' \(redirection)"
        )
        #expect(result.output == "started\n", "\(result.error)")
    }

    /// This holds for every descriptor number.
    @Test func noHighDescriptorLeadsToTheKey() throws {
        try require(program: "python3")
        let scratch = try scratch()
        try scratch.write(
            """
            import os, sys
            os.dup2(os.open("key", os.O_RDONLY), 3000, inheritable=True)
            os.execv(sys.argv[1], sys.argv[1:])
            """, to: "start.py")
        let result = try scratch.shell(
            "ulimit -n 4096; python3 start.py $EJSON run --key-from-file key -- sh -c 'echo A: $A; cat /proc/self/fd/3000'"
        )
        #expect(result.output == "A: secret\n", "\(result.error)")
    }

    /// A closed standard stream is closed for the command too.
    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func closedStreamsStayClosed(_ redirection: String) throws {
        let scratch = try scratch()
        let script = "test -e /proc/$$/fd/0 && echo 0; test -e /proc/$$/fd/1 && echo 1; test -e /proc/$$/fd/2 && echo 2"
        try scratch.write("( \(script) ) > OUT\n", to: "script")
        _ = try scratch.shell("OUT=without; export OUT; sed 's/OUT/without/' script > a; sh a \(redirection)")
        _ = try scratch.shell("sed 's/OUT/with/' script > b; $EJSON run -- sh b \(redirection)")
        #expect(try scratch.read("with") == scratch.read("without"))
    }

    // MARK: No key, wrong key, changed document

    /// One line with the reason, status 1, and nothing is started.
    @Test(arguments: [
        ("$EJSON run --keydir /none -- touch started", Said.noPrivateKey),
        ("rm keys/*; $EJSON run -- touch started", Said.noPrivateKey),
        ("rm keys/*; CREDENTIALS_DIRECTORY=/none $EJSON run -- touch started", Said.noPrivateKey),
        ("$EJSON run --key-from-stdin -- touch started < /dev/null", "standard input: \(Said.notAPrivateKey)"),
        ("$EJSON run --key-from-stdin -- touch started <&-", "cannot read standard input"),
        (
            "$EJSON run --key-from-fd 9 -- touch started",
            "cannot read descriptor 9: \(Said.badDescriptor)"
        ),
        ("$EJSON run --key-from-env NONE -- touch started", "the variable NONE is not set"),
        ("KEY= $EJSON run --key-from-env KEY -- touch started", "the variable KEY: \(Said.notAPrivateKey)"),
        ("KEY=x $EJSON run --key-from-env KEY -- touch started", "the variable KEY: \(Said.notAPrivateKey)"),
        (
            "$EJSON run --key-from-file none -- touch started",
            "\(Said.cannotOpen) the private key in none: \(Said.noSuchFile)"
        ),
        ("$EJSON run --key-from-file . -- touch started", ". is a directory"),
        (
            "chmod o+w key; $EJSON run --key-from-file key -- touch started",
            "\(Said.othersCanChange) the private key in key"
        ),
        (
            "$EJSON run --key-from-file wrong -- touch started",
            Said.wrongKey
        ),
        (
            "KEY=$(cat wrong) $EJSON run --key-from-env KEY -- touch started",
            Said.wrongKey
        ),
        ("cp wrong keys/*; $EJSON run -- touch started", Said.wrongKey),
        ("$EJSON run none.ejson -- touch started", "\(Said.cannotOpen): \(Said.noSuchFile)"),
        (
            "sed -i 's/:....\\([^:]*\\]\\)/:AAAA\\1/' secrets.ejson; $EJSON run -- touch started",
            Said.doesNotOpen
        ),
        (
            "sed -i 's/\"A\"/\"B\": \"plain\", \"A\"/' secrets.ejson; $EJSON run -- touch started",
            Said.notEncrypted
        ),
        ("echo x >> secrets.ejson; $EJSON run -- touch started", Said.trailingText),
    ])
    func startsNothingWithoutTheSecrets(_ script: String, _ words: String) throws {
        let scratch = try scratch()
        try scratch.write(String(repeating: "42", count: 32), to: "wrong")
        let result = try scratch.shell(script)
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(!scratch.has("started"))
        #expect(result.errorLine.hasPrefix("Not started: "), "\(result.error)")
        #expect(result.errorLine.contains(words), "\(result.error)")
        #expect(!result.errorLine.contains("\n"))
        for secret in ["4242", Self.key, "EJ["] { #expect(!result.error.contains(secret)) }
    }

    // MARK: While the key is held

    /// While it waits for the key on a pipe, neither a debugger of the same user nor a core dump can read it.
    @Test(.enabled(if: geteuid() == 0)) func nobodyCanLookWhileTheKeyIsHeld() throws {
        let scratch = try scratch()
        let result = try scratch.shell(
            """
            ulimit -c unlimited; mkfifo pipe; exec 9<> pipe
            setpriv --reuid 65534 --regid 65534 --clear-groups $EJSON run --key-from-stdin -- true < pipe 9<&- & pid=$!
            for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
                grep -q '^Max core file size *0 ' /proc/$pid/limits && break
                sleep 0.1
            done
            grep -c '^Max core file size *0 ' /proc/$pid/limits
            stat -c %u /proc/$pid/environ
            cat key >&9; exec 9<&-
            wait $pid
            """)
        #expect(result.output == "1\n0\n", "\(result.error)")
        #expect(result.status == 0)
    }

    /// The command has its usual limit.
    @Test(arguments: ["ulimit -c 0", "ulimit -Sc 128", "ulimit -c 128"]) func theCoreLimitIsTheCommands(_ limit: String)
        throws
    {
        let scratch = try scratch()
        let show = "sh -c 'ulimit -Sc; ulimit -Hc'"
        #expect(
            try scratch.shell("\(limit); $EJSON run -- \(show)").output == scratch.shell("\(limit); \(show)").output)
    }
}
