import Foundation
import Testing

/// `ejson set`, `unset` and `get`.
@Suite struct SetTests {
    private static let before = """
        {
          "_public_key": "\(Scratch.publicKey)",
          "environment": {
            "A": "x"
          }
        }

        """

    // MARK: set

    @Test func changesNoOtherLine() throws {
        let scratch = try Scratch()
        try scratch.write(Self.before, mode: 0o640)
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
        let old = try scratch.read().components(separatedBy: "\n")
        let result = try scratch.run(["set", "secrets.ejson", "environment.B", "--stdin"], input: "new\n")
        #expect(result.status == 0 && result.output.isEmpty && result.error.isEmpty, "\(result.error)")
        let new = try scratch.read().components(separatedBy: "\n")
        #expect(new.count == old.count + 1)
        #expect(new[3] == old[3] + "," && new[4].hasPrefix("    \"B\": \"EJ[1:"))
        #expect(new[..<3] == old[..<3] && new[5...] == old[4...])
        #expect(try scratch.mode("secrets.ejson") == 0o640)
        #expect(try scratch.entries() == ["keys", "secrets.ejson"])
        #expect(try scratch.run(["get", "secrets.ejson", "environment.B"]).output == "new")
    }

    @Test func needsNoPrivateKey() throws {
        let scratch = try Scratch()
        let file = try scratch.writeSealed()
        let result = try Command.run(["set", file, "a", "--value", "v"], environment: ["EJSON_KEYDIR": "/none"])
        #expect(result.status == 0)
    }

    /// The script, and the resulting value.
    @Test(arguments: [
        ("printf 'x' | $EJSON set secrets.ejson v --stdin", "x"),
        ("echo x | $EJSON set secrets.ejson v --stdin", "x"),
        ("printf 'x\\r\\n' | $EJSON set secrets.ejson v --stdin", "x"),
        ("printf 'x\\n\\n' | $EJSON set secrets.ejson v --stdin", "x\n"),
        ("printf 'x\\ny\\n' | $EJSON set secrets.ejson v --stdin", "x\ny"),
        ("printf '\\n' | $EJSON set secrets.ejson v --stdin --keep-newline", "\n"),
        ("printf '\\n' | $EJSON set secrets.ejson v --stdin --keep-newline --base64", "Cg=="),
        ("echo x | $EJSON set secrets.ejson v --stdin --keep-newline", "x\n"),
        ("echo x > f; $EJSON set secrets.ejson v --from-file f", "x"),
        ("echo x > f; $EJSON set secrets.ejson v --from-file f --keep-newline", "x\n"),
        ("printf 'x\\0y' > f; $EJSON set secrets.ejson v --from-file f", "x\0y"),
        ("printf '\\377\\n' | $EJSON set secrets.ejson v --stdin --base64", "/wo="),
        ("printf '\\000\\001\\002' | $EJSON set secrets.ejson v --stdin --base64", "AAEC"),
        ("$EJSON set secrets.ejson v --value ' x '", " x "),
        ("$EJSON set secrets.ejson v --value 'x\n'", "x\n"),
        ("$EJSON set secrets.ejson v --value ''", ""),
        ("$EJSON set secrets.ejson v --value=--stdin", "--stdin"),
        ("$EJSON set secrets.ejson v --value \"$(printf 'é\"\\\\')\"", "é\"\\"),
    ])
    func takesTheValueAsItIs(_ script: String, _ value: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let result = try scratch.shell(script)
        #expect(result.status == 0, "\(result.error)")
        #expect(try scratch.read().contains("\"v\": \"EJ[1:"))
        #expect(try scratch.run(["get", "secrets.ejson", "v"]).output == value)
    }

