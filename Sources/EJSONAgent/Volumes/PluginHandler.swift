#if Agent

    package import NIOCore
    package import NIOHTTP1

    /// One connection of an engine: a request after the other, each a POST whose whole body is handed on.
    package final class PluginHandler: ChannelInboundHandler {
        package typealias InboundIn = HTTPServerRequestPart
        package typealias OutboundOut = HTTPServerResponsePart

        package typealias Responder = (String, [UInt8]) -> EventLoopFuture<PluginProtocol.Answer>

        /// More than an engine ever sends.
        private static let greatestBody = 1 << 20

        private let deadline: RequestDeadline
        private let respond: Responder
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        package init(_ deadline: RequestDeadline, respond: @escaping Responder) {
            self.deadline = deadline
            self.respond = respond
        }

        package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let part):
                guard head != nil else { return }
                guard body.count + part.readableBytes <= Self.greatestBody else {
                    refuse(413, "the body has more than 1 MiB", context)
                    return
                }
                body += part.readableBytesView
            case .end:
                deadline.end()
                guard let head else { return }
                self.head = nil
                guard head.method == .POST else { return refuse(405, "every call is a POST", context) }
                let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                respond(String(head.uri.drop { $0 == "/" }), body).whenComplete { result in
                    let (handler, context) = bound.value
                    guard context.channel.isActive else { return }
                    let answer = (try? result.get()) ?? PluginProtocol.failure(503, "the plugin is stopping")
                    handler.send(answer, context, keepsAlive: head.isKeepAlive)
                }
                body = []
            }
        }

        package func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        /// Answers what is not read to its end, and closes.
        private func refuse(_ status: Int, _ words: String, _ context: ChannelHandlerContext) {
            head = nil
            body = []
            send(PluginProtocol.failure(status, words), context, keepsAlive: false)
        }

        private func send(_ answer: PluginProtocol.Answer, _ context: ChannelHandlerContext, keepsAlive: Bool) {
            let body = ByteBuffer(string: answer.body)
            var headers = HTTPHeaders([
                ("Content-Type", "application/vnd.docker.plugins.v1.1+json"),
                ("Content-Length", String(body.readableBytes)),
            ])
            if !keepsAlive { headers.add(name: "Connection", value: "close") }
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            let promise = keepsAlive ? nil : context.eventLoop.makePromise(of: Void.self)
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            promise?.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
        }
    }

    /// Closes a connection on which a request has begun and is not there to its end in time. An engine keeps connections
    /// open between requests, so an idle one is left alone once it has asked for something.
    package final class RequestDeadline: ChannelInboundHandler {
        package typealias InboundIn = ByteBuffer
        package typealias InboundOut = ByteBuffer

        private let patience: TimeAmount
        private var scheduled: Scheduled<Void>?

        package init(patience: TimeAmount = .seconds(10)) {
            self.patience = patience
        }

        package func channelActive(context: ChannelHandlerContext) {
            begin(context)
            context.fireChannelActive()
        }

        package func channelInactive(context: ChannelHandlerContext) {
            end()
            context.fireChannelInactive()
        }

        package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if scheduled == nil { begin(context) }
            context.fireChannelRead(data)
        }

        /// The request is there.
        package func end() {
            scheduled?.cancel()
            scheduled = nil
        }

        private func begin(_ context: ChannelHandlerContext) {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            scheduled = context.eventLoop.scheduleTask(in: patience) { bound.value.close(promise: nil) }
        }
    }

#endif
