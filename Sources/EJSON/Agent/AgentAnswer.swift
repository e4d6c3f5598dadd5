import EJSONFormat

/// An agent's answer: shared keys in the order of the request, or the reason why there are none.
///
/// | offset | bytes | |
/// |---|---|---|
/// | 0 | 8 | header; the status is 0 for keys, else the reason; the number of keys is that of the request, or 0 |
/// | 8 | 32 n | the shared keys: secrets |
package enum AgentAnswer {
    /// The length in bytes of an answer with keys.
    package static func count(keys: Int) -> Int {
        AgentFrame.headerCount + keys * AgentFrame.keyCount
    }

    /// The answer of a refusal. `problem` is one of the protocol.
    package static func refusal(_ problem: AgentProblem) -> [UInt8] {
        AgentFrame.header(problem.rawValue, keyCount: 0)
    }

    /// The answer to a request, computed with the document's private key. It is in guarded memory, and should be sent
    /// from there.
    ///
    /// - Throws: `weakEphemeralKey`.
    ///
    /// The C function is `crypto_box_beforenm`, called once for each key.
    package static func keys(
        _ ephemeralKeys: [PublicKey],
        _ privateKey: borrowing PrivateKey
    ) throws(EJSONError) -> SecretBytes {
        var answer = try SecretBytes(capacity: count(keys: ephemeralKeys.count))
        answer.append(AgentFrame.header(0, keyCount: ephemeralKeys.count).span, 0..<AgentFrame.headerCount)
        for key in ephemeralKeys {
            let isSafe = answer.withRoom { room, count in
                let isSafe = Box.computeSharedKey(key.bytes, privateKey, into: &room, at: count)
                count += Box.sharedKeyCount
                return isSafe
            }
            guard isSafe else { throw EJSONError(.refusedByAgent, .agent(.weakEphemeralKey)) }
        }
        return answer
    }

    /// Reads the header of the answer to a request for `keys` keys, and returns how many bytes follow it.
    ///
    /// - Throws: the reason of a refusal; `malformedAnswer`, also for a reason that is not known.
    package static func countBehind(header: Span<UInt8>, keys: Int) throws(AgentProblem) -> Int {
        guard header.count == AgentFrame.headerCount, AgentFrame.begins(header) else { throw .malformedAnswer }
        let count = AgentFrame.keyCount(header)
        if header[5] != 0 {
            guard let problem = AgentProblem(rawValue: header[5]), problem.rawValue < 0xF0, count == 0 else {
                throw .malformedAnswer
            }
            throw problem
        }
        guard header[4] == AgentFrame.version, count == keys else { throw .malformedAnswer }
        return count * AgentFrame.keyCount
    }
}