    @Test func aCommentStaysInPlaintext() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        #expect(try scratch.run(["set", "secrets.ejson", "_user", "--value", "\"ops\""]).status == 0)
        #expect(try scratch.read().contains(#""_user": "\"ops\""}"#))
    }

    @Test func saysWhatElseIsNotSealed() throws {
        let scratch = try Scratch()
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"x\", \"b\": \"y\"}")
        let first = try scratch.run(["set", "secrets.ejson", "c", "--value", "z"])
        #expect(first.status == 0)
        #expect(first.errorLine.hasPrefix("Warning: \(Said.otherValuesNotSealed)"))
        let second = try scratch.run(["set", "secrets.ejson", "a", "--value", "z"])
        #expect(second.errorLine.hasPrefix("Warning: \(Said.otherValueNotSealed)"))
    }

    // MARK: JSON

    @Test func setsJSON() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let script = """
            $EJSON set secrets.ejson pool.size --json --value 20
            echo '{"key": "k", "on": true}' | $EJSON set secrets.ejson tls --json --stdin
            echo '[1, "x"]' > f; $EJSON set secrets.ejson pool --json --from-file f
            """
        let result = try scratch.shell(script)
        #expect(result.error.isEmpty && result.status == 0)
        #expect(try scratch.run(["get", "secrets.ejson", "pool"]).output == #"[1, "x"]"#)
        #expect(try scratch.run(["get", "secrets.ejson", "tls"]).output == #"{"key": "k", "on": true}"#)
        let text = try scratch.read()
        #expect(text.contains(#""tls": {"key": "EJ[1:"#) && text.contains(#""pool": [1, "EJ[1:"#))
    }

    // MARK: Names that no program gets

    @Test(arguments: [
        ("environment.foo-bar", "", "environment.foo-bar: \(Said.notAVariable)"),
        ("/environment/foo.bar", "", "/environment/foo.bar: \(Said.notAVariable)"),
        ("environment.LD_PRELOAD", "", "environment.LD_PRELOAD: \(Said.hazard)"),
        ("environment.db.host", "", "environment.db: \(Said.notPlain)"),
        ("environment.A", "--json --value null", "environment.A: \(Said.notPlain)"),
        ("environment", "--json --value '{\"a-b\": \"x\"}'", "environment.a-b: \(Said.notAVariable)"),
        ("environment.A", "", nil), ("other.foo-bar", "", nil), ("foo-bar", "", nil),
    ])
    func warnsAboutWhatRunRefuses(_ path: String, _ options: String, _ words: String?) throws {
        let scratch = try Scratch()
        // Existing values are checked by `check`.
        try scratch.seal(#""environment": {"b-c": "x"}"#)
        let value = options.isEmpty ? "--value v" : options
        let result = try scratch.shell("$EJSON set secrets.ejson \(path) \(value)")
        #expect(result.status == 0)
        if let words {
            #expect(result.errorLine.hasPrefix("Warning: secrets.ejson:1:"))
            #expect(result.errorLine.contains(words) && result.errorLine.contains(Said.refusedByRun))
            #expect(!result.errorLine.contains("\n"))
        } else {
            #expect(result.error.isEmpty, "\(result.error)")
        }
    }

    // MARK: Paths

    /// Paths in the syntax of other tools are refused; nothing is read or changed.
    @Test(arguments: [
        (#"'["environment"]["A"]'"#, "write: environment.A"), ("'$.environment.A'", "write: environment.A"),
        (".environment.A", "write: environment.A"), ("'hosts[0]'", "write: hosts.0"), ("'#/a/b'", "write: a.b"),
        (#"'tls\.key'"#, "write: /tls.key"), (#"'.["it'"'"'s"]'"#, #"write: 'it'\''s'"#),
    ])
    func saysOurSpelling(_ path: String, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        for command in [
            "set secrets.ejson \(path) --value v", "unset secrets.ejson \(path)", "get secrets.ejson \(path)",
            "env --select \(path) secrets.ejson", "run --select \(path) secrets.ejson -- true",
        ] {
            let result = try scratch.shell("$EJSON \(command)")
            #expect(result.status == 64 && result.output.isEmpty, "\(command)")
            #expect(result.error.contains(words), "\(command): \(result.error)")
        }
        #expect(try scratch.read() == before)
    }

    /// A slash may be part of a key. If there is no such key, the message has our syntax.
    @Test func saysOurSpellingOfSlashes() throws {
        let scratch = try Scratch()
        try scratch.seal(#""environment": {"A": "x"}, "a/b": "y", "$ref": "z""#)
        let before = try scratch.read()
        for command in [
            "set secrets.ejson environment/B --value v", "get secrets.ejson environment/B",
            "unset secrets.ejson environment/B",
        ] {
            let result = try scratch.shell("$EJSON \(command)")
            #expect(result.status == 64)
            #expect(result.error.contains("write: environment.B, or if such a key is meant: '/environment~1B'"))
        }
        #expect(try scratch.read() == before)
        let selected = try scratch.shell(
            "$EJSON env --select a/environment secrets.ejson; $EJSON get secrets.ejson a/b")
        #expect(selected.output == "(exit 1)\ny")
        #expect(try scratch.run(["get", "secrets.ejson", "$ref"]).output == "z")
        #expect(try scratch.run(["set", "secrets.ejson", "a/b", "--value", "w"]).status == 0)
        #expect(try scratch.run(["set", "secrets.ejson", "/c~1d", "--value", "w"]).status == 0)
        #expect(try scratch.run(["get", "secrets.ejson", "c/d"]).output == "w")
    }

    @Test func makesNoObjectBesideASimilarOne() throws {
        let scratch = try Scratch()
        try scratch.seal(environment: ["TOKEN": "x"])
        let before = try scratch.read()
        let result = try scratch.shell("$EJSON set secrets.ejson enviroment.TOKEN --value v")
        #expect(result.status == 1)
        #expect(result.errorLine.contains("\(Said.didYouMean) 'environment.TOKEN'"))
        #expect(try scratch.read() == before)
        let created = try scratch.shell("$EJSON set secrets.ejson enviroment.TOKEN --value v --create")
        #expect(created.status == 0 && created.error.isEmpty)
    }

    /// A value is never stored with changed bytes.
    @Test(arguments: [
        ("set secrets.ejson a --value \"$LATIN\"", "The value \(Said.notUTF8)"),
        ("set secrets.ejson a --value=\"$LATIN\"", "The value \(Said.notUTF8)"),
        ("set secrets.ejson \"$LATIN\" --value v", Said.notUTF8),
        ("get secrets.ejson \"$LATIN\"", Said.notUTF8),
        ("unset secrets.ejson \"$LATIN\"", Said.notUTF8),
        ("env --select \"$LATIN\" secrets.ejson", Said.notUTF8),
    ])
    func refusesArgumentsThatAreNotUTF8(_ arguments: String, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        let result = try scratch.shell("LATIN=$(printf 'caf\\351'); $EJSON \(arguments)")
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.error.contains(words), "\(result.error)")
        #expect(try scratch.read() == before)
        // The character itself is text.
        #expect(try scratch.run(["set", "secrets.ejson", "b", "--value", "\u{FFFD}"]).status == 0)
    }

    // MARK: Refusals

    /// Nothing is changed, and the message has the reason.
    @Test(arguments: [
        (
            "set secrets.ejson v", 1,
            Said.noTerminal
        ),
        ("set secrets.ejson v --stdin", 1, Said.emptyValue),
        ("set secrets.ejson v --from-file none", 1, "\(Said.cannotOpen) none: \(Said.noSuchFile)"),
        (
            "set secrets.ejson v --from-file /bin/sh", 1,
            "v: \(Said.notText)"
        ),
        ("set secrets.ejson password.x --value v", 1, "password: \(Said.cannotHold)"),
        ("set secrets.ejson _public_key --value v", 1, Said.isThePublicKey),
        (
            "set none.ejson v --value v", 1,
            "none.ejson: \(Said.noDocument)"
        ),
        ("set - v --value v", 1, Said.onlyInAFile),
        ("set secrets.ejson v --value v --stdin", 64, "--value"),
        (
            "set secrets.ejson v --json --value 1,2", 1,
            "\(Said.notJSON), at 1:2: "
        ),
        ("set secrets.ejson v --json --value x", 1, "\(Said.notJSON), at 1:1: \(Said.unquotedValue)"),
        (
            #"set secrets.ejson v --json --value '{"a": 1, "a": 2}'"#, 1,
            "\(Said.notJSON), at 1:2: a: "
        ),
        ("set secrets.ejson v --json --base64 --value 1", 64, "Base64 is no JSON"),
        ("set secrets.ejson a..b --value v", 64, "'a..b' is invalid"),
        ("set secrets.ejson", 64, "Missing argument <path>"),
        ("unset secrets.ejson pasword", 1, "pasword: \(Said.noSuchValue); \(Said.didYouMean) 'password'?"),
        ("unset secrets.ejson _public_key", 1, Said.isThePublicKey),
        ("unset none.ejson a", 1, "none.ejson: \(Said.noDocument)"),
        ("get secrets.ejson pasword", 1, "pasword: \(Said.noSuchValue); \(Said.didYouMean) 'password'?"),
        ("get secrets.ejson password --keydir /none", 1, Said.noPrivateKey),
        ("get secrets.ejson", 64, "Missing argument <path>"),
        ("run --select pasword secrets.ejson -- true", 1, "\(Said.noSuchObject); \(Said.didYouMean) 'password'?"),
        ("env --select Password secrets.ejson", 1, "\(Said.noSuchObject); \(Said.didYouMean) 'password'?"),
    ])
    func refuses(_ arguments: String, _ status: Int, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        let result = try scratch.shell("$EJSON \(arguments) < /dev/null")
        #expect(result.status == Int32(status))
        // Evaluated by a shell, it fails.
        #expect(result.output == (arguments.hasPrefix("env") ? "(exit 1)\n" : ""))
        #expect(result.errorLine.contains(words), "\(result.error)")
        #expect(try scratch.read() == before)
        #expect(try scratch.entries() == ["keys", "secrets.ejson"])
    }

    /// What `echo "$UNSET"` prints, and what is in a file that was made by it.
    @Test(
        arguments: ["", "\\n", "\\r\\n"], ["--stdin", "--from-file f", "--stdin --base64", "--from-file f --base64"])
    func nothingReplacesNoSecret(_ input: String, _ source: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        let result = try scratch.shell("printf '\(input)' > f; $EJSON set secrets.ejson password \(source) < f")
        #expect(result.status == 1)
        #expect(result.errorLine.hasPrefix("Not changed: secrets.ejson: \(Said.emptyValue)"))
        #expect(try scratch.read() == before)
    }

    @Test func twentyAtOnceAllArrive() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let result = try scratch.shell(
            "for i in $(seq 20); do $EJSON set secrets.ejson k.v$i --value $i & done; wait; $EJSON get secrets.ejson k")
        #expect(result.error.isEmpty)
        for number in 1...20 { #expect(result.output.contains("\"v\(number)\": \"\(number)\"")) }
    }

    // MARK: unset

    @Test func unsetLeavesTheRest() throws {
        let scratch = try Scratch()
        try scratch.write(Self.before)
        #expect(try scratch.run(["set", "secrets.ejson", "b.c", "--value", "x"]).status == 0)
        let result = try scratch.run(["unset", "secrets.ejson", "b"])
        #expect(result.status == 0 && result.output.isEmpty)
        #expect(result.errorLine.contains(Said.otherValueNotSealed))
        #expect(try scratch.read() == Self.before)
    }

    // MARK: get

    @Test(arguments: [
        ("s", "x\ny \"é\"", #""x\ny \"é\"""#), ("n", "1E400", "1E400"), ("t", "true", "true"),
        ("o", #"{"k": ["v"]}"#, #"{"k": ["v"]}"#),
        ("o.k.0", "v", #""v""#), ("/x.y", "z", #""z""#), ("e", "", #""""#), ("_c", "plain", #""plain""#),
    ])
    func getPrintsOneValue(_ path: String, _ raw: String, _ json: String) throws {
        let scratch = try Scratch()
        try scratch.seal(
            #""s": "x\ny \"é\"", "n": 1E400, "t": true, "o": {"k": ["v"]}, "x.y": "z", "e": "", "_c": "plain""#)
        #expect(try scratch.run(["get", "secrets.ejson", path]).output == raw)
        #expect(try scratch.run(["get", "--json", "secrets.ejson", path]).output == json)
    }

    @Test func getIsAudited() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        _ = try scratch.run(["get", "--audit", "audit", "secrets.ejson", "password"])
        #expect(try scratch.read("audit").contains(#""outcome": "delivered""#))
        #expect(try scratch.read("audit").contains(#""names": ["password"]"#))
        _ = try scratch.run(["get", "--audit", "audit", "secrets.ejson", "none"])
        #expect(try scratch.read("audit").contains(#""outcome": "refused""#))
    }
}
