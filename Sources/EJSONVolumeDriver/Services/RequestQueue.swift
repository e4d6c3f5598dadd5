#if Agent

    package import GRPCCore
    package import NIOPosix
    import NIOConcurrencyHelpers

    /// Runs the work of requests, and answers each within two seconds.
    ///
    /// Work waits for the agent and for the kernel, so it has threads of its own. Work that takes longer goes on and is
    /// answered as not done yet; kubelet asks again, and gets the same answer until it is done.
    package struct RequestQueue: Sendable {
        private let threads: NIOThreadPool
        private static let patience = Duration.milliseconds(1_800)

        /// - Parameter threads: a pool that is started.
        package init(_ threads: NIOThreadPool) {
            self.threads = threads
        }

        /// - Throws: what the work throws, as the status of a request.
        package func run<Result: Sendable>(
            _ work: @escaping @Sendable () throws(DriverError) -> Result
        ) async throws(RPCError) -> Result {
            let answer = Answer<Result>()
            threads.submit { state in
                // Nobody waits for work that has not begun in time.
                guard case .active = state, !answer.isGiven else {
                    return answer.give(.failure(DriverError(.unavailable, "the driver is stopping")))
                }
                do throws(DriverError) {
                    answer.give(.success(try work()))
                } catch {
                    answer.give(.failure(error))
                }
            }
            let end = Task {
                try await Task.sleep(for: Self.patience)
                answer.give(
                    .failure(DriverError(.unavailable, "not done within two seconds; it goes on, so ask again")))
            }
            defer { end.cancel() }
            do throws(DriverError) {
                return try await answer.value()
            } catch {
                throw RPCError(error)
            }
        }
    }

    /// Whatever comes first: the result, or the end of patience.
    private final class Answer<Value: Sendable>: Sendable {
        private enum State {
            case open
            case waiting(CheckedContinuation<Result<Value, DriverError>, Never>)
            case given(Result<Value, DriverError>)
        }

        private let state = NIOLockedValueBox(State.open)

        var isGiven: Bool {
            state.withLockedValue { if case .given = $0 { true } else { false } }
        }

        func give(_ result: Result<Value, DriverError>) {
            let continuation = state.withLockedValue {
                state -> CheckedContinuation<Result<Value, DriverError>, Never>? in
                defer { if case .given = state {} else { state = .given(result) } }
                if case .waiting(let continuation) = state { return continuation }
                return nil
            }
            continuation?.resume(returning: result)
        }

        func value() async throws(DriverError) -> Value {
            let result = await withCheckedContinuation { continuation in
                let result = state.withLockedValue { state -> Result<Value, DriverError>? in
                    if case .given(let result) = state { return result }
                    state = .waiting(continuation)
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
            return try result.get()
        }
    }

    extension RPCError {
        init(_ error: DriverError) {
            let code: RPCError.Code =
                switch error.code {
                case .invalid: .invalidArgument
                case .alreadyPublished: .alreadyExists
                case .pending: .aborted
                case .denied: .permissionDenied
                case .precondition: .failedPrecondition
                case .exhausted: .resourceExhausted
                case .unavailable: .unavailable
                case .failed: .internalError
                }
            self.init(code: code, message: error.description)
        }
    }

#endif
