#if Configuration

    import Logging

    /// What is logged as an error, as a stream of whole lines.
    struct RecordedLog: LogHandler {
        let errors: AsyncStream<String>
        private let continuation: AsyncStream<String>.Continuation

        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init() {
            (errors, continuation) = AsyncStream.makeStream()
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level == .error else { return }
            continuation.yield("\(event.message) \(event.metadata ?? [:])")
        }

        var logger: Logger { Logger(label: "test", factory: { _ in self }) }
    }

#endif
