#if os(Linux)

    import CPlatform
    import EJSON
    import EJSONTestSupport
    import Foundation
    import Testing

    /// Plaintext that passes through the library is left nowhere in the memory of this process.
    @Suite struct UnwipedCopyTests {
        @Test func aDocumentFromAStringLeavesNoCopy() throws {
            let marker = Array((0..<32).map { _ in UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z")) })
            // Large enough that other allocations do not overwrite all of a copy that was freed, and built in place.
            var json = "{\"_public_key\": \"\(TestData.publicKey)\""
            json.reserveCapacity(60_000)
            for number in 0..<1_000 {
                json += ", \"\(number)\": \""
                for byte in marker { json.unicodeScalars.append(Unicode.Scalar(byte)) }
                json += "\""
            }
            json += "}"
            let before = try occurrences(of: marker)
            #expect(before >= 1_000)
            _ = try Document(json)
            #expect(try occurrences(of: marker) <= before)
            #expect(json.utf8.count > 32_000)
        }
    }

    /// How often the bytes are in memory that this process can write.
    private func occurrences(of bytes: [UInt8]) throws -> Int {
        let memory = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/mem"))
        let maps = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() ?? Data()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer {
            unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
            unsafe buffer.deallocate()
        }
        let own = Int(bitPattern: buffer.baseAddress)..<Int(bitPattern: buffer.baseAddress) + buffer.count
        var count = 0
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            guard let map = line.wholeMatch(of: /([0-9a-f]+)-([0-9a-f]+) rw.*/),
                let start = Int(map.output.1, radix: 16), let end = Int(map.output.2, radix: 16)
            else { continue }
            // A sanitizer's shadow is terabytes of almost nothing, and holds no bytes of the program.
            guard end - start < 1 << 36 else { continue }
            // Pieces overlap by less than the bytes, so that none is counted twice.
            for piece in stride(from: start, to: end, by: buffer.count - bytes.count + 1) {
                let read = unsafe pread(
                    memory.fileDescriptor, buffer.baseAddress, min(buffer.count, end - piece), off_t(piece))
                // Other threads give memory back meanwhile.
                guard read > 0, let base = buffer.baseAddress else { continue }
                var start = 0
                while start + bytes.count <= read,
                    let found = unsafe memchr(base + start, CInt(bytes[0]), read - start - bytes.count + 1)
                {
                    start = unsafe base.distance(to: found) + 1
                    let isWhole = unsafe memcmp(found, bytes, bytes.count) == 0
                    if isWhole, !own.contains(piece + start - 1) { count += 1 }
                }
            }
        }
        return count
    }

#endif
