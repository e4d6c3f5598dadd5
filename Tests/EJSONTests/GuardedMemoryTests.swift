import CPlatform
import Foundation
import Testing

@testable import EJSON

struct GuardedMemoryTests {
    /// Small, of whole pages, and large.
    static let counts = [1, 100, 4_096, 8_192, 2_097_152, 5_000_001]

    @Test(arguments: counts)
    func isZeroAndHoldsWhatIsWritten(count: Int) throws {
        var bytes = try SecretBytes(capacity: count)
        bytes.withRoom { room, used in
            #expect(room.count == count)
            var sum = 0
            for index in 0..<count { sum += Int(room[index]) }
            #expect(sum == 0)
            for index in 0..<count { room[index] = UInt8(truncatingIfNeeded: index &* 31) }
            used = count
        }
        bytes.withBytes { bytes in
            var different = 0
            for index in 0..<count where bytes[index] != UInt8(truncatingIfNeeded: index &* 31) { different += 1 }
            #expect(different == 0)
        }
    }

    /// Pages that were given back are used again, for other sizes and by other threads.
    @Test func isZeroWhenItIsUsedAgain() throws {
        callInParallel(8) { _ in
            for round in 0..<200 {
                for count in [1, 32, 66, 4_095, 4_096] {
                    guard var bytes = try? SecretBytes(capacity: count) else {
                        Issue.record("no memory")
                        return
                    }
                    bytes.withRoom { room, used in
                        #expect(room.count == count)
                        var sum = 0
                        for index in 0..<count { sum += Int(room[index]) }
                        #expect(sum == 0, "round \(round), \(count) bytes")
                        for index in 0..<count { room[index] = 0xA5 }
                        used = count
                    }
                }
            }
        }
    }

    @Test(arguments: [Int.max, Int.max - 4_096, Int.max / 2])
    func tooMuchIsAnErrorAndNoCrash(count: Int) {
        #expect(throws: EJSONError.self) { _ = try SecretBytes(capacity: count) }
    }

    #if os(Linux)
        /// Not in core dumps, and not written to swap where the system lets this process lock so much.
        @Test(arguments: [1, 4_096, 8_192])
        func isLockedAndLeftOutOfCoreDumps(count: Int) throws {
            // Other tests lock memory meanwhile.
            let canLock = try platform_can_lock(1 << 26) && locksMemory()
            var bytes = try SecretBytes(capacity: count)
            let address = bytes.withRoom { room, _ in
                unsafe room.withUnsafeMutableBufferPointer { Int(bitPattern: $0.baseAddress) }
            }
            let flags = try #require(try flagsOfMemory(at: address))
            #expect(flags.contains("dd"), "madvise(2): \(flags)")
            if canLock { #expect(flags.contains("lo"), "mlock(2): \(flags)") }
            // It lives until here.
            #expect(bytes.count == 0)
        }
    #endif

    #if !canImport(Darwin)
        @Test(arguments: counts)
        func theByteBehindTheLastCannotBeRead(count: Int) async {
            await #expect(processExitsWith: .failure) { [count] in try readByte(of: count, at: count) }
        }

        @Test(arguments: [1, 100, 4_096])
        func theByteBehindTheLastOfAUsedPageCannotBeRead(count: Int) async {
            await #expect(processExitsWith: .failure) { [count] in
                for size in [32, 4_096, 100] { _ = try SecretBytes(capacity: size) }
                try readByte(of: count, at: count)
            }
        }

        /// The guard page directly precedes whole pages; smaller pieces have the rest of their first page before them.
        @Test(arguments: [4_096, 8_192, 2_097_152, 4_194_304])
        func theByteInFrontOfTheFirstPageCannotBeRead(count: Int) async {
            await #expect(processExitsWith: .failure) { [count] in try readByte(of: count, at: -1) }
        }

        /// The control for the two tests above: an existing byte can be read.
        @Test(arguments: counts)
        func theLastByteCanBeRead(count: Int) async {
            await #expect(processExitsWith: .exitCode(0)) { [count] in try readByte(of: count, at: count - 1) }
        }
    #endif
}

#if os(Linux)
    /// Whether mlock(2) does so: that of the address sanitizer says yes, and does nothing.
    private func locksMemory() throws -> Bool {
        let count = 4_096
        let page = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        defer { unsafe munmap(page, count) }
        guard unsafe mlock(page, count) == 0 else { return false }
        return try flagsOfMemory(at: unsafe Int(bitPattern: page))?.contains("lo") ?? false
    }

    /// The kernel's flags of the mapping that holds an address: proc(5), `VmFlags`.
    private func flagsOfMemory(at address: Int) throws -> [Substring]? {
        let maps = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/smaps")).readToEnd() ?? Data()
        var isInside = false
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            if let range = line.wholeMatch(of: /([0-9a-f]+)-([0-9a-f]+) [r-].*/)?.output,
                let start = Int(range.1, radix: 16), let end = Int(range.2, radix: 16)
            {
                isInside = start..<end ~= address
            } else if isInside, line.hasPrefix("VmFlags:") {
                return line.split(separator: " ")
            }
        }
        return nil
    }
#endif

/// Prints the byte, and ends the process with success, if it can be read, whatever it is.
private func readByte(of count: Int, at offset: Int) throws {
    var bytes = try SecretBytes(capacity: count)
    bytes.withRoom { room, _ in
        unsafe room.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            print(unsafe start[offset])
            exit(0)
        }
    }
}
