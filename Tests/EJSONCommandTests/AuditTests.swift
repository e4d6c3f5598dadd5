import Foundation
import Testing

/// One line of JSON for every decryption, and no decryption without a line.
@Suite struct AuditTests {
    private static let plain =
        "\"environment\": {\"A\": \"horse-secret\", \"B\": \"staple-secret\"}, "
        + "\"kubernetes_secrets\": {\"app\": {\"_type\": \"Opaque\", \"data\": {\"k\": \"horse-secret\"}}}"

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.seal(Self.plain)
        return scratch
    }

    private func lines(_ scratch: Scratch, _ name: String = "log") throws -> [[String: Any]] {
        let text = try scratch.read(name)
        #expect(text.hasSuffix("\n"))
        return try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    // MARK: What a line says

    /// The command, and the delivered names; none for the whole document.
    @Test(
        arguments: [
            ("decrypt secrets.ejson", nil, nil),
            ("decrypt -o out secrets.ejson", nil, nil),
            ("env secrets.ejson", ["A", "B"], nil),
            ("env --only B secrets.ejson", ["B"], nil),
            ("env --format json --select none secrets.ejson || true", nil, nil),
            ("kubernetes secrets.ejson", ["app"], nil),
            ("run -- true", ["A", "B"], "true"),
            ("run --only A -- printf %s argument-secret", ["A"], "printf"),
            ("run --file F -- true", nil, "true"),
            ("run --stdin -- true", nil, "true"),
            ("run ./secrets.ejson -- /bin/true", ["A", "B"], "/bin/true"),
        ] as [(String, [String]?, String?)])
    func tellsWhatWasDelivered(_ arguments: String, _ names: [String]?, _ command: String?) throws {
        let scratch = try scratch()
        let before = Date()
        let result = try scratch.shell("EJSON_AUDIT=log; export EJSON_AUDIT; $EJSON \(arguments)")
        #expect(result.status == 0, "\(result.error)")
        let all = try lines(scratch)
        let line = try #require(all.first)
        #expect(all.count == 1)
        #expect(line["outcome"] as? String == (arguments.contains("none") ? "refused" : "delivered"))
        #expect(line["names"] as? [String] == names)
        #expect(line["command"] as? String == command)
        #expect(line["uid"] as? Int == Int(getuid()))
        #expect(line["pid"] as? Int ?? 0 > 1)
        #expect(line["document"] as? String == (arguments.contains("./") ? "./secrets.ejson" : "secrets.ejson"))
        #expect(line["public_key"] as? String == Scratch.publicKey)
        #expect(
            line["sha256"] as? String == (try scratch.shell("sha256sum secrets.ejson").output.prefix(64)).description)
        let time = try #require(line["time"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil, "\(time)")
        let date = try #require(ISO8601DateFormatter().date(from: time))
        #expect(date.timeIntervalSince(before) > -2 && date.timeIntervalSinceNow < 2)
        let text = try scratch.read("log")
        for secret in ["secret\"", "horse", "staple", "argument-secret", "EJ[", String(Scratch.privateKey.prefix(64))] {
            #expect(!text.contains(secret))
        }
    }

    /// What was refused, why, and what was known at that point.
    @Test(arguments: [
        ("decrypt secrets.ejson -k /none", "keyNotFound", true),
        ("env secrets.ejson -k /none", "keyNotFound", true),
        ("kubernetes secrets.ejson -k /none", "keyNotFound", true),
        ("run -k /none -- touch started", "keyNotFound", true),
        ("run --key-from-file wrong -- touch started", "failed", true),
        ("run --require NONE -- touch started", "valueNotFound", true),
        ("run --select kubernetes_secrets -- touch started", "undeliverableValue", true),
        ("env --format docker --require NONE secrets.ejson", "valueNotFound", true),
        ("decrypt changed.ejson", "authenticationFailed", true),
        ("run changed.ejson -- touch started", "authenticationFailed", true),
        ("decrypt broken.ejson", "malformedJSON", false),
        ("decrypt none.ejson", "inputOutput", false),
        ("run none.ejson -- touch started", "inputOutput", false),
    ])
    func tellsWhatWasRefused(_ arguments: String, _ reason: String, _ isKnown: Bool) throws {
        let scratch = try scratch()
        try scratch.write(String(repeating: "42", count: 32), to: "wrong")
        try scratch.write("{\"a\": ", to: "broken.ejson")
        _ = try scratch.shell("sed 's/:....\\([^:]*\\]\\)/:AAAA\\1/' secrets.ejson > changed.ejson")
        let result = try scratch.shell("export EJSON_AUDIT=log; $EJSON \(arguments)")
        #expect(result.status == 1)
        #expect(result.output == (arguments.hasPrefix("env -") || !arguments.hasPrefix("env") ? "" : "(exit 1)\n"))
        let all = try lines(scratch)
        let line = try #require(all.first)
        #expect(all.count == 1)
        #expect(line["outcome"] as? String == "refused")
        #expect(line["reason"] as? String == reason)
        #expect(line["names"] == nil)
        #expect((line["public_key"] as? String == Scratch.publicKey) == isKnown)
        #expect((line["sha256"] as? String)?.count == (isKnown ? 64 : nil))
        #expect(!(try scratch.read("log")).contains("secret\"") && !scratch.has("started"))
    }

    /// The line was written before the failing step, and there is no second line.
    @Test func thereIsOneLineWhenTheCommandCannotBeExecuted() throws {
        let scratch = try scratch()
        try scratch.write("#!/none/interpreter\n", to: "bad", mode: 0o755)
        #expect(try scratch.shell("$EJSON run --audit log -- ./bad").status == 127)
        #expect(try lines(scratch).count == 1)
    }

    /// The record is one line of JSON, whatever a name contains.
    @Test func namesAreEscaped() throws {
        let scratch = try scratch()
        let name = "a\"\\\n\u{1B}é.ejson"
        try FileManager.default.moveItem(
            atPath: scratch.path("secrets.ejson"), toPath: scratch.url.path() + "/" + name)
        #expect(try scratch.run(["run", "--audit", "log", name, "--", "sh", "-c", "exit 0\n"]).status == 0)
        #expect(try lines(scratch).map { $0["document"] as? String } == [name])
        #expect(try scratch.run(["decrypt", "--audit", "log2", "-"], input: scratch.read(name)).status == 0)
        #expect(try lines(scratch, "log2").map { $0["document"] as? String } == ["-"])
    }

    // MARK: Where it goes

    @Test func appendsToAFileOfItsOwner() throws {
        let scratch = try scratch()
        _ = try scratch.shell("umask 000; $EJSON decrypt secrets.ejson --audit log")
        #expect(try scratch.mode("log") == 0o600)
        _ = try scratch.shell("$EJSON env secrets.ejson --audit log; $EJSON run -k /none --audit log -- true")
        #expect(try lines(scratch).map { $0["outcome"] as? String } == ["delivered", "delivered", "refused"])
    }

    /// In a directory where everybody may put files, another user may have made the log to read what is opened when.
    @Test(.enabled(if: geteuid() == 0)) func anothersFileIsNoLogWhereEverybodyCanMakeOne() throws {
        let scratch = try scratch()
        _ = try scratch.shell("mkdir -m 1777 shared; touch shared/log; chown 4711 shared/log")
        let refused = try scratch.shell("$EJSON decrypt secrets.ejson --audit shared/log")
        #expect(refused.status == 1 && refused.output.isEmpty && refused.error.contains("4711"), "\(refused.error)")
        #expect(try scratch.read("shared/log").isEmpty)
        // Where only its owner and root can, root has let them.
        let taken = try scratch.shell("chmod 0755 shared; $EJSON decrypt secrets.ejson --audit shared/log")
        #expect(taken.status == 0)
        #expect(try lines(scratch, "shared/log").count == 1)
    }

    @Test func linesOfManyProcessesDoNotMix() throws {
        let scratch = try scratch()
        _ = try scratch.shell(
            "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do $EJSON run --audit log -- true & done; wait")
        #expect(try lines(scratch).count == 12)
    }

    @Test func writesToADescriptor() throws {
        let scratch = try scratch()
        let result = try scratch.shell("$EJSON run --audit fd:3 -- sh -c 'echo mine >&3' 3> log 2> /dev/null")
        #expect(result.status != 0, "the command must not write there")
        #expect(try lines(scratch).count == 1)
        let error = try scratch.shell("$EJSON decrypt --audit fd:2 secrets.ejson")
        #expect(error.status == 0 && error.error.hasPrefix("{\"time\": \"") && error.output.contains("horse-secret"))
    }

    /// The option wins over the variable; an empty variable is unset.
    @Test func takesThePlaceFromTheEnvironment() throws {
        let scratch = try scratch()
        _ = try scratch.shell(
            "EJSON_AUDIT=one $EJSON decrypt secrets.ejson; EJSON_AUDIT=one $EJSON env --audit two secrets.ejson")
        #expect(try lines(scratch, "one").count == 1)
        #expect(try lines(scratch, "two").count == 1)
        #expect(try scratch.shell("EJSON_AUDIT= $EJSON decrypt secrets.ejson").status == 0)
        #expect(
            try scratch.shell("EJSON_AUDIT=three $EJSON run -- sh -c 'echo ${EJSON_AUDIT-unset}'").output == "unset\n")
    }

    /// There is no log without option and variable.
    @Test func writesNothingUnasked() throws {
        let scratch = try scratch()
        let result = try scratch.shell("$EJSON run -- true")
        #expect(result.output.isEmpty && result.error.isEmpty)
        #expect(try scratch.entries() == ["keys", "secrets.ejson"])
    }

    // MARK: No line, no secrets

    @Test(arguments: [
        ("/dev/full", "\(Said.cannotWriteAuditLog): \(Said.noSpace)"),
        ("none/log", "\(Said.cannotOpenAuditLog) none/log: \(Said.noSuchFile)"),
        (".", "\(Said.cannotOpenAuditLog) .: \(Said.isADirectory)"),
        ("''", "\(Said.cannotOpenAuditLog) : \(Said.noSuchFile)"),
        ("link", "the audit log link is a link; name the file it leads to"),
        ("/dev/stdout", Said.isALink),
        ("pipe", "the audit log pipe \(Said.isAPipe)"),
        ("fd:9", "the audit log fd:9 \(Said.notAnOpenDescriptor)"),
        ("fd:x", "the audit log fd:x \(Said.notAnOpenDescriptor)"),
        ("fd:-1", "the audit log fd:-1 \(Said.notAnOpenDescriptor)"),
        ("fd:0", "\(Said.cannotWriteAuditLog): \(Said.badDescriptor)"),
    ])
    func withoutItsLineNothingIsDelivered(_ place: String, _ words: String) throws {
        let scratch = try scratch()
        _ = try scratch.shell("ln -s target link; mkfifo pipe")
        for command in [
            "decrypt --audit \(place) secrets.ejson", "decrypt --audit \(place) -o out secrets.ejson",
            "env --audit \(place) secrets.ejson", "kubernetes --audit \(place) secrets.ejson",
            "run --audit \(place) -- touch started", "run --audit \(place) --directory out -- touch started",
        ] {
            let result = try scratch.shell("$EJSON \(command) < /dev/null")
            #expect(result.status == 1)
            #expect(result.output == (command.hasPrefix("env") ? "(exit 1)\n" : ""))
            #expect(result.errorLine.contains(words), "\(command): \(result.error)")
            #expect(!result.errorLine.contains("\n"))
            #expect(!scratch.has("started") && !result.error.contains("horse"))
            if command.contains("-o") { #expect(!scratch.has("out")) }
        }
        #expect(!scratch.has("target"))
    }

    // MARK: syslog

    /// A `/dev` of our own, with nothing in it but `null`.
    private static let ownDevices =
        "mkdir dev && mount -t tmpfs tmpfs dev && touch dev/null "
        + "&& mount --bind /dev/null dev/null && mount --rbind dev /dev"

    @Test(.enabled(if: geteuid() == 0)) func writesToTheSystemsLog() throws {
        try require(program: "python3")
        let scratch = try scratch()
        try scratch.write(
            """
            import os, socket
            log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            log.bind("/dev/log")
            open("ready", "w").close()
            log.settimeout(10)
            open("log", "wb").write(log.recv(65536))
            """, to: "log.py")
        try scratch.write(
            """
            \(Self.ownDevices) || exit 9
            python3 log.py & pid=$!
            while ! test -e ready; do sleep 0.05; done
            $EJSON run --audit syslog -- true || exit
            wait $pid
            """, to: "script")
        let result = try scratch.shell("unshare --mount sh script")
        #expect(result.status == 0, "\(result.error)")
        let datagram = try scratch.read("log")
        // Facility authpriv (10), severity info (6).
        let head = try #require(datagram.prefixMatch(of: #/<86>ejson\[(\d+)\]: /#))
        let line = try #require(
            JSONSerialization.jsonObject(with: Data(datagram[head.range.upperBound...].utf8)) as? [String: Any])
        #expect(line["outcome"] as? String == "delivered")
        #expect(line["pid"] as? Int == Int(head.output.1))
        #expect(!datagram.contains("\n"))
    }

    @Test(.enabled(if: geteuid() == 0)) func withoutTheSystemsLogNothingIsDelivered() throws {
        let scratch = try scratch()
        try scratch.write(
            "\(Self.ownDevices) || exit 9\n$EJSON run --audit syslog -- touch started; echo $?\n"
                + "$EJSON decrypt --audit syslog secrets.ejson; echo $?\n", to: "script")
        let result = try scratch.shell("unshare --mount sh script")
        #expect(result.output == "1\n1\n")
        #expect(
            ["Not started", "Decryption failed"].allSatisfy {
                result.error.contains("\($0): secrets.ejson: \(Said.cannotWriteAuditLog): \(Said.noSuchFile)\n")
            })
        #expect(!scratch.has("started"))
    }
}
