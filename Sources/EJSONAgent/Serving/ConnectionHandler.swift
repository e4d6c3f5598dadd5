#if Agent

    package import EJSON
    import EJSONFormat
    import NIOConcurrencyHelpers
    package import NIOCore

    /// One connection of a client. What it says goes to a `Conversation`; what follows from that is done here.
    ///
    /// An answer with keys is sent by the thread that has judged the request. This handler learns of it with the next bytes
    /// of the client, or when it looks whether the client has been silent for too long.
    package final class ConnectionHandler: ChannelInboundHandler {
        package typealias InboundIn = ByteBuffer
        package typealias OutboundOut = ByteBuffer

        /// Judges a request, or refuses what is none. The reply comes once, on any thread.
        package typealias Responder = (AgentRequest?, AgentProblem?, @escaping @Sendable (Reply) -> Void) -> Void

        /// Refusals after which the connection is closed.
        private static let lastProblems: Set<AgentProblem> = [
            .malformedRequest, .unsupportedVersion, .weakEphemeralKey, .busy, .clientEnded,
        ]

        private let patience: TimeAmount
        private let client: any AnswerSink
        private let respond: Responder
        private var conversation = Conversation()

        /// When the last answer with keys was sent, until this handler has learned of it.
        private let answered = NIOLockedValueBox<NIODeadline?>(nil)

        /// Since when a request has been awaited; `nil` while one is judged.
        private var waiting: NIODeadline?
        private var check: Scheduled<Void>?

        /// - Parameter patience: how long a whole request may take to arrive.
        package init(patience: TimeAmount = .seconds(5), _ client: any AnswerSink, respond: @escaping Responder) {
            self.patience = patience
            self.client = client
            self.respond = respond
        }

        package func channelActive(context: ChannelHandlerContext) {
            waiting = context.eventLoop.now
            look(context, at: context.eventLoop.now + patience)
        }

        package func channelInactive(context: ChannelHandlerContext) {
            check?.cancel()
            client.close()
        }

        package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            learnOfAnswer()
            switch conversation.receive(unwrapInboundIn(data).readableBytesView) {
            case .wait: break
            case .judge(let request): answer(context, request, nil)
            case .refuse(let problem): answer(context, nil, problem)
            case .close: context.close(promise: nil)
            }
        }

        package func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func answer(_ context: ChannelHandlerContext, _ request: AgentRequest?, _ problem: AgentProblem?) {
            waiting = nil
            let loop = context.eventLoop
            let bound = NIOLoopBound((self, context), eventLoop: loop)
            respond(request, problem) { [client, answered] reply in
                if case .keys(let answer) = reply {
                    // Before it is sent: the client may ask again at once.
                    answered.withLockedValue { $0 = loop.now }
                    if client.send(answer.bytes) { return }
                }
                loop.execute {
                    let (handler, context) = bound.value
                    handler.refuse(reply, context)
                }
            }
        }

        /// Sends a refusal, or closes the connection of a client that has not taken its answer.
        private func refuse(_ reply: Reply, _ context: ChannelHandlerContext) {
            guard context.channel.isActive else { return }
            guard case .refusal(let problem) = reply else { return context.close(promise: nil) }
            let isLast = Self.lastProblems.contains(problem)
            let promise = isLast ? context.eventLoop.makePromise(of: Void.self) : nil
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            promise?.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: AgentAnswer.refusal(problem))), promise: promise)
            if !isLast { awaitRequest(since: context.eventLoop.now) }
        }

        private func learnOfAnswer() {
            let time = answered.withLockedValue { time in
                defer { time = nil }
                return time
            }
            if let time { awaitRequest(since: time) }
        }

        private func awaitRequest(since time: NIODeadline) {
            conversation.answered()
            waiting = time
        }

        /// Looks later whether the client has been silent for too long. An answer does not change when: then no thread is
        /// woken by one.
        private func look(_ context: ChannelHandlerContext, at time: NIODeadline) {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            check = context.eventLoop.scheduleTask(deadline: time) {
                let (handler, context) = bound.value
                handler.closeIfSilent(context)
            }
        }

        private func closeIfSilent(_ context: ChannelHandlerContext) {
            learnOfAnswer()
            let now = context.eventLoop.now
            let end = (waiting ?? now) + patience
            if now < end { look(context, at: end) } else { context.close(promise: nil) }
        }
    }

#endif
