import Foundation
import Testing

/// `--user`: root reads the key, and the command runs as a user who cannot.
@Suite(.enabled(if: geteuid() == 0)) struct RunUserTests {
    private static let passwd = """
        root:x:0:0:root:/root:/bin/sh
        app:x:1234:1235:The app:/srv/app:/bin/sh
        """
    private static let group = """
        root:x:0:
        app:x:1235:
        extra:x:2001:other,app
        more:x:2002:app
        none:x:2003:other
        """

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"A": "secret"}"#)
        try scratch.write(Self.passwd + "\n", to: "passwd")
        try scratch.write(Self.group + "\n", to: "group")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: scratch.keys.path())
        return scratch
    }

    /// Runs a script where `/etc/passwd` and `/etc/group` are those above.
    private func shell(_ scratch: Scratch, _ script: String) throws -> Command.Result {
        try scratch.write(script, to: "script")
        return try scratch.shell(
            "unshare --mount sh -c 'mount --bind passwd /etc/passwd && mount --bind group /etc/group && exec sh script'"
        )
    }

    /// User, group, all groups and home directory.
    @Test(arguments: [
        ("app", "1234 1235 1235,2001,2002 /srv/app"),
        ("1234", "1234 1235 1235,2001,2002 /srv/app"),
        ("app:none", "1234 2003 2003 /srv/app"),
        ("app:4711", "1234 4711 4711 /srv/app"),
        ("4711", "4711 4711 4711 /"),
        ("4711:more", "4711 2002 2002 /"),
        ("4711:4712", "4711 4712 4712 /"),
        ("root", "0 0 0 /root"),
        ("0:0", "0 0 0 /root"),
    ])
    func becomesTheUser(_ user: String, _ expected: String) throws {
        let scratch = try scratch()
        let result = try shell(
            scratch,
            "HOME=/before $EJSON run --user \(user) -- sh -c 'cat /proc/self/status; echo HOME: $HOME; echo A: $A'")
        #expect(result.status == 0, "\(result.error)")
        func field(_ name: String) throws -> [Substring] {
            let line = try #require(result.output.split(separator: "\n").first { $0.hasPrefix(name + ":") })
            return line.dropFirst(name.count + 1).split(whereSeparator: \.isWhitespace)
        }
        let (users, groups) = (try field("Uid"), try field("Gid"))
        #expect(Set(users).count == 1 && Set(groups).count == 1, "real, effective, saved and of the file system")
        let all = try field("Groups").sorted().joined(separator: ",")
        #expect(try "\(users[0]) \(groups[0]) \(all) \(field("HOME")[0])" == expected)
        #expect(try field("A") == ["secret"])
    }

    @Test func hasNoPrivileges() throws {
        let result = try scratch().shell("$EJSON run --user 4711 -- grep -E '^(Cap|NoNewPrivs)' /proc/self/status")
        let none = "0000000000000000"
        #expect(
            result.output
                == "CapInh:\t\(none)\nCapPrm:\t\(none)\nCapEff:\t\(none)\nCapBnd:\t\(none)\n"
                + "CapAmb:\t\(none)\nNoNewPrivs:\t1\n"
        )
    }

    /// Not even with inherited capabilities, as from a container runtime.
    @Test func dropsAmbientCapabilities() throws {
        let result = try scratch().shell(
            "setpriv --inh-caps +chown,+kill --ambient-caps +chown,+kill "
                + "$EJSON run --user 4711 -- grep -E '^Cap(Inh|Prm|Eff|Amb)' /proc/self/status")
        #expect(result.output.matches(of: /0000000000000000/).count == 4, "\(result.output)")
    }

    @Test(arguments: ["4711", "app"]) func cannotReadTheKey(_ user: String) throws {
        let scratch = try scratch()
        for options in ["", "--key-from-file keys/\(Scratch.publicKey)", "--key-from-stdin"] {
            let result = try shell(
                scratch,
                "$EJSON run --user \(user) \(options) -- sh -c 'echo $A; cat keys/*; ls keys' "
                    + "< keys/\(Scratch.publicKey)"
            )
            #expect(result.output == "secret\n")
            #expect(result.error.contains(Said.permissionDenied))
        }
    }

    @Test(arguments: ["--file F", "--stdin"]) func canReadWhatIsDelivered(_ options: String) throws {
        let result = try scratch().shell(
            "$EJSON run --user 4711 \(options) -- "
                + "sh -c 'cat ${F:-/dev/stdin}; stat -L -c \"%a %u %g\" ${F:-/dev/stdin}'"
        )
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.hasSuffix("\"environment\": {\"A\": \"secret\"}}400 4711 4711\n"), "\(result.output)")
    }

    /// A variable exists only once.
    @Test func theDocumentsHomeReplacesTheUsers() throws {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"HOME": "/sealed"}"#)
        let result = try scratch.shell("$EJSON run --user 4711 --allow HOME -- env | grep ^HOME=")
        #expect(result.output == "HOME=/sealed\n", "\(result.error)")
    }

    /// HOME is the user's, whatever it was.
    @Test func homeIsTheUsers() throws {
        let scratch = try scratch()
        #expect(try scratch.shell("HOME=/before $EJSON run -- printenv HOME").output == "/before\n")
        #expect(try scratch.shell("HOME=/before $EJSON run --user 4711 -- printenv HOME").output == "/\n")
        #expect(
            try scratch.shell("unset HOME; $EJSON run --user 4711 --keep-existing -- printenv HOME").output == "/\n")
    }

    @Test(arguments: [
        ("nobody-there", "\(Said.noUser) nobody-there in"),
        ("app:nobody-there", "\(Said.noGroup) nobody-there in"),
        ("4294967295", "\(Said.noUser) 4294967295 in"),
        ("''", "--user names no user"),
    ])
    func startsNothingForNobody(_ user: String, _ words: String) throws {
        let scratch = try scratch()
        let result = try shell(scratch, "$EJSON run --user \(user) -- touch started")
        #expect(result.status == 1)
        #expect(result.errorLine.hasPrefix("Not started: secrets.ejson: \(words)"))
        #expect(!scratch.has("started"))
    }

    /// Without these files numbers still work.
    @Test func numbersNeedNoFiles() throws {
        let scratch = try scratch()
        let result = try scratch.shell(
            """
            unshare --mount sh -c 'mkdir etc && mount --bind etc /etc &&
                exec $EJSON run --user 4711:4712 -- sh -c "grep ^.id: /proc/self/status"'
            """)
        #expect(
            result.output.split(whereSeparator: \.isWhitespace).filter { $0 == "4711" }.count == 4, "\(result.error)")
    }

    // MARK: Not root

    private static let unprivileged = "setpriv --reuid 65534 --regid 65534 --clear-groups"

    @Test(arguments: ["4711", "0", "root", "65534:0"]) func onlyRootBecomesAnother(_ user: String) throws {
        let scratch = try scratch()
        let result = try scratch.shell(
            "chmod 777 .; \(Self.unprivileged) $EJSON run --key-from-stdin --user \(user) -- touch started "
                + "< keys/\(Scratch.publicKey)")
        #expect(result.status == 1)
        #expect(result.errorLine.hasPrefix("Not started: secrets.ejson: \(Said.cannotBecome) "), "\(result.error)")
        #expect(result.errorLine.contains("only root can"))
        #expect(!scratch.has("started"))
    }

    /// Having the user's id is not enough: groups and capabilities are checked.
    @Test(
        arguments: [
            ("--groups 0", "groups"), ("--groups 65534,999", "groups"), ("--groups 65534", nil),
            ("--clear-groups", nil),
            ("--clear-groups --inh-caps +chown --ambient-caps +chown", nil),
            ("--clear-groups --inh-caps +setgid --ambient-caps +setgid", nil),
            ("--groups 0 --inh-caps +setgid --ambient-caps +setgid", nil),
        ] as [(String, String?)])
    func theResultIsWhatCounts(_ start: String, _ refused: String?) throws {
        let scratch = try scratch()
        let result = try scratch.shell(
            "setpriv --reuid 65534 --regid 65534 \(start) $EJSON run --key-from-stdin --user 65534 "
                + "-- grep -E '^(Groups|CapPrm|CapAmb|CapInh)' /proc/self/status < keys/\(Scratch.publicKey)")
        if let refused {
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(result.errorLine.contains("would keep \(refused)"), "\(result.error)")
        } else {
            #expect(result.output.matches(of: /0000000000000000/).count == 3, "\(result.error)")
            #expect(!result.output.contains(/Groups:.*\b0\b/))
        }
    }

    /// A saved id would be the way back.
    @Test func noSavedIDStays() throws {
        try require(program: "python3")
        let scratch = try scratch()
        try scratch.write(
            """
            import os, sys
            os.setgroups([])
            os.setresgid(65534, 65534, 0)
            os.setresuid(65534, 65534, 0)
            os.execv(sys.argv[1], sys.argv[1:])
            """, to: "start.py")
        let result = try scratch.shell(
            "python3 start.py $EJSON run --key-from-stdin --user 65534 -- grep -E '^[UG]id' /proc/self/status "
                + "< keys/\(Scratch.publicKey)")
        #expect(
            result.output == "Uid:\t65534\t65534\t65534\t65534\nGid:\t65534\t65534\t65534\t65534\n",
            "\(result.error)")
    }

    /// A container that runs as the user already needs no other options.
    @Test func whoIsTheUserAlreadyMayStayIt() throws {
        let result = try scratch().shell(
            "\(Self.unprivileged) $EJSON run --key-from-stdin --user 65534 "
                + "-- grep -E '^(Uid|NoNewPrivs)' /proc/self/status < keys/\(Scratch.publicKey)")
        #expect(result.output == "Uid:\t65534\t65534\t65534\t65534\nNoNewPrivs:\t1\n", "\(result.error)")
    }
}
