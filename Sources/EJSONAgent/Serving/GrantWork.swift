#if Agent

    package import EJSON
    package import Logging
    import NIOConcurrencyHelpers
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

    /// The requests under one grant: judged and recorded on other threads than the connections'. No more than two are judged
    /// at once, so that a grant whose clients flood it takes no time from others. While their records are written the next
    /// ones are judged, and recorded together.
    package final class GrantWork: Sendable {
        private struct State {
            var grant: Grant
            var rate: RateLimit
            var unrecorded = 0
            var judging = 0
            var recording = 0
            var waiting: [@Sendable () -> Void] = []
            var isEnded = false

            var mayStart: Bool {
                judging < greatestConcurrency && judging + recording < greatestUnanswered
            }
        }

        /// What was judged: its record, and the reply when that is written.
        private struct Judgement {
            let record: AuditRecord
            let reply: Reply
        }

        package static let greatestQueue = 2_048
        private static let greatestConcurrency = 2

        /// Answers that wait for their records are in locked memory, of which there is not much.
        private static let greatestUnanswered = 64

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

        /// Judges a request, records it, and calls `answer` once, on any thread; `nil` stands for bytes that are no request.
        package func judge(
            _ request: AgentRequest?,
            _ problem: AgentProblem? = nil,
            from peer: Peer,
            answer: @escaping @Sendable (Reply) -> Void
        ) {
            let work: @Sendable () -> Void = { [self] in
                threads.submit { state in
                    guard state == .active else {
                        answer(.refusal(.busy))
                        return self.startNext { $0.judging -= 1 }
                    }
                    let judgement = self.judgement(of: request, problem, peer)
                    self.startNext {
                        $0.judging -= 1
                        $0.recording += 1
                    }
                    self.audit.write(judgement.record) { error in
                        answer(self.recorded(judgement, error))
                        self.startNext { $0.recording -= 1 }
                    }
                }
            }
            let verdict = state.withLockedValue { state -> (start: Bool, refusal: AgentProblem?) in
                guard state.rate.allows() else {
                    // Recorded by their number: a flood of requests must not become one of records.
                    state.unrecorded += 1
                    return (false, .tooManyRequests)
                }
                guard !state.mayStart else {
                    state.judging += 1
                    return (true, nil)
                }
                guard state.waiting.count < Self.greatestQueue else { return (false, .busy) }
                state.waiting.append(work)
                return (false, nil)
            }
            if let refusal = verdict.refusal { answer(.refusal(refusal)) }
            if verdict.start { work() }
        }

        private func startNext(_ change: (inout State) -> Void) {
            let work = state.withLockedValue { state -> (@Sendable () -> Void)? in
                change(&state)
                guard state.mayStart, !state.waiting.isEmpty else { return nil }
                state.judging += 1
                return state.waiting.removeFirst()
            }
            work?()
        }

        /// Judges a request. Nobody is answered before its record is written.
        private func judgement(of request: AgentRequest?, _ problem: AgentProblem?, _ peer: Peer) -> Judgement {
            let (grant, unrecorded, isEnded) = state.withLockedValue { state in
                defer { state.unrecorded = 0 }
                return (state.grant, state.unrecorded, state.isEnded)
            }
            let client = peer.description()
            var verdict = Judge.Verdict()
            if isEnded {
                verdict.refusal = .notGranted
            } else if client == nil {
                verdict.refusal = .clientEnded
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
                description: client ?? PeerDescription(), refusal: verdict.refusal, unrecorded: unrecorded)
            if let refusal = verdict.refusal { return Judgement(record: record, reply: .refusal(refusal)) }
            guard let answer = verdict.answer.take() else {
                return Judgement(record: record, reply: .refusal(.noPrivateKey))
            }
            return Judgement(record: record, reply: .keys(SecretAnswer(answer)))
        }

        /// The reply, when the record was written or could not be.
        private func recorded(_ judgement: Judgement, _ error: Errno?) -> Reply {
            let isEnded = state.withLockedValue { state in
                if error != nil { state.unrecorded += judgement.record.unrecorded + 1 }
                return state.isEnded
            }
            if let error {
                logger.error(
                    "a request was refused, because it cannot be recorded",
                    metadata: ["grant": "\(judgement.record.grant)", "cause": "\(error)"])
                return .refusal(.notRecorded)
            }
            // The grant may have ended while the record was written.
            return isEnded ? .refusal(.notGranted) : judgement.reply
        }
    }

#endif
