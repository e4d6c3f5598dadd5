import EJSON
import EJSONFormat
import SystemPackage

// The library says what is wrong (`EJSON/Errors`); the hints say what to do about it with this command.

/// What is wrong, and what to do, in one line.
func words(for error: EJSONError, about subject: DocumentArgument? = nil) -> String {
    message(for: error, about: subject).line
}

/// What is wrong, and what to do. `subject` is the document, which the line has named already.
func message(for error: EJSONError, about subject: DocumentArgument? = nil) -> Message {
    switch error.code {
    case .inputOutput: messageForFile(error, about: subject)
    case .insecureKeyDirectory: messageForInsecureKey(error)
    case .invalidPrivateKey, .keyMismatch:
        keyFile(error).map { message(of: error, in: $0) } ?? Message(cause(of: error))
    case .agentUnavailable, .refusedByAgent:
        Message(
            "\(error.file.map(printable) ?? "the agent"): \(cause(of: error))", hint: hint(for: error, about: subject))
    case .invalidRecipient where subject != nil && error.file != nil && error.file != subject?.file:
        // An identity, beside the document that the line has named.
        Message("\(error.file.map(printable) ?? ""): \(cause(of: error))", hint: hint(for: error, about: subject))
    default: Message(cause(of: error), hint: hint(for: error, about: subject))
    }
}

/// What is wrong, and what to do, of any error.
func message(of error: any Error, about subject: DocumentArgument? = nil) -> Message {
    switch error {
    case let error as EJSONError: message(for: error, about: subject)
    case let failure as Failure: failure.message
    case let error as Errno: Message(error.description, hint: hint(of: error))
    default: "\(String(describing: error))"
    }
}

/// What is wrong. A public key is abbreviated.
func cause(of error: EJSONError) -> String { error.cause(key: abbreviated, path: printable) }

private func hint(for error: EJSONError, about subject: DocumentArgument?) -> String? {
    let file = (subject?.file ?? error.file).map(shellWord) ?? "FILE"
    return switch error.code {
    case .missingPublicKey: hintOfMissingPublicKey(error)
    case .invalidPublicKey:
        error.reason == .lowOrderPoint || error.reason == .nonCanonicalPoint ? nil : "`ejson keygen -w` prints one"
    case .keyNotFound: hintOfMissingKey(error)
    case .malformedBoxedMessage: hintOfRestoring
    case .unsupportedVersion: "only version 1 (`EJ[1:`) exists"
    case .authenticationFailed: hintOfUnopenedValues(error.reason)
    case .notEncrypted: "run: ejson encrypt \(file), and if it was ever committed or shared, replace the secret"
    case .noIdentity:
        [
            "name an identity with --identity, or have a recipient run: ejson recipients add \(file) NAME KEY",
            hintOfWithheldKeys,
        ]
        .compactMap { $0 }.joined(separator: "; ")
    case .valueNotFound: error.nearestPath == nil ? hintOfMissingValue(error, file) : nil
    case .outOfMemory:
        "free memory, or raise the limits of this process (ulimit -v, ulimit -l) or of its container"
    case .cryptographyUnavailable: "give the container or chroot a /dev/urandom, or let its sandbox allow getrandom"
    default: hint(error.reason, file, others: error.deliverableNames)
    }
}

/// There is no such value, and none of nearly the same path.
private func hintOfMissingValue(_ error: EJSONError, _ file: String) -> String {
    switch error.path {
    case "environment": hintOfEnvironment
    case "kubernetes_secrets":
        "it is an object with a member for each secret: {\"NAME\": {\"_type\": \"Opaque\", \"data\": {\"KEY\": \"VALUE\"}}}"
    default: "`ejson list \(file)` shows the paths that it has"
    }
}

/// The public key is not there, or stands where it does not count.
private func hintOfMissingPublicKey(_ error: EJSONError) -> String {
    guard let path = error.nearestPath else { return "add one: `ejson keygen -w` prints a new public key" }
    return path.hasSuffix("_public_key") && path != "_public_key" && path.contains { $0 == "." || $0 == "/" }
        ? "move it to the top-level object" : "name it \"_public_key\""
}

/// - Parameter file: the document's name, for commands to paste.
private func hint(_ reason: EJSONError.Reason?, _ file: String, others: [String]) -> String? {
    switch reason {
    case .syntax(let reason): hint(reason, file)
    case .conflict(let finding): hint(finding, file)
    case .delivery(let problem): hint(problem, others: others)
    case .change(let problem): hint(problem, file)
    case .recipient(let problem): hint(problem)
    case .agent(let problem): hint(problem)
    default: nil
    }
}
