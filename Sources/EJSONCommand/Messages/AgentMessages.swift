import EJSON

/// What keeps an agent from opening a document, and what to do.
func messageForAgent(_ error: EJSONError) -> Message {
    let socket = error.file.map(printable) ?? "the agent"
    guard case .agent(let problem) = error.reason else { return "\(error.description)" }
    let reason = error.errno.map { ": \($0)" } ?? ""
    let document = error.publicKey.map { abbreviated($0) } ?? "the document"
    switch problem {
    case .unreachable:
        return Message(
            "no agent answers at \(socket)\(reason)",
            hint: "is ejson-agent running, and this socket mounted here?")
    case .noAnswer:
        return Message(
            "the agent at \(socket) has ended the connection without an answer\(reason)",
            hint: "its log says why")
    case .malformedAnswer:
        return "what listens at \(socket) does not speak the protocol of ejson-agent"
    case .unsupportedVersion:
        return Message(
            "the agent at \(socket) speaks another version of the protocol",
            hint: "update the older one of the two")
    case .malformedRequest:
        return Message("the agent at \(socket) did not understand the request", hint: "update the older one of the two")
    case .notGranted:
        return "the grant of \(socket) does not include the document with the public key \(document)"
    case .notInFile:
        return Message(
            "values here were sealed with ephemeral keys that are not in the host's document now",
            hint: "use the same version of the document here and there")
    case .noPrivateKey:
        return Message(
            "the agent at \(socket) has no private key for \(document)",
            hint: "its log says where it looked")
    case .weakEphemeralKey:
        return Message("the document has an ephemeral key that is no safe point", hint: "restore the value from git")
    case .tooManyRequests:
        return Message("the agent at \(socket) has had more requests than its grant allows", hint: "try again later")
    case .notRecorded:
        return Message(
            "the agent at \(socket) could not record the request, and so refused it",
            hint: "its log says why")
    case .unreadableFile:
        return Message("the agent at \(socket) cannot read the document on the host", hint: "its log says why")
    case .busy:
        return Message("the agent at \(socket) has too much to do", hint: "try again later")
    case .clientEnded:
        return Message(
            "the process that connected to the agent at \(socket) has ended",
            hint: "the process that asks must be the one that has connected")
    }
}
