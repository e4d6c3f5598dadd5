#if Agent

    import NIOCore
    import NIOPosix
    import SystemPackage

    /// Lets a listening socket rest for a tenth of a second when no client can be accepted, because there are no descriptors or
    /// no memory. Clients wait in its queue. Without this the loop would ask the kernel again and again: what could not be
    /// accepted stays readable, and NIO's `AcceptBackoffHandler` holds back only reads that are asked for anew.
    final class AcceptPause: ChannelInboundHandler {
        typealias InboundIn = any Channel

        private static let causes = [EMFILE, ENFILE, ENOBUFS, ENOMEM]

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            guard let error = error as? IOError, Self.causes.contains(error.errnoCode) else {
                context.fireErrorCaught(error)
                return
            }
            let channel = context.channel
            _ = channel.setOption(.autoRead, value: false)
            context.eventLoop.scheduleTask(in: .milliseconds(100)) { channel.setOption(.autoRead, value: true) }
        }
    }

    extension ServerBootstrap {
        /// Clients that cannot be accepted do not keep the loop busy: see `AcceptPause`.
        func pausingWhenNoneCanBeAccepted() -> ServerBootstrap {
            serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(AcceptPause()) }
            }
        }
    }

#endif
