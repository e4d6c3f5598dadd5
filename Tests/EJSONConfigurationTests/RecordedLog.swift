#if Configuration

    import Logging

    /// What is logged at one level, as a stream of whole lines.
    struct RecordedLog: LogHandler {
        let lines: AsyncStream<String>
        private let recorded: Logger.Level
        private let continuation: AsyncStream<String>.Continuation

        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(_ level: Logger.Level = .error) {
            recorded = level
            (lines, continuation) = AsyncStream.makeStream()
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level == recorded else { return }
            continuation.yield("\(event.message) \(event.metadata ?? [:])")
        }

        /// Nothing more will be logged.
        func finish() { continuation.finish() }

        var logger: Logger { Logger(label: "test", factory: { _ in self }) }
    }

#endif
