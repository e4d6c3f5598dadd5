#if Agent

    import EJSON
    import NIOCore
    import NIOEmbedded
    import Testing

    @testable import EJSONAgent

    /// The handler of a connection, without a socket: what is slow, silent, broken or out of turn.
    @Suite struct ConnectionHandlerTests {
        private let loop = EmbeddedEventLoop()
        private let channel: EmbeddedChannel
        private let promise: EventLoopPromise<Reply>
        private let request: AgentRequest

        init() throws {
            let promise = loop.makePromise(of: Reply.self)
            let handler = ConnectionHandler(
                respond: { _, problem in
                    guard let problem else { return promise.futureResult }
                    return promise.futureResult.eventLoop.makeSucceededFuture(.refusal(problem))
                },
                send: { context, bytes in
                    let copy = bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
                    context.writeAndFlush(NIOAny(ByteBuffer(bytes: copy)), promise: nil)
                    return true
                })
            channel = EmbeddedChannel(handler: handler, loop: loop)
            self.promise = promise
            let keys = try (0..<2).map { _ in try KeyPair.generate().publicKey }
            request = AgentRequest(document: keys[0], name: "", ephemeralKeys: [keys[1]])
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/agent")).wait()
        }

        private func write(_ bytes: [UInt8]) throws {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        }

        private func output() throws -> [UInt8]? {
            try channel.readOutbound(as: ByteBuffer.self).map { Array($0.readableBytesView) }
        }

        private func finish() throws {
            if case .some = try? output() {}
            promise.fail(ChannelError.eof)
            _ = try? channel.finish(acceptAlreadyClosed: true)
        }

        @Test func aRequestIsAnswered() throws {
            try write(request.encoded)
            #expect(try output() == nil)
            let key = try KeyPair.generate()
            promise.succeed(.keys(SecretAnswer(try AgentAnswer.keys(request.ephemeralKeys, key.privateKey))))
            loop.run()
            #expect(try output()?.count == AgentAnswer.count(keys: 1))
            #expect(channel.isActive)
            _ = try channel.finish()
        }

        @Test func aRefusalLeavesTheConnectionOpen() throws {
            try write(request.encoded)
            promise.succeed(.refusal(.notInFile))
            loop.run()
            #expect(try output() == AgentAnswer.refusal(.notInFile))
            #expect(channel.isActive)
            _ = try channel.finish()
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
            promise.succeed(.refusal(.busy))
            loop.run()
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
            promise.succeed(.refusal(.busy))
            loop.run()
            #expect(try output() == nil)
            try finish()
        }
    }

#endif
