#if Agent

    import NIOCore
    import NIOEmbedded
    import NIOHTTP1
    import Testing

    @testable import EJSONAgent

    /// HTTP as engines speak it, and as they should not, without a socket.
    @Suite struct PluginHandlerTests {
        private let channel = EmbeddedChannel()

        init() throws {
            let loop = channel.embeddedEventLoop
            let pipeline = channel.pipeline.syncOperations
            let deadline = RequestDeadline()
            try pipeline.addHandler(deadline)
            try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
            try pipeline.addHandler(
                PluginHandler(deadline) { call, body in
                    loop.makeSucceededFuture(
                        PluginProtocol.Answer(status: 200, body: "\(call) \(String(decoding: body, as: UTF8.self))"))
                })
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/run/plugin.sock")).wait()
        }

        private func send(_ text: String) throws {
            try channel.writeInbound(ByteBuffer(string: text))
        }

        private func received() throws -> String {
            var text = ""
            while let part = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: part) }
            return text
        }

        @Test func aPostIsHandedOnAndAnswered() throws {
            try send("POST /VolumeDriver.Get HTTP/1.1\r\nHost: plugin\r\nContent-Length: 2\r\n\r\n{")
            #expect(try received().isEmpty)
            try send("}")
            let answer = try received()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("application/vnd.docker.plugins.v1.1+json"))
            #expect(answer.hasSuffix("VolumeDriver.Get {}"))
            #expect(channel.isActive)
        }

        @Test func otherMethodsAreRefused() throws {
            try send("GET /Plugin.Activate HTTP/1.1\r\nHost: plugin\r\n\r\n")
            #expect(try received().hasPrefix("HTTP/1.1 405 "))
        }

        @Test func aBodyThatIsTooLongIsRefusedBeforeItsEnd() throws {
            try send("POST /VolumeDriver.Get HTTP/1.1\r\nHost: plugin\r\nContent-Length: 9000000\r\n\r\n")
            for _ in 0..<3 { try send(String(repeating: " ", count: 400_000)) }
            #expect(try received().hasPrefix("HTTP/1.1 413 "))
        }

        @Test func aRequestThatDoesNotEndIsCutOffAndAnIdleConnectionIsNot() throws {
            try send("POST /Plugin.Activate HTTP/1.1\r\nHost: plugin\r\nContent-Length: 0\r\n\r\n")
            _ = try received()
            channel.embeddedEventLoop.advanceTime(by: .seconds(3_600))
            try send("POST /Plug")
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            #expect(channel.isActive)
            channel.embeddedEventLoop.advanceTime(by: .seconds(2))
            #expect(!channel.isActive)
        }
    }

#endif
