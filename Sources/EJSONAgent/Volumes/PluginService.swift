#if Agent

    import CPlatform
    import EJSON
    package import Logging
    import NIOCore
    import NIOHTTP1
    import NIOPosix
    import ServiceLifecycle
    import SystemPackage

    /// The plugin on its socket, until it is asked to stop. Volumes stay mounted then: containers use them.
    package struct PluginService: Service {
        private let driver: VolumeDriver
        private let socket: CInt
        private let interval: Duration
        private let logger: Logger

        /// - Parameters:
        ///   - socket: listens.
        ///   - interval: between two looks at the documents.
        package init(_ driver: VolumeDriver, socket: CInt, interval: Duration, _ logger: Logger) {
            self.driver = driver
            self.socket = socket
            self.interval = interval
            self.logger = logger
        }

        package func run() async throws {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let threads = NIOThreadPool(numberOfThreads: 16)
            threads.start()
            let logger = logger
            let plugin = PluginProtocol(driver) { logger.warning("\($0)") }
            let channel = try await ServerBootstrap(group: group)
                .pausingWhenNoneCanBeAccepted()
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        let deadline = RequestDeadline()
                        try pipeline.addHandler(deadline)
                        try pipeline.configureHTTPServerPipeline(
                            withPipeliningAssistance: true, withErrorHandling: true)
                        let loop = channel.eventLoop
                        try pipeline.addHandler(
                            PluginHandler(deadline) { call, body in
                                threads.runIfActive(eventLoop: loop) { plugin.answer(call, body) }
                            })
                    }
                }
                .withBoundSocket(socket)
                .get()
            ServiceManager.notify("READY=1", "STATUS=\(driver.list().count) volumes")
            let driver = driver
            while await sleep() {
                try? await threads.runIfActive { driver.update() }
            }
            ServiceManager.notify("STOPPING=1")
            logger.info("stopping; volumes stay mounted")
            try? await channel.close().get()
            try await threads.shutdownGracefully()
            try await group.shutdownGracefully()
        }

        /// Returns whether it goes on.
        private func sleep() async -> Bool {
            do {
                return try await cancelWhenGracefulShutdown {
                    try await Task.sleep(for: interval)
                    return true
                }
            } catch {
                return false
            }
        }
    }

#endif
