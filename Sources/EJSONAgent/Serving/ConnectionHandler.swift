#if Agent

    package import EJSON
    import EJSONFormat
    package import NIOCore

    /// One connection of a client. What it says goes to a `Conversation`; what follows from that is done here.
    package final class ConnectionHandler: ChannelInboundHandler {
        package typealias InboundIn = ByteBuffer
        package typealias OutboundOut = ByteBuffer

        /// Hands an answer with keys to the kernel, without a copy that is not wiped. Returns `false` when it does not take
        /// all of it at once: then the client does not read what it asked for.
        package typealias Sender = (ChannelHandlerContext, borrowing SecretBytes) -> Bool

        /// Refusals after which the connection is closed.
        private static let lastProblems: Set<AgentProblem> = [
            .malformedRequest, .unsupportedVersion, .weakEphemeralKey, .busy, .clientEnded,
        ]

        package typealias Responder = (AgentRequest?, AgentProblem?) -> EventLoopFuture<Reply>

        private let patience: TimeAmount
        private let respond: Responder
        private let send: Sender
        private var conversation = Conversation()
        private var deadline: Scheduled<Void>?

        /// - Parameter patience: how long a whole request may take to arrive.
        package init(patience: TimeAmount = .seconds(5), respond: @escaping Responder, send: @escaping Sender) {
            self.patience = patience
            self.respond = respond
            self.send = send
        }

        package func channelActive(context: ChannelHandlerContext) {
            awaitRequest(context)
        }

        package func channelInactive(context: ChannelHandlerContext) {
            deadline?.cancel()
        }

        package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch conversation.receive(unwrapInboundIn(data).readableBytesView) {
            case .wait: break
            case .judge(let request): answer(context, respond(request, nil))
            case .refuse(let problem): answer(context, respond(nil, problem))
            case .close: context.close(promise: nil)
            }
        }

        package func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func answer(_ context: ChannelHandlerContext, _ reply: EventLoopFuture<Reply>) {
            deadline?.cancel()
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            reply.whenComplete { result in
                let (handler, context) = bound.value
                guard context.channel.isActive else { return }
                handler.send((try? result.get()) ?? .refusal(.busy), context)
            }
        }

        private func send(_ reply: Reply, _ context: ChannelHandlerContext) {
            switch reply {
            case .keys(let answer):
                guard send(context, answer.bytes) else { return context.close(promise: nil) }
            case .refusal(let problem):
                let bytes = AgentAnswer.refusal(problem)
                let isLast = Self.lastProblems.contains(problem)
                let promise = isLast ? context.eventLoop.makePromise(of: Void.self) : nil
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                promise?.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: promise)
                if isLast { return }
            }
            conversation.answered()
            awaitRequest(context)
        }

        private func awaitRequest(_ context: ChannelHandlerContext) {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            deadline = context.eventLoop.scheduleTask(in: patience) { bound.value.close(promise: nil) }
        }
    }

#endif
