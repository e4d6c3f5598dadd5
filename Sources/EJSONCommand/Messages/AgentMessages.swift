import EJSON

/// What keeps an agent from opening a document, and what to do.
func wordsForAgent(_ error: EJSONError) -> String {
    let socket = error.file.map(printable) ?? "the agent"
    guard case .agent(let problem) = error.reason else { return error.description }
    let reason = error.errno.map { ": \($0)" } ?? ""
    let document = error.publicKey.map { abbreviated($0) } ?? "the document"
    switch problem {
    case .unreachable:
        return "no agent answers at \(socket)\(reason); is ejson-agent running, and this socket mounted here?"
    case .noAnswer:
        return "the agent at \(socket) has ended the connection without an answer\(reason); its log says why"
    case .malformedAnswer:
        return "what listens at \(socket) does not speak the protocol of ejson-agent"
    case .unsupportedVersion:
        return "the agent at \(socket) speaks another version of the protocol; update the older one of the two"
    case .malformedRequest:
        return "the agent at \(socket) did not understand the request; update the older one of the two"
    case .notGranted:
        return "the grant of \(socket) does not include the document with the public key \(document)"
    case .notInFile:
        return "values here were sealed with ephemeral keys that are not in the host's document now; "
            + "use the same version of the document here and there"
    case .noPrivateKey:
        return "the agent at \(socket) has no private key for \(document); its log says where it looked"
    case .weakEphemeralKey:
        return "the document has an ephemeral key that is no safe point; restore the value from git"
    case .tooManyRequests:
        return "the agent at \(socket) has had more requests than its grant allows; try again later"
    case .notRecorded:
        return "the agent at \(socket) could not record the request, and so refused it; its log says why"
    case .unreadableFile:
        return "the agent at \(socket) cannot read the document on the host; its log says why"
    case .busy:
        return "the agent at \(socket) has too much to do; try again later"
    }
}
