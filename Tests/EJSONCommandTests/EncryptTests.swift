import Foundation
import Testing

@Suite struct EncryptTests {
    @Test(arguments: ["encrypt", "e"])
    func sealsInPlace(_ name: String) throws {
        let scratch = try Scratch()
        let file = try scratch.write(Scratch.plain, mode: 0o640)
        let result = try scratch.run([name, file])
        let sealed = try scratch.read()
        #expect(result.status == 0)
        #expect(result.output == "Wrote \(sealed.utf8.count) bytes to \(file).\n")
        #expect(result.error.isEmpty)
        #expect(sealed.contains("EJ[1:") && !sealed.contains("horse") && sealed.contains(#""_user": "app""#))
        #expect(try scratch.mode("secrets.ejson") == 0o640)
        #expect(try scratch.run(["decrypt", file]).output == Scratch.plain)
        #expect(try scratch.entries() == ["keys", "secrets.ejson"])
    }

    @Test func needsNoPrivateKey() throws {
        let scratch = try Scratch()
        let file = try scratch.write(Scratch.plain)
        #expect(try Command.run(["encrypt", file], environment: ["EJSON_KEYDIR": "/none"]).status == 0)
    }

    @Test func doesNotRewriteWhatIsSealed() throws {
        let scratch = try Scratch()
        let file = try scratch.writeSealed()
        let inode = try scratch.inode()
        let result = try scratch.run(["encrypt", file])
        #expect(result.status == 0 && result.output.isEmpty && result.error.isEmpty)
        #expect(try scratch.inode() == inode)
    }

