import Foundation
import Testing

@Suite struct KeygenTests {
    @Test(arguments: [["keygen"], ["g"], ["--keydir", "/none", "keygen"], ["keygen", "-k", "/none"]])
    func printsBothKeys(_ arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: /Public Key:\n[0-9a-f]{64}\nPrivate Key:\n[0-9a-f]{64}\n/) != nil)
        #expect(result.error.isEmpty)
    }

    @Test(arguments: [["keygen", "-w"], ["g", "--write"], ["g", "-write"]])
    func storesThePrivateKey(_ arguments: [String]) throws {
        let scratch = try Scratch()
        let result = try scratch.run(arguments)
        #expect(result.status == 0)
        let publicKey = String(result.output.dropLast())
        #expect(publicKey.wholeMatch(of: /[0-9a-f]{64}/) != nil && result.output.hasSuffix("\n"))
        #expect(try scratch.read("keys/\(publicKey)").wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
        #expect(try scratch.mode("keys/\(publicKey)") == 0o440)

        try scratch.write("{\"_public_key\": \"\(publicKey)\", \"a\": \"b\"}")
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
        #expect(
            try scratch.run(["decrypt", "secrets.ejson"]).output == "{\"_public_key\": \"\(publicKey)\", \"a\": \"b\"}")
    }

    @Test(arguments: [
        ["--keydir", "DIR", "keygen", "-w"], ["-keydir", "DIR", "keygen", "-w"], ["-k", "DIR", "keygen", "-w"],
        ["--keydir=DIR", "keygen", "-w"], ["-keydir=DIR", "keygen", "-w"], ["keygen", "--keydir", "DIR", "-w"],
        ["keygen", "-w", "-keydir", "DIR"], ["keygen", "-w", "-k", "DIR"],
        ["-k", "/none", "keygen", "-w", "-k", "DIR"],
    ])
    func takesTheKeyDirectoryAnywhere(_ arguments: [String]) throws {
        let scratch = try Scratch()
        let result = try Command.run(arguments.map { $0.replacing("DIR", with: scratch.keys.path()) })
        #expect(result.status == 0)
        #expect(try scratch.read("keys/\(result.output.dropLast())").utf8.count == 65)
    }

    @Test func saysHowToMakeTheDirectory() throws {
        let result = try Command.run(["keygen", "-w", "-k", "/none/keys"])
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(
            result.errorLine.hasPrefix("Key generation failed: \(Said.noKeyDirectory) /none/keys")
                && result.errorLine.hasSuffix("mkdir -p /none/keys && chmod 700 /none/keys"))
    }

    @Test func anEmptyVariableIsUnset() throws {
        let result = try Command.run(["keygen", "-w"], environment: ["EJSON_KEYDIR": ""])
        #expect(result.status == 0 || result.error.contains("/opt/ejson/keys"))
    }

    /// A key pair that was not reported is deleted.
    @Test(arguments: ["> /dev/full", ">&-"]) func keepsNoKeyThatItCouldNotTell(_ redirection: String) throws {
        let scratch = try Scratch()
        let result = try scratch.shell("$EJSON keygen -w \(redirection)")
        #expect(result.status == 1)
        #expect(result.errorLine.hasPrefix("Key generation failed: \(Said.cannotWriteOutput): "))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()) == [Scratch.publicKey])
    }
}
