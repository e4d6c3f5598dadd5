#if Agent

    import CommandLineFlags
    import Configuration
    import Logging

    /// A command that serves until it is asked to stop.
    protocol Server: Command {
        func serve() async throws
    }

    extension Server {
        /// `serve` is called instead.
        func run() throws {}
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