    @Test func eachFileStandsAlone() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain, to: "a.ejson")
        try scratch.write("{\"a\": 1, \"b", to: "bad.ejson")
        try scratch.write(Scratch.plain, to: "z.ejson")
        let result = try scratch.run(["encrypt", "a.ejson", "bad.ejson", "none.ejson", "z.ejson"])
        #expect(result.status == 1)
        #expect(result.output.components(separatedBy: "\n").count == 3)
        #expect(
            result.errorLine.hasPrefix("Encryption failed: bad.ejson:1:10: \(Said.unterminatedString);")
                && result.errorLine.contains("\nEncryption failed: none.ejson: \(Said.noDocument);"))
        #expect(try scratch.read("a.ejson").contains("EJ[1:"))
        #expect(try scratch.read("z.ejson").contains("EJ[1:"))
        #expect(try scratch.read("bad.ejson") == "{\"a\": 1, \"b")
    }

    @Test func readsStandardInput() throws {
        let scratch = try Scratch()
        let result = try scratch.run(["encrypt", "-"], input: Scratch.plain)
        #expect(result.status == 0 && result.error.isEmpty)
        #expect(result.output.contains("EJ[1:") && !result.output.contains("Wrote"))
        #expect(try scratch.run(["decrypt", "-"], input: result.output).output == Scratch.plain)
        #expect(try scratch.run(["encrypt", "-"], input: result.output).output == result.output)
        let bad = try scratch.run(["encrypt", "-"], input: "{\n]")
        #expect(bad.status == 1 && bad.output.isEmpty)
        #expect(bad.errorLine == "Encryption failed: standard input:2:1: \(Said.expectedKey)")
    }

    @Test func largeDocumentsPassThroughPipes() throws {
        let scratch = try Scratch()
        let members = (0..<20_000).map { "\"key\($0)\": \"value \($0)\"" }.joined(separator: ",\n")
        let plain = "{\"_public_key\": \"\(Scratch.publicKey)\",\n\(members)}"
        let sealed = try scratch.run(["encrypt", "-"], input: plain)
        #expect(sealed.status == 0)
        let opened = try scratch.run(["decrypt", "-"], input: sealed.output)
        #expect(opened.status == 0)
        #expect(opened.output == plain)
    }

    @Test(arguments: [
        ("{\"_public_key\": \"KEY\",\n \"a\": \"x\ty\"}", "2:9: \(Said.controlCharacter)"),
        ("{\"_public_key\": \"KEY\",\n \"a\": \"foo,\n \"b\": \"bar\"}", "2:7: \(Said.unterminatedString)"),
        ("{\"a\": \"b\"}", " \(Said.noPublicKey)"),
        (
            "{\"_public_key\": \"beef\"}",
            "1:17: _public_key: \(Said.notAPublicKey)"
        ),
        ("{\"_public_key\": \"\(String(repeating: "0", count: 64))\"}", Said.notAPublicKey),
        ("{\"_public_key\": \"KEY\", \"_public_key\": \"KEY\"}", Said.secondPublicKey),
        ("{\"_public_key\": null}", "1:17: _public_key: \(Said.notAPublicKey)"),
        ("", "1:1: empty"),
    ])
    func saysWhereAndWhatIsWrong(_ text: String, _ words: String) throws {
        let scratch = try Scratch()
        let text = text.replacing("KEY", with: Scratch.publicKey)
        try scratch.write(text)
        let result = try scratch.run(["encrypt", "secrets.ejson"])
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errorLine.hasPrefix("Encryption failed: secrets.ejson:"))
        #expect(result.errorLine.contains(words), "\(result.errorLine)")
        #expect(!result.errorLine.contains("\n"))
        #expect(try scratch.read() == text)
    }

    @Test(.enabled(if: geteuid() == 0)) func aMountedFileIsACleanError() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        let result = try scratch.shell(
            "unshare --mount sh -c 'mount --bind secrets.ejson secrets.ejson && $EJSON encrypt secrets.ejson'")
        #expect(result.status == 1)
        #expect(
            result.errorLine.contains(Said.isAMount), "\(result.errorLine)")
        #expect(try scratch.read() == Scratch.plain)
        #expect(try scratch.entries() == ["keys", "secrets.ejson"])
    }

    @Test func aReadOnlyDirectoryIsACleanError() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain, mode: 0o666)
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.url.path())
        // Root may write anywhere, but not on a read-only mount.
        let result =
            geteuid() == 0
            ? try scratch.shell(
                "unshare --mount sh -c 'mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && $EJSON encrypt secrets.ejson'"
            )
            : try scratch.run(["encrypt", "secrets.ejson"])
        #expect(result.status == 1)
        #expect(result.errorLine.hasPrefix("Encryption failed: secrets.ejson: "), "\(result.errorLine)")
        #expect(!result.errorLine.contains("\n"))
        #expect(try scratch.read() == Scratch.plain)
    }

    @Test func aReadOnlyFileIsNotReplaced() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain, mode: 0o444)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: scratch.url.path())
        let asNobody = geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : ""
        let result = try scratch.shell(asNobody + "$EJSON encrypt secrets.ejson")
        #expect(result.status == 1)
        #expect(
            result.errorLine.hasPrefix(
                "Encryption failed: secrets.ejson: \(Said.mayNotWrite): \(Said.permissionDenied)"))
        #expect(try scratch.read() == Scratch.plain)
    }

    @Test(arguments: ["secrets.ejson", "."]) func aLockThatSomebodyKeepsIsNoObstacle(_ locked: String) throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        let result = try scratch.shell("flock \(locked) $EJSON encrypt secrets.ejson")
        #expect(result.status == 0)
        #expect(try scratch.read().contains("EJ[1:"))
    }

    @Test func aFileThatSomebodyKeepsOpenForWritingIsNoObstacle() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        let result = try scratch.shell("$EJSON encrypt secrets.ejson 9<>secrets.ejson")
        #expect(result.status == 0)
        #expect(try scratch.read().contains("EJ[1:"))
    }

    @Test func aLongNameDoesNotFloodTheTerminal() throws {
        let scratch = try Scratch()
        let key = String(repeating: "k", count: 300_000)
        let text = "{\"_public_key\": \"\(Scratch.publicKey)\", \"\(key)\": \"x\"}"
        #expect(try scratch.run(["decrypt", "-"], input: text).error.utf8.count < 2_000)
    }

    @Test func namesAreShownWithoutControlCharacters() throws {
        let scratch = try Scratch()
        let result = try scratch.run(["encrypt", "no\u{1B}[31mne\n"])
        #expect(
            result.errorLine.hasPrefix("Encryption failed: no\\u{1b}[31mne\\u{a}: \(Said.noDocument)")
                && result.errorLine.hasSuffix(#"ejson init $'no\x1b[31mne\x0a'"#))
    }
}
