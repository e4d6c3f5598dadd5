import Foundation
import Testing

/// `ejson keys`.
@Suite struct KeysTests {
    private static let key = Scratch.privateKey.trimmingCharacters(in: .whitespacesAndNewlines)
    private static let owner = "\(name(geteuid())):\(name(getegid()))"

    private static func name(_ id: UInt32) -> String { id == 0 ? "root" : String(id) }

    /// A key directory of mode 0700 on a disk, for /tmp may be memory.
    private func scratch() throws -> Scratch {
        let scratch = try Scratch(in: URL(filePath: "/var/tmp"))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: scratch.keys.path())
        return scratch
    }

    /// The output with shortened paths, which must not contain a private key.
    private func keys(_ scratch: Scratch, _ arguments: String = "") throws -> Command.Result {
        var result = try scratch.shell("EJSON_KEYDIR=keys; $EJSON keys \(arguments)")
        #expect(!(result.output + result.error).contains(Self.key))
        result.output = result.output.replacing(Scratch.publicKey, with: "NAME")
        return result
    }

    @Test func showsATable() throws {
        let scratch = try scratch()
        let result = try keys(scratch)
        let width = String(repeating: " ", count: max(5, Self.owner.count) - 5)
        #expect(
            try scratch.shell("EJSON_KEYDIR=keys $EJSON keys").output == """
                Key directory keys: \(Self.owner), mode 0700, ok

                PUBLIC KEY                                                        PRIVATE KEY  OWNER\(width)  MODE  VERDICT
                \(Scratch.publicKey)  matches      \(Self.owner)  0600  ok

                """)
        #expect(result.status == 0 && result.error.isEmpty)
    }

    /// What is done to the directory, the line in the output, the exit status, and the status with --strict-keys.
    @Test(arguments: [
        ("true", "  0600  ok", 0, 0),
        ("rm keys/*", "Key directory keys: ", 0, 0),
        ("chmod 0644 keys/*", "  0644  warning", 0, 1),
        ("chmod 0644 keys/*", "  \(Said.everyoneCanRead) the key file keys/NAME", 0, 1),
        ("chmod 0602 keys/*", "  0602  refused", 1, 1),
        (
            "chmod 0602 keys/*", "  \(Said.othersCanChange) the key file keys/NAME",
            1, 1
        ),
        ("chmod 0777 keys", ", mode 0777, refused", 1, 1),
        ("chmod 0777 keys", "  \(Said.othersCanChange) the key directory keys", 1, 1),
        ("chmod 1777 keys", "  \(Said.othersCanPutFiles) the key directory keys", 1, 1),
        ("echo \(String(repeating: "42", count: 32)) > keys/NAME", "NAME  mismatch     ", 1, 1),
        (
            "echo \(String(repeating: "42", count: 32)) > keys/NAME",
            "  keys/NAME: \(Said.wrongKey) bccb…d40c", 1, 1
        ),
        ("echo no key > keys/NAME", "NAME  invalid      ", 1, 1),
        ("echo no key > keys/NAME", "  keys/NAME: \(Said.notAPrivateKey)", 1, 1),
        ("mv keys/* x; mkfifo -m 600 keys/NAME", "NAME  invalid      ", 1, 1),
        ("mv keys/* x; ln -s none keys/\(Scratch.publicKey)", "NAME  unreadable   -", 1, 1),
        ("mkdir keys/.ejson-tmp-1", "  keys/.ejson-tmp-1 was left by a command that was killed", 0, 0),
        ("touch keys/README keys/.ejson-tmp-1", "Not named by a public key: .ejson-tmp-1, README", 0, 0),
        ("touch 'keys/\u{1B}[31m'", "Not named by a public key: \\u{1b}[31m", 0, 0),
        (
            "mkdir keys/..2026; mv keys/b* keys/..2026; ln -s ..2026/\(Scratch.publicKey) keys/\(Scratch.publicKey)",
            "NAME  matches      ", 0, 0
        ),
        (
            "mv keys/* keys/\(Scratch.publicKey.uppercased())",
            "\(Said.notInLowerCase); run: mv keys/\(Scratch.publicKey.uppercased()) keys/NAME",
            0, 0
        ),
    ])
    func saysWhatIsWrong(_ script: String, _ line: String, _ status: Int, _ strictStatus: Int) throws {
        let scratch = try scratch()
        _ = try scratch.shell(script.replacing("NAME", with: Scratch.publicKey))
        let result = try keys(scratch)
        #expect(result.status == Int32(status), "\(result.error)")
        #expect(result.output.contains(line), "\(result.output)")
        #expect(result.error.isEmpty)
        #expect(try keys(scratch, "--strict-keys").status == Int32(strictStatus))
    }

    /// The printed commands fix the problems.
    @Test(arguments: [
        "chmod 0666 keys/*", "chmod 0777 keys", "chmod 0644 keys/*", "chmod 0777 keys; chmod 0606 keys/*",
    ])
    func whatItSaysMendsIt(_ script: String) throws {
        let scratch = try scratch()
        _ = try scratch.shell(script)
        _ = try scratch.shell("EJSON_KEYDIR=keys $EJSON keys | sed -n 's/.* run: //p' > mend; sh -e mend")
        #expect(try keys(scratch, "--strict-keys").status == 0)
    }

    @Test func saysWhichDocumentsCanBeOpened() throws {
        let scratch = try scratch()
        let other = try Command.run(["keygen"]).output.split(separator: "\n")[1]
        try scratch.write(Scratch.plain, to: "ours.ejson")
        try scratch.write(Scratch.plain.replacing(Scratch.publicKey, with: other), to: "theirs.ejson")
        try scratch.write("{}", to: "none.ejson")
        #expect(try keys(scratch, "ours.ejson - < ours.ejson").status == 0)

        let result = try keys(scratch, "ours.ejson theirs.ejson none.ejson missing.ejson")
        #expect(result.status == 1)
        #expect(
            result.output.hasSuffix(
                """

                ours.ejson     can be opened
                theirs.ejson   no private key for \(other); put it in keys/\(other), or name another directory with --keydir
                none.ejson     no "_public_key" in the top-level object; add one: `ejson keygen -w` prints a new public key
                missing.ejson  cannot open: No such file or directory; make a new document: ejson init missing.ejson

                """))

        _ = try scratch.shell("chmod 0602 keys/*")
        #expect(try keys(scratch, "ours.ejson").output.hasSuffix("\nours.ejson  no usable private key for NAME\n"))
        _ = try scratch.shell("chmod 0600 keys/*; chmod 0777 keys")
        #expect(try keys(scratch, "ours.ejson").output.hasSuffix("\nours.ejson  no usable private key for NAME\n"))
    }

    @Test(arguments: [
        ("--keydir none", "\(Said.noKeyDirectory) none"),
        ("--keydir script", "script \(Said.isNotADirectory)"),
    ])
    func saysThatThereIsNoDirectory(_ arguments: String, _ words: String) throws {
        let scratch = try scratch()
        try scratch.write("", to: "script")
        let result = try keys(scratch, arguments)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errorLine.hasPrefix("Cannot show the keys: \(words)"))
    }

    // MARK: JSON

    private struct Shown: Decodable {
        struct Directory: Decodable {
            var path: String, owner: UInt32, group: UInt32, mode: String, verdict: String
            var problems: [String], commands: [String]
        }
        struct Key: Decodable {
            var public_key: String, file: String, private_key: String, error: String?
            var owner: UInt32?, group: UInt32?, mode: String?, verdict: String
            var problems: [String], commands: [String]
        }
        struct Document: Decodable {
            var file: String, public_key: String?, can_be_opened: Bool, error: String?
        }
        var directory: Directory, keys: [Key], other_files: [String], documents: [Document], findings: [String]
    }

    @Test func printsJSON() throws {
        let scratch = try scratch()
        try scratch.writeSealed()
        _ = try scratch.shell("chmod 0602 keys/*; touch 'keys/a \"quoted\" name'")
        let result = try scratch.shell("EJSON_KEYDIR=keys $EJSON keys --json secrets.ejson none.ejson")
        #expect(result.status == 1 && result.error.isEmpty)
        let shown = try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8))
        #expect(shown.directory.path == "keys" && shown.directory.mode == "0700" && shown.directory.verdict == "ok")
        #expect(shown.directory.owner == geteuid() && shown.directory.problems.isEmpty)
        let key = try #require(shown.keys.first)
        let file = "keys/\(Scratch.publicKey)"
        #expect(shown.keys.count == 1 && key.public_key == Scratch.publicKey && key.file == file)
        #expect(
            key.private_key == "matches" && key.mode == "0602" && key.owner == geteuid() && key.verdict == "refused")
        #expect(key.problems == ["writable_by_everyone"] && key.commands == ["chmod o-w \(file)"])
        #expect(shown.other_files == ["a \"quoted\" name"])
        #expect(shown.documents.map(\.file) == ["secrets.ejson", "none.ejson"])
        #expect(shown.documents.map(\.public_key) == [Scratch.publicKey, nil])
        #expect(shown.documents.map(\.can_be_opened) == [false, false])
    }

    /// What the table says of keys and documents is in the JSON too.
    @Test func theJSONSaysWhy() throws {
        let scratch = try scratch()
        try scratch.writeSealed()
        let other = try Command.run(["keygen"]).output.split(separator: "\n")[1]
        try scratch.write(Scratch.plain.replacing(Scratch.publicKey, with: other), to: "theirs.ejson")
        try scratch.write("{", to: "bad.ejson")
        let arguments = "secrets.ejson theirs.ejson bad.ejson none.ejson"
        for script in ["true", "echo no key > keys/\(Scratch.publicKey)", "chmod 0602 keys/*"] {
            _ = try scratch.shell(script)
            let table = try scratch.shell("EJSON_KEYDIR=keys $EJSON keys \(arguments)").output
            let output = try scratch.shell("EJSON_KEYDIR=keys $EJSON keys --json \(arguments)").output
            let shown = try JSONDecoder().decode(Shown.self, from: Data(output.utf8))
            for document in shown.documents {
                #expect((document.error == nil) == document.can_be_opened)
                let line = table.split(separator: "\n").last { $0.hasPrefix(document.file) } ?? ""
                #expect(line.hasSuffix(document.error ?? "can be opened"), "\(output)\n\(table)")
            }
            let findings = table.components(separatedBy: "To mend:\n  ").dropFirst().first?
                .components(separatedBy: "\n\n").first?.components(separatedBy: "\n  ")
            #expect(shown.findings == findings ?? [], "\(output)\n\(table)")
            let isWell = shown.keys.map(\.private_key) == ["matches"]
            #expect(shown.keys.map { $0.error == nil } == [isWell])
        }
    }

    @Test func anEmptyDirectoryIsJSONToo() throws {
        let scratch = try scratch()
        let result = try scratch.shell("rm keys/*; EJSON_KEYDIR=keys $EJSON keys --json")
        let shown = try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8))
        #expect(shown.keys.isEmpty && shown.other_files.isEmpty && shown.documents.isEmpty && result.status == 0)
    }

    // MARK: Colours

    /// Colours are only for terminals.
    @Test(arguments: [
        ("TERM=xterm script -qec \"$EJSON keys\" /dev/null", true),
        ("NO_COLOR= TERM=xterm script -qec \"$EJSON keys\" /dev/null", true),
        ("NO_COLOR=1 TERM=xterm script -qec \"$EJSON keys\" /dev/null", false),
        ("TERM=dumb script -qec \"$EJSON keys\" /dev/null", false),
        ("unset TERM; script -qec \"$EJSON keys\" /dev/null", false),
        ("TERM=xterm script -qec \"$EJSON keys --json\" /dev/null", false),
        ("TERM=xterm $EJSON keys", false),
    ])
    func colorsAreForTerminals(_ script: String, _ hasColors: Bool) throws {
        try require(program: "script")
        let scratch = try scratch()
        let result = try scratch.shell(script)
        #expect(result.output.contains(Scratch.publicKey), "\(result.output)\(result.error)")
        #expect(result.output.contains("\u{1B}[32mok\u{1B}[0m") == hasColors, "\(result.output)")
        #expect(result.output.contains("\u{1B}") == hasColors)
    }
}
