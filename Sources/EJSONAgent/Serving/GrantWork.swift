#if Agent

    package import EJSON
    package import Logging
    import NIOConcurrencyHelpers
    package import NIOCore
    package import NIOPosix
    import SystemPackage

    /// What a request comes to on the wire.
    package enum Reply: Sendable {
        case keys(SecretAnswer)
        case refusal(AgentProblem)
    }

    /// An answer with shared keys, in guarded memory until the kernel has it.
    package final class SecretAnswer: Sendable {
        package let bytes: SecretBytes

        package init(_ bytes: consuming SecretBytes) {
            self.bytes = bytes
        }
    }

    /// The requests under one grant: judged and recorded on other threads than the connections', no more than two at once,
    /// so that a grant whose clients flood it takes no time from others.
    package final class GrantWork: Sendable {
        private struct State {
            var grant: Grant
            var rate: RateLimit
            var unrecorded = 0
            var running = 0
            var waiting: [@Sendable () -> Void] = []
            var isEnded = false
        }

        package static let greatestQueue = 2_048
        private static let greatestConcurrency = 2

        private let state: NIOLockedValueBox<State>
        private let judge: Judge
        private let audit: AuditWriter
        private let threads: NIOThreadPool
        private let logger: Logger

        package init(_ grant: Grant, _ judge: Judge, _ audit: AuditWriter, _ threads: NIOThreadPool, _ logger: Logger) {
            state = NIOLockedValueBox(State(grant: grant, rate: RateLimit(perMinute: grant.rate)))
            self.judge = judge
            self.audit = audit
            self.threads = threads
            self.logger = logger
        }

        package var grant: Grant { state.withLockedValue { $0.grant } }

        /// What the grant's file says now counts from the next request on.
        package func replace(_ grant: Grant) {
            state.withLockedValue { state in
                if state.grant.rate != grant.rate { state.rate = RateLimit(perMinute: grant.rate) }
                state.grant = grant
            }
        }

        /// From now on nothing is answered, not even what has been asked for already.
        package func end() {
            state.withLockedValue { $0.isEnded = true }
        }

        /// The reply to a request; `nil` stands for bytes that are no request.
        package func reply(
            to request: AgentRequest?,
            _ problem: AgentProblem? = nil,
            from peer: Peer,
            on loop: any EventLoop
        ) -> EventLoopFuture<Reply> {
            let promise = loop.makePromise(of: Reply.self)
            let work: @Sendable () -> Void = { [self] in
                threads.submit { state in
                    promise.succeed(state == .active ? self.judged(request, problem, peer) : .refusal(.busy))
                    self.next()
                }
            }
            let verdict = state.withLockedValue { state -> (start: Bool, refusal: AgentProblem?) in
                guard state.rate.allows() else {
                    // Recorded by their number: a flood of requests must not become one of records.
                    state.unrecorded += 1
                    return (false, .tooManyRequests)
                }
                guard state.running >= Self.greatestConcurrency else {
                    state.running += 1
                    return (true, nil)
                }
                guard state.waiting.count < Self.greatestQueue else { return (false, .busy) }
                state.waiting.append(work)
                return (false, nil)
            }
            if let refusal = verdict.refusal { promise.succeed(.refusal(refusal)) }
            if verdict.start { work() }
            return promise.futureResult
        }

        private func next() {
            let work = state.withLockedValue { state -> (@Sendable () -> Void)? in
                guard !state.waiting.isEmpty else {
                    state.running -= 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            work?()
        }

        /// Judges a request and records what comes of it, before anybody is answered.
        private func judged(_ request: AgentRequest?, _ problem: AgentProblem?, _ peer: Peer) -> Reply {
            let (grant, unrecorded, isEnded) = state.withLockedValue { state in
                defer { state.unrecorded = 0 }
                return (state.grant, state.unrecorded, state.isEnded)
            }
            var verdict = Judge.Verdict()
            if isEnded {
                verdict.refusal = .notGranted
            } else if let request {
                verdict = judge.verdict(on: request, under: grant)
            } else {
                verdict.refusal = problem ?? .malformedRequest
            }
            if let cause = verdict.cause {
                logger.warning("a request was refused", metadata: ["grant": "\(grant.name)", "cause": "\(cause)"])
            }
            let record = AuditRecord(
                grant: grant.name, request: request, document: verdict.document?.string, peer: peer,
                description: peer.description(), refusal: verdict.refusal, unrecorded: unrecorded)
            do {
                try audit.write(record)
            } catch {
                state.withLockedValue { $0.unrecorded += unrecorded + 1 }
                logger.error(
                    "a request was refused, because it cannot be recorded",
                    metadata: ["grant": "\(grant.name)", "cause": "\(error)"])
                return .refusal(.notRecorded)
            }
            if let refusal = verdict.refusal { return .refusal(refusal) }
            guard let answer = verdict.answer.take() else { return .refusal(.noPrivateKey) }
            // The grant may have ended while the record was written.
            guard state.withLockedValue({ !$0.isEnded }) else { return .refusal(.notGranted) }
            return .keys(SecretAnswer(answer))
        }
    }

#endif
