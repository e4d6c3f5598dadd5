#if Agent

    import EJSON
    import EJSONTesting
    import Foundation
    import Logging
    import NIOConcurrencyHelpers
    import NIOPosix
    import SystemPackage
    import Testing

    @testable import EJSONAgent

    /// A grant that has ended answers nothing, wherever a request is by then.
    @Suite final class GrantWorkTests {
        private let url = FileManager.default.temporaryDirectory.appending(path: "ejson-work-\(UUID().uuidString)")
        private let threads = NIOThreadPool(numberOfThreads: 2)
        private let audit: AuditWriter
        private let work: GrantWork
        private let request: AgentRequest
        private let log: FilePath

        init() throws {
            try FileManager.default.createDirectory(
                at: url.appending(path: "keys"), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let directory = FilePath(url.path())
            log = directory.appending("audit.log")
            let document = try InMemoryDocument(#"{"password": "correct horse"}"#)
            try Data(document.text).write(to: url.appending(path: "secrets.ejson"))
            let keys = KeyDirectory(directory.appending("keys"))
            _ = try keys.store(document.keyPair)
            let grant = Grant(name: "shop", files: [directory.appending("secrets.ejson")], socket: "/run/shop.sock")
            audit = try AuditWriter(.file(log))
            threads.start()
            work = GrantWork(
                grant, Judge(KeyRing(keys, usesStandardIdentities: false)), audit, threads, Logger(label: "test"))
            request = AgentRequest(
                document: document.keyPair.publicKey, name: "", ephemeralKeys: try document.document.ephemeralKeys())
        }

        deinit {
            try? threads.syncShutdownGracefully()
            try? FileManager.default.removeItem(at: url)
        }

        /// What the request is refused for; `nil` for keys.
        private func refusal(afterAsking: () -> Void = {}) async throws -> AgentProblem? {
            let (stream, continuation) = AsyncStream.makeStream(of: AgentProblem?.self)
            let process = ProcessInfo.processInfo.processIdentifier
            work.judge(request, from: Peer(process: process, user: geteuid(), group: getegid())) { reply in
                if case .refusal(let problem) = reply { continuation.yield(problem) } else { continuation.yield(nil) }
                continuation.finish()
            }
            afterAsking()
            for await problem in stream { return problem }
            throw CancellationError()
        }

        @Test func aRequestIsAnsweredAfterItsRecord() async throws {
            #expect(try await refusal() == nil)
            #expect(try String(contentsOfFile: log.string, encoding: .utf8).contains(#""result": "answered""#))
        }

        @Test func nothingIsJudgedAfterTheEnd() async throws {
            work.end()
            #expect(try await refusal() == .notGranted)
            #expect(try String(contentsOfFile: log.string, encoding: .utf8).contains(#""reason": "notGranted""#))
        }

        /// The request was judged while the grant was there.
        @Test func nothingIsAnsweredThatWaitsForItsRecordAtTheEnd() async throws {
            let (work, release) = (work, occupyWriter())
            let problem = try await refusal {
                Thread.detachNewThread {
                    // Until the request has been judged, and waits for the writer.
                    Thread.sleep(forTimeInterval: 0.5)
                    work.end()
                    release.signal()
                }
            }
            #expect(problem == .notGranted)
        }

        /// Returns when the writer is busy with another record, until it is released.
        private func occupyWriter() -> DispatchSemaphore {
            let (started, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let audit = audit
            Thread.detachNewThread {
                audit.write(
                    AuditRecord(
                        grant: "other", request: nil, document: nil, peer: Peer(process: 1, user: 2, group: 3),
                        description: PeerDescription(), refusal: nil, unrecorded: 0)
                ) { _ in
                    started.signal()
                    release.wait()
                }
            }
            started.wait()
            return release
        }
    }

#endif
