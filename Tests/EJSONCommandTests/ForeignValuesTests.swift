import Foundation
import Testing

/// Values that were sealed to another public key than their document names.
@Suite struct ForeignValuesTests {
    /// A document with three values for the test key, in which `_public_key` was then replaced.
    private static func withReplacedKey(isOldKeyHere: Bool = true) throws -> (Scratch, key: String) {
        let scratch = try Scratch()
        try scratch.seal("\n\"a\": \"one\",\n\"b\": \"two\",\n\"c\": \"three\"")
        let other = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        try scratch.write(try scratch.read().replacing(Scratch.publicKey, with: other))
        if !isOldKeyHere { try FileManager.default.removeItem(atPath: scratch.path("keys/\(Scratch.publicKey)")) }
        return (scratch, other)
    }

    @Test(arguments: [["decrypt", "secrets.ejson"], ["get", "secrets.ejson", "a"], ["edit", "secrets.ejson"]])
    func areNamedTogether(_ arguments: [String]) throws {
        let (scratch, _) = try Self.withReplacedKey()
        let result = try Command.run(
            arguments, environment: ["EJSON_KEYDIR": scratch.keys.path(), "EDITOR": "true"], in: scratch.url)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(!result.errorLine.contains("\n"), "\(result.error)")
        #expect(result.error.contains(Said.noValuesOpen))
        #expect(result.error.contains("(a, b, c)") && result.error.contains(Scratch.publicKey))
    }

    @Test func areNamedWithoutTheOldKeyToo() throws {
        let (scratch, _) = try Self.withReplacedKey(isOldKeyHere: false)
        let result = try scratch.run(["decrypt", "secrets.ejson"])
        #expect(result.error.contains(Said.noValuesOpen))
        #expect(result.error.contains("or changed") && !result.error.contains(Scratch.publicKey))
    }

    @Test func areListedUpToALimit() throws {
        let scratch = try Scratch()
        let members = (1...30).map { "\"v\($0)\": \"x\"" }.joined(separator: ", ")
        try scratch.seal(members)
        let other = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        try scratch.write(
            try scratch.read().replacing(Scratch.publicKey, with: other).replacing("}", with: ", \"w\": \"y\"}"))
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
        let result = try scratch.run(["decrypt", "secrets.ejson"])
        #expect(result.error.contains("30 of 31 values do not open"), "\(result.error)")
        #expect(result.error.contains("v10 and 20 more"))
    }

    @Test func checkNamesEachWithTheKey() throws {
        let (scratch, _) = try Self.withReplacedKey()
        let result = try scratch.run(["check", "--open", "secrets.ejson"])
        #expect(result.status == 1)
        #expect(
            result.error.matches(of: /[abc]: the box does not open: it was sealed to another public key, bccb…d40c/)
                .count == 3)
    }

    @Test(arguments: [
        "encrypt secrets.ejson", "set secrets.ejson d --value x", "set secrets.ejson a --value x",
    ]) func sealingToADocumentWithThemWarns(_ command: String) throws {
        let (scratch, key) = try Self.withReplacedKey()
        try scratch.write(try scratch.read().replacing("}", with: ", \"plain\": \"x\"}"))
        let result = try scratch.shell("$EJSON \(command)")
        #expect(result.status == 0)
        #expect(result.error.contains(Said.sealedToAnother), "\(result.error)")
        // Without the private key nothing can be detected.
        try FileManager.default.removeItem(atPath: scratch.path("keys/\(key)"))
        #expect(try !scratch.shell("$EJSON \(command)").error.contains(Said.sealedToAnother))
    }

    @Test func aSoundDocumentHasNoWarning() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let result = try scratch.run(["set", "secrets.ejson", "d", "--value", "x"])
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    }

    @Test func initSaysThatAKeyIsNotHere() throws {
        let scratch = try Scratch()
        let here = try scratch.run(["init", "--public-key", Scratch.publicKey, "a.ejson"])
        #expect(here.status == 0 && here.error.isEmpty, "\(here.error)")
        let other = try Command.run(["keygen"]).output.split(separator: "\n")[1]
        let away = try scratch.run(["init", "--public-key", String(other), "b.ejson"])
        #expect(away.status == 0 && away.error.contains(Said.compareDigits), "\(away.error)")
    }

    /// A copied document with a replaced public key is detected without a key.
    @Test func checkComparesDocuments() throws {
        let scratch = try Scratch()
        try scratch.seal(#""a": "one", "b": "two""#, to: "a.ejson")
        let other = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        try scratch.write(try scratch.read("a.ejson"), to: "b.ejson")
        #expect(try scratch.run(["check", "--keydir", "/none", "a.ejson", "b.ejson"]).status == 0)
        try scratch.write(try scratch.read("a.ejson").replacing(Scratch.publicKey, with: other), to: "b.ejson")
        for arguments in [["a.ejson", "b.ejson"], ["."]] {
            let result = try scratch.run(["check", "--keydir", "/none"] + arguments)
            #expect(result.status == 1 && result.error.contains("b.ejson:1:"), "\(result.error)")
            #expect(result.error.contains("bccb…d40c") && result.error.contains(Said.sealedTogether))
        }
    }

    /// A document with a value of each of many others needs one walk for all; one for each would take minutes.
    @Test(.timeLimit(.minutes(5))) func checkComparesManyDocumentsInOneWalk() throws {
        let scratch = try Scratch()
        let other = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        let count = 3_000
        let box = String(repeating: "AAAA", count: 8) + ":" + String(repeating: "AAAA", count: 8)
        func message(_ index: Int) -> String {
            let key = Data((0..<32).map { UInt8(truncatingIfNeeded: index >> ($0 % 2 * 8)) | ($0 == 0 ? 1 : 0) })
            return "EJ[1:\(key.base64EncodedString()):\(box)]"
        }
        for index in 0..<count {
            try scratch.write(
                "{\"_public_key\": \"\(other)\", \"a\": \"\(message(2 * index + 2))\"}", to: "\(index + 10_000).ejson")
        }
        let values = (0..<count).map { "\"v\($0)\": \"\(message(2 * $0 + 2))\"" }.joined(separator: ",\n")
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\",\n\(values)}", to: "z.ejson")
        let result = try scratch.run(["check", "--keydir", "/none", "."])
        #expect(result.status == 1)
        #expect(result.error.matches(of: /z.ejson:\d+:\d+: v\d+: this value was sealed together/).count == count)
    }

    /// The last commit has the same boxes under another public key: detected without a key, and refused by the hook.
    @Test func checkComparesWithTheLastCommit() throws {
        let scratch = try Scratch.withInstalledGit()
        let other = String(try scratch.run(["keygen", "-w"]).output.dropLast())
        let before = try scratch.read()
        try scratch.write(before.replacing(Scratch.publicKey, with: other))
        let refused = try scratch.outcome("git add secrets.ejson; $EJSON check --staged --keydir /none")
        #expect(refused.status == 1 && refused.text.contains(Scratch.publicKey), "\(refused.text)")
        #expect(refused.text.contains("secrets.ejson:3:") && refused.text.contains("ejson rotate"))
        #expect(try scratch.outcome("git commit -qm replaced").status != 0)
        // Sealed again, as rotate does, it is another thing.
        try scratch.write(before)
        let rotated = try scratch.outcome("$EJSON rotate -q secrets.ejson && git add . && $EJSON check --staged")
        #expect(rotated.status == 0, "\(rotated.text)")
    }
}
