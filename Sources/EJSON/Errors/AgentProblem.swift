/// Why an agent has not answered with shared keys. The raw values are those of the protocol: `Docs/agent.md`.
package enum AgentProblem: UInt8, Error, Hashable, CaseIterable {
    /// The agent speaks no version of the protocol that this library speaks.
    case unsupportedVersion = 1
    case malformedRequest = 2
    /// The socket's grant does not include the document.
    case notGranted = 3
    /// The grant names a file, and not every ephemeral key that was asked for stands in it now.
    case notInFile = 4
    /// The agent has no private key for the document.
    case noPrivateKey = 5
    /// An ephemeral key is a point of low order or not in its canonical encoding.
    case weakEphemeralKey = 6
    /// More requests than the grant allows.
    case tooManyRequests = 7
    /// The request could not be recorded, so it was refused.
    case notRecorded = 8
    /// The grant's file cannot be read, or is no document now.
    case unreadableFile = 9
    /// The agent has more connections or requests than it takes.
    case busy = 10
    /// The process that connected has ended, so nobody knows in whose hands the connection is.
    case clientEnded = 11

    // What is not an answer.

    /// The agent cannot be reached.
    case unreachable = 0xF0
    /// The agent has closed the connection, or has not answered in time.
    case noAnswer = 0xF1
    /// What came is no answer to the request.
    case malformedAnswer = 0xF2
}

extension AgentProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .unreachable: "no agent answers"
        case .noAnswer: "the agent has ended the connection without an answer"
        case .malformedAnswer: "what listens there does not speak the agent's protocol"
        case .unsupportedVersion: "the agent speaks another version of the protocol"
        case .malformedRequest: "the agent did not understand the request"
        case .notGranted: "the grant does not include the document"
        case .notInFile: "values were sealed with ephemeral keys that are not in the host's document now"
        case .noPrivateKey: "the agent has no private key for the document"
        case .weakEphemeralKey: "the document has an ephemeral key that is no safe point"
        case .tooManyRequests: "the agent has had more requests than the grant allows"
        case .notRecorded: "the agent could not record the request, and so refused it"
        case .unreadableFile: "the agent cannot read the document on the host"
        case .busy: "the agent has too much to do"
        case .clientEnded: "the process that connected to the agent has ended"
        }
    }
}
