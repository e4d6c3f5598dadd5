import EJSON
import EJSONFormat

extension Property {
    /// An invalid request is refused as early as possible, however it is split, and a request has one encoding. The
    /// header of an answer has the number of following bytes, or is refused.
    static let agentMessages = Property("agent-messages") { input throws in
        var verdict: Result<Int?, AgentProblem> = .success(nil)
        for count in 0...min(input.count, AgentFrame.headerCount + 64) {
            let next = requestCount(input.span.extracting(0..<count))
            switch (verdict, next) {
            case (.failure(let first), .failure(let second)):
                try require(first == second, "another refusal after more bytes")
            case (.failure, .success): throw Violation(words: "refused, and with more bytes not")
            case (.success(let known?), .success(let later)):
                try require(known == later, "another length after more bytes")
            case (.success(.some), .failure): throw Violation(words: "a length, and with more bytes none")
            case (.success(nil), _): break
            }
            verdict = next
        }
        if case .success(let count?) = verdict {
            try require(count <= AgentRequest.greatestCount, "longer than the longest request")
            if count <= input.count { try checkRequest(Array(input[..<count])) }
        }
        if input.count >= AgentFrame.headerCount {
            let header = input.span.extracting(0..<AgentFrame.headerCount)
            for keys in [1, 2, AgentFrame.greatestKeyCount] {
                guard let count = try? AgentAnswer.countBehind(header: header, keys: keys) else { continue }
                try require(count == keys * AgentFrame.keyCount, "an answer with other keys than were asked for")
            }
        }
    }
}

private func requestCount(_ bytes: Span<UInt8>) -> Result<Int?, AgentProblem> {
    do throws(AgentProblem) { return .success(try AgentRequest.count(beginning: bytes)) } catch {
        return .failure(error)
    }
}

private func checkRequest(_ bytes: [UInt8]) throws {
    let request: AgentRequest
    do throws(AgentProblem) {
        request = try AgentRequest(bytes.span)
    } catch {
        return try require([.malformedRequest, .weakEphemeralKey].contains(error), "refused as \(error)")
    }
    try require(request.encoded == bytes, "another spelling of the same request")
    try require(1...AgentFrame.greatestKeyCount ~= request.ephemeralKeys.count, "too many keys, or none")
}
