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

    // What is not an answer.

    /// The agent cannot be reached.
    case unreachable = 0xF0
    /// The agent has closed the connection, or has not answered in time.
    case noAnswer = 0xF1
    /// What came is no answer to the request.
    case malformedAnswer = 0xF2
}
