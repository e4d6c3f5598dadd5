import EJSON
import Foundation
import Testing

/// Every run uses new ephemeral keys; the cost of many keys.
@Suite struct EphemeralKeyTests {
    @Test func keysAndNoncesNeverRepeatOverProcesses() throws {
        let scratch = try Scratch()
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"same\", \"b\": \"same\"}")
        let output = try scratch.shell("for run in $(seq 50); do $EJSON encrypt - < secrets.ejson || exit; done").output
        let parts = output.matches(of: /EJ\[1:([^:]*):([^:]*):/)
        #expect(parts.count == 100)
        #expect(Set(parts.map(\.output.1)).count == 50)
        #expect(Set(parts.map(\.output.2)).count == 100)
    }

    /// With one ephemeral key for each value there is one scalar multiplication for each, but not more memory.
    @Test func tenThousandKeysTakeNoMoreMemoryThanOne() throws {
        try require(program: "python3")
        let scratch = try Scratch()
        let plain = "{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"value\"}"
        var messages: [Substring] = []
        for _ in 0..<10_000 {
            let sealed = try Document(Array(plain.utf8).span).encrypted()
            let text = String(decoding: sealed, as: UTF8.self)
            messages.append(try #require(text.firstMatch(of: /EJ\[1:[^\]]*\]/)).output)
        }
        try scratch.write(document(messages), to: "many.ejson")
        try scratch.write(document(messages.map { _ in messages[0] }), to: "one.ejson")
        let many = try peak(scratch, "many.ejson"), one = try peak(scratch, "one.ejson")
        // A page or two of guarded memory for each key would be 80 MB.
        #expect(many < one + 4_096, "\(many) KB with many keys, \(one) KB with one")
    }

    private func document(_ messages: [Substring]) -> String {
        let members = messages.indices.map { "\"k\($0)\": \"\(messages[$0])\"" }
        return "{\"_public_key\": \"\(Scratch.publicKey)\", \(members.joined(separator: ", "))}"
    }

    /// The most memory, in KB, that decryption has at any time.
    private func peak(_ scratch: Scratch, _ file: String) throws -> Int {
        let script = """
            import os, resource, subprocess
            subprocess.run([os.environ["EJSON"], "decrypt", "-o", "opened", "\(file)"], check=True)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            """
        try scratch.write(script, to: "measure.py")
        let result = try scratch.shell("rm -f opened; python3 measure.py")
        #expect(result.status == 0, "\(result.error)")
        #expect(try scratch.read("opened").matches(of: /"value"/).count == 10_000)
        return try #require(Int(result.output.dropLast()))
    }
}
