import Testing

/// What to do about an error has a line of its own, except where a message must be one line.
@Suite struct HintTests {
    @Test(arguments: [
        (
            "encrypt none.ejson",
            "Encryption failed: none.ejson: there is no such file\nHint: make a new document: ejson init none.ejson\n"
        ),
        (
            "set secrets.ejson environment --value v",
            "Not changed: secrets.ejson: environment: an object or array, and not a value\nHint: name a value in it "
                + "(`ejson list FILE` shows them), give all of it with --json, or unset it first\n"
        ),
        (
            "set secrets.ejson _public_key --value v",
            "Not changed: secrets.ejson: _public_key: this is the document's public key, which seals all values\n"
                + "Hint: to give the document a new key pair: ejson rotate FILE\n"
        ),
        (
            "run secrets.ejson -- true",
            "Not started: secrets.ejson: environment.B: null, objects and arrays cannot be delivered, only strings, numbers "
                + "and booleans\nHint: remove it or make it a string; to deliver the others: --only A; to deliver what an "
                + "object holds: --select PATH\n"
        ),
        (
            "decrypt --keydir none secrets.ejson",
            "Decryption failed: secrets.ejson: no private key for bccb…d40c: there is no key directory none\n"
                + "Hint: put it in none/\(Scratch.publicKey), or name another directory with --keydir\n"
        ),
        (
            "rotate --to zz secrets.ejson",
            "Error: 'zz' is invalid for --to: expected 64 hex digits, as `ejson keygen` prints\n"
                + "Usage: ejson rotate [<options>] <file> … (more: ejson rotate --help)\n"
        ),
        (
            "set secrets.ejson a --value v",
            "Warning: 1 other value is not sealed\nHint: run: ejson encrypt secrets.ejson\n"
        ),
    ])
    func standsOnALineOfItsOwn(_ line: String, _ error: String) throws {
        let result = try scratch(line.hasPrefix("set secrets.ejson a ")).run(
            line.split(separator: " ").map(String.init))
        #expect(result.error == error)
        #expect(result.output.isEmpty)
    }

    /// A finding is a line of its own, for editors and CI.
    @Test func isInOneLineWithFindings() throws {
        let scratch = try scratch()
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"x\ty\"}")
        let text = try scratch.run(["check", "secrets.ejson"]).error
        #expect(text == "secrets.ejson:1:92: raw control character in a string; write it as an escape, a tab as \\t\n")
        let json = try scratch.run(["check", "--json", "secrets.ejson"]).output
        #expect(json.contains(#"raw control character in a string; write it as an escape"#) && !json.contains("Hint"))
    }

    private func scratch(_ hasPlaintext: Bool = false) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.seal(#""environment": {"A": "x", "B": {"C": "y"}}"#)
        if hasPlaintext {
            try scratch.write(try scratch.read().replacing("\"environment\"", with: "\"p\": \"x\", \"environment\""))
        }
        return scratch
    }
}
