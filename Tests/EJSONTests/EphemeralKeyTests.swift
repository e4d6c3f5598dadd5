import CSodium
import Foundation
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct EphemeralKeyTests {
    /// Over many encryptions, on several threads at once.
    @Test func keysAndNoncesNeverRepeat() async throws {
        let plain = text((0..<50).map { "\"k\($0)\": \"same\"" }.joined(separator: ","))
        let messages = try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { try (0..<50).map { _ in boxedMessages(in: try seal(plain)) } }
            }
            return try await group.reduce(into: [[String]]()) { $0 += $1 }
        }
        let parts = messages.map { $0.map { $0.split(separator: ":") } }
        #expect(parts.count == 400)
        #expect(parts.allSatisfy { Set($0.map { $0[1] }).count == 1 })
        #expect(Set(parts.map { $0[0][1] }).count == 400)
        #expect(Set(parts.joined().map { $0[2] }).count == 400 * 50)
    }

    #if os(Linux)
        /// An ephemeral private key is not exposed, but can be recognised: 32 bytes whose public half is in the
        /// document. No such bytes remain in this process's memory. Those of a key pair are there while it lives, and
        /// not afterwards.
        @Test func noPrivateKeyOutlivesItsUse() throws {
            let sealed = try seal(text(#""a": "x", "b": "y""#))
            let ephemeralKey = try #require(boxedMessages(in: sealed).first?.split(separator: ":")[1])
            let used = try #require(base64Decoded(String(ephemeralKey)))
            let found = try #require(try publicKeyFoundWhileItsPairLives())
            #expect(try privateKeyInMemory(of: [used, found]) == nil)
        }

        private func publicKeyFoundWhileItsPairLives() throws -> [UInt8]? {
            let pair = try KeyPair.generate()
            let found = try privateKeyInMemory(of: [pair.publicKey.withBytes { Array($0) }])
            // The pair lives until here.
            return pair.privateKey.publicKey.withBytes { Array($0) == found ? found : nil }
        }
    #endif
}

#if os(Linux)
    /// The first of the public keys whose private half is found in the memory of this process.
    private func privateKeyInMemory(of publicKeys: [[UInt8]]) throws -> [UInt8]? {
        let memory = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/mem"))
        let maps = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() ?? Data()
        var buffer = [UInt64](repeating: 0, count: 1 << 17)
        // The copy that was read must not be found by the next search.
        defer { unsafe sodium_memzero(&buffer, 8 * buffer.count) }
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            guard let map = line.wholeMatch(of: /([0-9a-f]+)-([0-9a-f]+) rw.*/),
                let start = Int(map.output.1, radix: 16), let end = Int(map.output.2, radix: 16)
            else { continue }
            // A sanitizer's shadow is terabytes of almost nothing, and holds no bytes of the program.
            guard end - start < 1 << 36 else { continue }
            // The last bytes of a piece begin the next.
            for offset in stride(from: start, to: end, by: 8 * buffer.count - 32) {
                let count = unsafe pread(
                    memory.fileDescriptor, &buffer, min(8 * buffer.count, end - offset), off_t(offset))
                // Other threads give memory back meanwhile.
                guard count > 0 else { continue }
                if let found = privateKey(of: publicKeys, in: buffer, count / 8) {
                    return found
                }
            }
        }
        return nil
    }

    /// Keys are word-aligned. A random key has no words that look like a pointer or a small number, is not ASCII text,
    /// and has few repeated bytes. This misses one key in 10,000.
    private func privateKey(of publicKeys: [[UInt8]], in words: [UInt64], _ count: Int) -> [UInt8]? {
        var point = [UInt8](repeating: 0, count: 32)
        var run = 0
        for index in 0..<count {
            let top = words[index] >> 48
            run = top == 0 || top == 0xFFFF ? 0 : run + 1
            guard run >= 4 else { continue }
            let tops = (words[index - 3] | words[index - 2] | words[index - 1] | words[index]) & 0x8080_8080_8080_8080
            guard tops.nonzeroBitCount >= 4 else { continue }
            let candidate = unsafe words[index - 3...index].withUnsafeBytes { unsafe Array($0) }
            guard Set(candidate).count >= 24 else { continue }
            unsafe crypto_scalarmult_base(&point, candidate)
            if publicKeys.contains(point) { return point }
        }
        return nil
    }
#endif
