#if Agent

    import EJSON
    import NIOConcurrencyHelpers
    import NIOCore
    import NIOEmbedded
    import Testing

    @testable import EJSONAgent

    /// What was sent to a client; it can have gone.
    private final class Client: AnswerSink {
        let sent = NIOLockedValueBox<[UInt8]>([])
        let isThere = NIOLockedValueBox(true)

        func send(_ answer: borrowing SecretBytes) -> Bool {
            guard isThere.withLockedValue({ $0 }) else { return false }
            let bytes = answer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
            sent.withLockedValue { $0 += bytes }
            return true
        }

        func close() {
            isThere.withLockedValue { $0 = false }
        }
    }

    /// The handler of a connection, without a socket: what is slow, silent, broken or out of turn.
    @Suite struct ConnectionHandlerTests {
        private let loop = EmbeddedEventLoop()
        private let channel: EmbeddedChannel
        private let client = Client()
        private let request: AgentRequest

        /// What answers the last request.
        private let answer = NIOLockedValueBox<(@Sendable (Reply) -> Void)?>(nil)

        init() throws {
            let handler = ConnectionHandler(client) { [answer] _, problem, reply in
                if let problem { reply(.refusal(problem)) } else { answer.withLockedValue { $0 = reply } }
            }
            channel = EmbeddedChannel(handler: handler, loop: loop)
            let keys = try (0..<2).map { _ in try KeyPair.generate().publicKey }
            request = AgentRequest(document: keys[0], name: "", ephemeralKeys: [keys[1]])
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/agent")).wait()
        }

        private func reply(_ reply: Reply) throws {
            let send = try #require(answer.withLockedValue { answer in answer })
            send(reply)
            loop.run()
        }

        private func keys() throws -> Reply {
            let key = try KeyPair.generate()
            return .keys(SecretAnswer(try AgentAnswer.keys(request.ephemeralKeys, key.privateKey)))
        }

        private func write(_ bytes: [UInt8]) throws {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        }

        private func output() throws -> [UInt8]? {
            try channel.readOutbound(as: ByteBuffer.self).map { Array($0.readableBytesView) }
        }

        private func finish() throws {
            if case .some = try? output() {}
            _ = try? channel.finish(acceptAlreadyClosed: true)
        }

        @Test func aRequestIsAnswered() throws {
            try write(request.encoded)
            #expect(client.sent.withLockedValue { $0.isEmpty })
            try reply(keys())
            #expect(client.sent.withLockedValue { $0.count } == AgentAnswer.count(keys: 1))
            #expect(channel.isActive)
            try finish()
        }

        /// The event loop learns of an answer with the next request, which may come before anything else.
        @Test func theNextRequestMayComeAtOnce() throws {
            for _ in 0..<3 {
                try write(request.encoded)
                try reply(keys())
            }
            #expect(client.sent.withLockedValue { $0.count } == 3 * AgentAnswer.count(keys: 1))
            #expect(channel.isActive)
            try finish()
        }

        @Test func aRefusalLeavesTheConnectionOpen() throws {
            try write(request.encoded)
            try reply(.refusal(.notInFile))
            #expect(try output() == AgentAnswer.refusal(.notInFile))
            try write(request.encoded)
            try reply(keys())
            #expect(channel.isActive)
            try finish()
        }

        @Test func whoeverDoesNotTakeItsAnswerIsClosed() throws {
            try write(request.encoded)
            client.close()
            try reply(keys())
            #expect(!channel.isActive)
            try finish()
        }

        @Test func theSilentAreClosedInTimeAfterAnAnswer() throws {
            loop.advanceTime(by: .seconds(3))
            try write(request.encoded)
            loop.advanceTime(by: .seconds(3))
            try reply(keys())
            loop.advanceTime(by: .milliseconds(4_999))
            #expect(channel.isActive)
            loop.advanceTime(by: .milliseconds(1))
            #expect(!channel.isActive)
            try finish()
        }

        @Test func whatIsNoRequestIsToldSoAndClosed() throws {
            try write(Array("HTTP".utf8))
            loop.run()
            #expect(try output() == AgentAnswer.refusal(.malformedRequest))
            #expect(!channel.isActive)
            try finish()
        }

        @Test func theSilentAndTheSlowAreClosed() throws {
            loop.advanceTime(by: .seconds(3))
            try write(Array(request.encoded.prefix(20)))
            loop.advanceTime(by: .milliseconds(1_999))
            #expect(channel.isActive)
            loop.advanceTime(by: .milliseconds(1))
            #expect(!channel.isActive)
            try finish()
        }

        @Test func whoeverWaitsForAnAnswerIsNotClosed() throws {
            try write(request.encoded)
            loop.advanceTime(by: .seconds(60))
            #expect(channel.isActive)
            try reply(.refusal(.busy))
            #expect(!channel.isActive)
            try finish()
        }

        @Test func whoeverDoesNotWaitIsClosed() throws {
            try write(request.encoded)
            try write(request.encoded)
            loop.run()
            #expect(!channel.isActive)
            #expect(try output() == nil)
            try finish()
        }

        @Test func whoeverHasGoneGetsNothing() throws {
            try write(request.encoded)
            try channel.close().wait()
            try reply(.refusal(.notInFile))
            try reply(keys())
            #expect(try output() == nil)
            #expect(client.sent.withLockedValue { $0.isEmpty })
            try finish()
        }
    }

#endif
