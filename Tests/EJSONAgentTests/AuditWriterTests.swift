#if Agent

    import EJSON
    import Foundation
    import NIOConcurrencyHelpers
    import SystemPackage
    import Testing

    @testable import EJSONAgent

    /// The record: written before anybody is told so, whole lines, many with one sync.
    @Suite final class AuditWriterTests {
        private let url = FileManager.default.temporaryDirectory.appending(path: "ejson-record-\(UUID().uuidString)")
        private var path: FilePath { FilePath(url.appending(path: "audit.log").path()) }

        init() throws {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }

        deinit {
            try? FileManager.default.removeItem(at: url)
        }

        private var lines: [Substring] {
            get throws { try String(contentsOfFile: path.string, encoding: .utf8).split(separator: "\n") }
        }

        @Test func everyRecordIsThereWhenItsWriterIsTold() throws {
            let writer = try AuditWriter(.file(path))
            let missing = NIOLockedValueBox(0)
            let path = path
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                for number in 0..<25 {
                    let told = DispatchSemaphore(value: 0)
                    let grant = "grant-\(thread)-\(number)-"
                    writer.write(record(grant)) { error in
                        let text = try? String(contentsOfFile: path.string, encoding: .utf8)
                        if error != nil || text?.contains(grant) != true { missing.withLockedValue { $0 += 1 } }
                        told.signal()
                    }
                    told.wait()
                }
            }
            #expect(missing.withLockedValue { $0 } == 0)
            #expect(try lines.count == 200)
            #expect(try lines.allSatisfy { LogEntry(Array($0.utf8)) != nil })
        }

        @Test func recordsThatComeWhileOneIsWrittenAreWrittenTogether() throws {
            let writer = try AuditWriter(.file(path))
            let order = NIOLockedValueBox<[String]>([])
            // The first is being written as long as its completion has not returned.
            writer.write(record("first")) { _ in
                for grant in ["second", "third"] {
                    writer.write(record(grant)) { error in
                        #expect(error == nil)
                        order.withLockedValue { $0.append(grant) }
                    }
                }
                #expect(order.withLockedValue { $0.isEmpty })
                order.withLockedValue { $0.append("first") }
            }
            #expect(order.withLockedValue { $0 } == ["first", "second", "third"])
            #expect(try lines.count == 3)
        }

        @Test func theNextRecordsGoToAFileThatIsNew() throws {
            let writer = try AuditWriter(.file(path))
            writer.write(record("old")) { #expect($0 == nil) }
            try FileManager.default.moveItem(atPath: path.string, toPath: path.string + ".1")
            try writer.reopen()
            writer.write(record("new")) { #expect($0 == nil) }
            #expect(try lines.count == 1)
        }

        @Test(arguments: [0o620, 0o602]) func whatOthersCanWriteIsNoRecord(_ mode: Int) throws {
            try Data().write(to: URL(filePath: path.string))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.string)
            #expect(throws: Errno.notPermitted) { try AuditWriter(.file(path)) }
        }

        @Test(.enabled(if: geteuid() == 0)) func whatAnotherUserOwnsIsNoRecord() throws {
            try Data().write(to: URL(filePath: path.string))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600, .ownerAccountID: 4711], ofItemAtPath: path.string)
            #expect(throws: Errno.notPermitted) { try AuditWriter(.file(path)) }
        }

        /// A link may lead to a file that others read.
        @Test func aLinkIsNoRecord() throws {
            let other = url.appending(path: "other")
            try Data().write(to: other)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: other.path())
            try FileManager.default.createSymbolicLink(atPath: path.string, withDestinationPath: "other")
            #expect(throws: Errno.tooManySymbolicLinkLevels) { try AuditWriter(.file(path)) }
        }
    }

    private func record(_ grant: String) -> AuditRecord {
        AuditRecord(
            grant: grant, request: nil, document: nil, peer: Peer(process: 1, user: 2, group: 3),
            description: PeerDescription(), refusal: nil, unrecorded: 0)
    }

    @Suite struct ConnectionBudgetTests {
        /// Descriptors; connections in all, and of one grant.
        @Test(arguments: [
            (64, 2, 1), (256, 42, 21), (1_024, 298, 149), (16_384, 5_418, 1_024), (1 << 20, 349_482, 1_024),
        ])
        func isWhatDescriptorsAllow(_ descriptors: Int, _ count: Int, _ countOfGrant: Int) {
            let budget = ConnectionBudget(descriptors: descriptors)
            #expect(budget.countOfGrant == countOfGrant)
            #expect((0..<count).allSatisfy { _ in budget.take() })
            #expect(!budget.take())
            budget.giveBack()
            #expect(budget.take())
            #expect(!budget.take())
        }
    }

#endif
