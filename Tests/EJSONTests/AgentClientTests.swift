import CPlatform
import EJSONTestSupport
import EJSONTesting
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import EJSON

/// The client in the library, against agents that answer as they should and as they should not.
@Suite struct AgentClientTests {
    private let directory: TemporaryDirectory
    private var socket: FilePath { directory.path.appending("agent.sock") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A file with this document. Values sealed at different times have different ephemeral keys.
    private func write(_ document: [UInt8]) throws -> FilePath {
        let file = directory.path.appending("secrets.ejson")
        try Data(document).write(to: URL(filePath: file.string))
        return file
    }

    @Test func aDocumentIsOpenedWithoutItsKey() throws {
        let document = try InMemoryDocument(#"{"password": "correct horse", "_user": "app", "list": ["a", "\u0000"]}"#)
        let agent = try TestAgent(socket, document.keyPair.privateKey)
        let secrets = try Secrets(contentsOf: write(document.text), keys: .agent(socket))
        #expect(try secrets.unprotectedString(at: "password") == "correct horse")
        #expect(try secrets.unprotectedString(at: "list.1") == "\0")
        #expect(agent.requests.map(\.document) == [document.document.recipient])
        #expect(agent.requests.map(\.ephemeralKeys.count) == [1])
        #expect(agent.requests[0].name.hasSuffix("/secrets.ejson"))
    }

    @Test func aDocumentWithoutBoxedMessagesNeedsNoAnswer() throws {
        let document = try InMemoryDocument(#"{"_user": "app"}"#)
        let secrets = try Secrets(contentsOf: write(document.text), keys: .agent("/nonexistent/agent.sock"))
        #expect(try secrets.unprotectedString(at: "_user") == "app")
    }

    @Test func manyEphemeralKeysAreAskedForInBatches() throws {
        let keyPair = try KeyPair.generate()
        var members: [String] = []
        for number in 0..<600 {
            let message = try Sealer(recipient: keyPair.publicKey).message(sealing: Array("\(number)".utf8).span)
            members.append("\"key\(number)\": \"\(String(decoding: message, as: UTF8.self))\"")
        }
        // Asked for once, however often it is there.
        members.append(members[0].replacing("key0", with: "again"))
        let text = "{\"_public_key\": \"\(keyPair.publicKey)\", \(members.joined(separator: ", "))}"
        let agent = try TestAgent(socket, keyPair.privateKey)
        let secrets = try Secrets(contentsOf: write(Array(text.utf8)), keys: .agent(socket))
        #expect(try secrets.unprotectedString(at: "key599") == "599")
        #expect(try secrets.unprotectedString(at: "again") == "0")
        #expect(agent.requests.map(\.ephemeralKeys.count) == [256, 256, 88])
    }

    @Test(arguments: AgentProblem.allCases.filter { $0.rawValue < 0xF0 })
    func aRefusalIsAnErrorWithItsReason(_ problem: AgentProblem) throws {
        let document = try InMemoryDocument(#"{"a": "b"}"#)
        let agent = try TestAgent(socket) { _ in AgentAnswer.refusal(problem) }
        let error = failure { _ = try Secrets(contentsOf: write(document.text), keys: .agent(socket)) }
        #expect(error?.code == .refusedByAgent)
        #expect(error?.reason == .agent(problem))
        #expect(error?.file == socket)
        #expect(agent.requests.count == 1)
    }

    @Test(arguments: [
        ("closed at once", AgentProblem.noAnswer, []),
        ("half a header", .noAnswer, Array("EJSA".utf8)),
        ("half the keys", .noAnswer, AgentFrame.header(0, keyCount: 1) + [UInt8](repeating: 1, count: 31)),
        ("another protocol", .malformedAnswer, Array("HTTP/1.1 400 Bad Request\r\n".utf8)),
        ("more keys than were asked for", .malformedAnswer, AgentFrame.header(0, keyCount: 2)),
    ])
    func whatIsNoAnswerIsAnError(_ case: String, _ problem: AgentProblem, _ answer: [UInt8]) throws {
        let document = try InMemoryDocument(#"{"a": "b"}"#)
        let agent = try TestAgent(socket) { _ in answer }
        let error = failure { _ = try Secrets(contentsOf: write(document.text), keys: .agent(socket)) }
        #expect(error?.code == .agentUnavailable)
        #expect(error?.reason == .agent(problem))
        #expect(agent.requests.count == 1)
    }

    @Test func keysOfAnotherDocumentOpenNothing() throws {
        let document = try InMemoryDocument(#"{"a": "b"}"#)
        let other = try KeyPair.generate()
        let agent = try TestAgent(socket, other.privateKey)
        let error = failure { _ = try Secrets(contentsOf: write(document.text), keys: .agent(socket)) }
        #expect(error?.code == .authenticationFailed)
        #expect(agent.requests.count == 1)
    }

    @Test func whoeverListensAtAPathIsNotReplaced() throws {
        let agent = try TestAgent(socket) { _ in [] }
        #expect(unsafe socket.withPlatformString { unsafe platform_listen($0, .max, .max, 0o600, 1) } == -1)
        #expect(errno == EADDRINUSE)
        _ = agent
        let file = directory.path.appending("file")
        try Data().write(to: URL(filePath: file.string))
        #expect(unsafe file.withPlatformString { unsafe platform_listen($0, .max, .max, 0o600, 1) } == -1)
        #expect(errno == EEXIST)
    }
}

/// An agent for one connection after the other.
private final class TestAgent: Sendable {
    private let received = Mutex<[AgentRequest]>([])
    private let descriptor: CInt

    var requests: [AgentRequest] { received.withLock { $0 } }

    init(_ path: FilePath, _ answer: @escaping @Sendable (AgentRequest) -> [UInt8]) throws {
        descriptor = unsafe path.withPlatformString { unsafe platform_listen($0, .max, .max, 0o600, 8) }
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        let descriptor = descriptor
        Thread.detachNewThread { [weak self] in
            // Closed only here: the number may be reused at once.
            defer { close(descriptor) }
            while true {
                let connection = platform_accept(descriptor, 10_000)
                guard connection >= 0 else { return }
                self?.serve(connection, answer)
                close(connection)
            }
        }
    }

    convenience init(_ path: FilePath, _ privateKey: borrowing PrivateKey) throws {
        let key = privateKey.withBytes { bytes in Array(bytes) }
        try self.init(path) { request in
            guard let key = try? PrivateKey(consuming: SecretBytes(copying: key.span)),
                let answer = try? AgentAnswer.keys(request.ephemeralKeys, key)
            else { return [] }
            return answer.withBytes { Array($0) }
        }
    }

    deinit {
        shutdown(descriptor, CInt(SHUT_RDWR))
    }

    private func serve(_ connection: CInt, _ answer: (AgentRequest) -> [UInt8]) {
        var bytes: [UInt8] = []
        while true {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            bytes += buffer[..<count]
            guard let length = try? AgentRequest.count(beginning: bytes.span), bytes.count == length,
                let request = try? AgentRequest(bytes.span)
            else { continue }
            bytes = []
            received.withLock { $0.append(request) }
            let answer = answer(request)
            _ = unsafe answer.withUnsafeBytes { unsafe platform_send_some(connection, $0.baseAddress, $0.count, 1) }
            guard isComplete(answer, keys: request.ephemeralKeys.count) else { return }
        }
    }
}

private func isComplete(_ answer: [UInt8], keys: Int) -> Bool {
    guard answer.count == AgentAnswer.count(keys: keys) else { return false }
    let header = Array(answer[..<AgentFrame.headerCount])
    do throws(AgentProblem) {
        return try AgentAnswer.countBehind(header: header.span, keys: keys) > 0
    } catch {
        return false
    }
}
