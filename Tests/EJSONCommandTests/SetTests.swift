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

    /// What is written by the shell, and what is then in the value, as `od` shows it.
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
        #expect(first.errorLine == "Warning: 2 other values are not sealed; run: ejson encrypt secrets.ejson")
        let second = try scratch.run(["set", "secrets.ejson", "a", "--value", "z"])
        #expect(second.errorLine == "Warning: 1 other value is not sealed; run: ejson encrypt secrets.ejson")
    }

    // MARK: Refusals

    /// Nothing is changed, and the words tell why.
    @Test(arguments: [
        (
            "set secrets.ejson v", 1,
            "standard input is no terminal to ask for the value on; to read it from there: --stdin"
        ),
        ("set secrets.ejson v --stdin", 1, "the new value is empty; if that is meant: --value ''"),
        ("set secrets.ejson v --from-file none", 1, "cannot open none: No such file or directory"),
        (
            "set secrets.ejson v --from-file /bin/sh", 1,
            "v: the new value is not UTF-8 text; to store its base64: --base64"
        ),
        ("set secrets.ejson password.x --value v", 1, "password: neither an object nor an array"),
        ("set secrets.ejson _public_key --value v", 1, "_public_key: the document's own public key"),
        ("set none.ejson v --value v", 1, "none.ejson: there is no such file; make one: ejson init"),
        ("set - v --value v", 1, "a value is changed in a file, not on standard input"),
        ("set secrets.ejson v --value v --stdin", 64, "Only one of --stdin, --from-file and --value"),
        ("set secrets.ejson a..b --value v", 64, "'a..b' is invalid"),
        ("set secrets.ejson", 64, "Missing expected argument '<path>'"),
        ("unset secrets.ejson pasword", 1, "pasword: the document has no such value; did you mean 'password'?"),
        ("unset secrets.ejson _public_key", 1, "_public_key: the document's own public key"),
        ("unset none.ejson a", 1, "none.ejson: there is no such file"),
        ("get secrets.ejson pasword", 1, "pasword: the document has no such value; did you mean 'password'?"),
        ("get secrets.ejson password --keydir /none", 1, "no private key for"),
        ("get secrets.ejson", 64, "Missing expected argument '<path>'"),
        ("run --select pasword secrets.ejson -- true", 1, "no such object; did you mean 'password'?"),
        ("env --select Password secrets.ejson", 1, "no such object; did you mean 'password'?"),
    ])
    func refuses(_ arguments: String, _ status: Int, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        let result = try scratch.shell("$EJSON \(arguments) < /dev/null")
        #expect(result.status == Int32(status))
        #expect(result.output.isEmpty)
        #expect(result.error.contains(words), "\(result.error)")
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
        #expect(result.errorLine == "Not changed: secrets.ejson: the new value is empty; if that is meant: --value ''")
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
        #expect(result.errorLine.hasSuffix("1 other value is not sealed; run: ejson encrypt secrets.ejson"))
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
