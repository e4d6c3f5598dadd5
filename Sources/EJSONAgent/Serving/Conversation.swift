package import EJSON

/// The agent's side of a connection, without I/O: what has been received, and what follows from it.
package struct Conversation {
    package enum Step: Hashable {
        /// More bytes are needed.
        case wait
        /// A whole request.
        case judge(AgentRequest)
        /// What came is no request. The connection has no future.
        case refuse(AgentProblem)
        /// The client speaks out of turn. The connection has no future.
        case close
    }

    private var received: [UInt8] = []
    private var isJudging = false

    package init() {}

    /// Whether the bytes of a request are awaited: the time for that is limited.
    package var isWaiting: Bool { !isJudging }

    package mutating func receive(_ bytes: some Sequence<UInt8>) -> Step {
        // A request before the answer to the last one would make the agent keep what it cannot judge yet.
        guard !isJudging else { return .close }
        received.append(contentsOf: bytes)
        do throws(AgentProblem) {
            guard let count = try AgentRequest.count(beginning: received.span), received.count >= count else {
                return .wait
            }
            guard received.count == count else { return .close }
            let request = try AgentRequest(received.span)
            isJudging = true
            received.removeAll(keepingCapacity: true)
            return .judge(request)
        } catch {
            return .refuse(error)
        }
    }

    /// The request has been answered, so the next one may come.
    package mutating func answered() {
        isJudging = false
    }
}
