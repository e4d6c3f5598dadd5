import EJSON

/// What to do when an agent does not open a document.
func hint(_ problem: AgentProblem) -> String? {
    switch problem {
    case .unreachable: "is ejson-agent running, and this socket mounted here?"
    case .noAnswer, .noPrivateKey, .notRecorded, .unreadableFile: "the agent's log says why"
    case .unsupportedVersion, .malformedRequest: "update the older one of command and agent"
    case .notInFile: "use the same version of the document here and there"
    case .weakEphemeralKey: "restore the value from git"
    case .tooManyRequests, .busy: "try again later"
    case .malformedAnswer, .notGranted: nil
    case .clientEnded: "the process that asks must be the one that has connected"
    }
}
