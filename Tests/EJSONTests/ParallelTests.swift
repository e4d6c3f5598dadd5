import EJSONFormat
import Foundation
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct ParallelTests {
    /// 2,000 values, each sealed together with the fifty beside it; comments, escapes, line breaks between them.
    private static let plain = text(
        (0..<2_000).map { index in
            #""k\#(index)": "value \#(index) \#(String(repeating: "x", count: index % 60))\n", "_c\#(index)": "c""#
        }.joined(separator: ",\n  "))

    @Test(arguments: [1, 2, 3, 8, 64])
    func makesTheSameOfADocumentOnAnyNumberOfProcessors(_ processors: Int) throws {
        let plain = try document(Self.plain)
        let sealed = try #require(try plain.encryptedText(progress: nil, processors: processors))
        let privateKey = try TestData.keys.privateKey(for: plain.recipient)
        let opened = try Document(sealed.span).decrypted(with: privateKey, progress: nil, processors: processors)
        #expect(opened.withBytes { String(decoding: Array($0), as: UTF8.self) } == Self.plain)
        // No nonce is used twice, in any part.
        let messages = boxedMessages(in: String(decoding: sealed, as: UTF8.self))
        #expect(messages.count == 2_000)
        #expect(Set(messages.map { $0.split(separator: ":")[2] }).count == 2_000)
    }

    /// With two faults, the first in the document is reported, independent of thread timing.
    @Test(arguments: [1, 2, 8])
    func tellsTheFirstFault(_ processors: Int) throws {
        var lines = String(decoding: try document(Self.plain).encrypted(), as: UTF8.self).split(separator: "\n")
        for line in [700, 1_900] { lines[line] = #""x\#(line)": "in plaintext","# }
        let sealed = try document(lines.joined(separator: "\n"))
        let privateKey = try TestData.keys.privateKey(for: sealed.recipient)
        let error = failure { _ = try sealed.decrypted(with: privateKey, progress: nil, processors: processors) }
        #expect(error?.code == .notEncrypted)
        #expect(error?.path == "x700")
        #expect(error?.position?.line == 701)
    }

    @Test func tellsHowFarItIs() throws {
        let privateKey = try TestData.keys.privateKey(for: document(text(#""a": "b""#)).recipient)
        for processors in [1, 4] {
            let counts = Counts()
            let sealed = try #require(
                try document(Self.plain).encryptedText(progress: { counts.append($0, $1) }, processors: processors))
            #expect(counts.areThose(of: Self.plain.utf8.count))
            _ = try Document(sealed.span).decrypted(
                with: privateKey, progress: { counts.append($0, $1) }, processors: processors)
            #expect(counts.areThose(of: sealed.count))
        }
    }

    private final class Counts: @unchecked Sendable {
        private var counts: [(done: Int, total: Int)] = []

        func append(_ done: Int, _ total: Int) { counts.append((done, total)) }

        /// Whether there are some, in order, none beyond the end, all of the total.
        func areThose(of total: Int) -> Bool {
            defer { counts = [] }
            return !counts.isEmpty && counts.allSatisfy { $0.total == total && 0...total ~= $0.done }
                && zip(counts, counts.dropFirst()).allSatisfy { $0.done <= $1.done }
        }
    }

    @Test func cutsWorkIntoPartsThatPay() {
        for (costs, processors, expected) in [
            ([], 8, [0..<0]), ([400_000], 8, [0..<1]), ([100_000, 100_000], 8, [0..<2]),
            ([200_000, 200_000], 1, [0..<2]), ([200_000, 200_000], 2, [0..<1, 1..<2]),
            ([200_000, 200_000, 0], 2, [0..<1, 1..<3]), ([900_000, 1, 1, 900_000], 2, [0..<2, 2..<4]),
            (
                [Int](repeating: 1_000_000, count: 20), 64,
                [0..<3, 3..<5, 5..<8, 8..<10, 10..<13, 13..<15, 15..<18, 18..<20]
            ),
        ] as [([Int], Int, [Range<Int>])] {
            #expect(
                cutIntoParts(costs.count, processors: processors) { costs[$0] }.map(\.range) == expected, "\(costs)")
        }
    }

    #if os(Linux)
        @Test func threadsMayRunWhereTheirCallerMay() throws {
            @Sendable func processors() -> String? {
                try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8).split(separator: "\n")
                    .first { $0.hasPrefix("Cpus_allowed:") }.map(String.init)
            }
            let here = try #require(processors())
            for outcome in inParallel(4, { _ in processors() }) { #expect(try outcome.take() == here) }
        }
    #endif
}
