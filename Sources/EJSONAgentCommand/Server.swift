#if Agent

    import CommandLineFlags
    import Configuration
    import EJSONAgent
    import Logging
    import ServiceLifecycle
    import SystemPackage
    import UnixSignals

    /// A command that serves until it is asked to stop.
    protocol Server: Command {
        /// What is served. No secret has been read yet; from here on one may be.
        func service(_ logger: Logger) throws -> any Service

        func serve() async throws
    }

    extension Server {
        /// `serve` is called instead.
        func run() throws {}

        func serve() async throws { try await serveUntilStopped() }

        func serveUntilStopped() async throws {
            let logger = try standardErrorLog()
            try closeProcess { logger.warning("\($0)") }
            let group = ServiceGroup(
                services: [try service(logger)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            try await group.run()
        }
    }

    /// The socket that systemd has passed, else a new one.
    ///
    /// - Parameter prepare: Makes what a new one needs.
    func listeningSocket(_ path: FilePath, prepare: () throws -> Void = {}) throws -> CInt {
        let passed = ServiceManager.takeSockets()
        guard passed.count <= 1 else { throw Failure("systemd has passed more than one socket") }
        if let socket = passed.values.first { return socket }
        try prepare()
        do throws(Errno) {
            return try systemListen(at: path)
        } catch {
            throw Failure("\(path): \(error)")
        }
    }

    /// The log on standard error, as the environment sets it.
    func standardErrorLog() throws -> Logger {
        let settings = ConfigReader(provider: EnvironmentVariablesProvider())
        let level = settings.string(forKey: "ejson.agent.log.level", default: "info")
        guard let level = Logger.Level(rawValue: level) else {
            throw Failure("EJSON_AGENT_LOG_LEVEL is no level of swift-log: \(level)")
        }
        var logger = Logger(label: "ejson-agent") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }

#endif
