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
        Message("\(error.file.map(printable) ?? "the agent"): \(cause(of: error))", hint: hint(for: error))
    default: Message(cause(of: error), hint: hint(for: error))
    }
}

/// What is wrong, and what to do, of any error.
func message(of error: any Error, about subject: DocumentArgument? = nil) -> Message {
    switch error {
    case let error as EJSONError: message(for: error, about: subject)
    case let failure as Failure: failure.message
    default: "\(String(describing: error))"
    }
}

/// What is wrong. A public key is abbreviated.
func cause(of error: EJSONError) -> String { error.cause(key: abbreviated, path: printable) }

private func hint(for error: EJSONError) -> String? {
    switch error.code {
    case .missingPublicKey: "add one: `ejson keygen -w` prints a new public key"
    case .invalidPublicKey:
        error.reason == .lowOrderPoint || error.reason == .nonCanonicalPoint ? nil : "`ejson keygen -w` prints one"
    case .keyNotFound: hintOfMissingKey(error)
    case .malformedBoxedMessage: hintOfRestoring
    case .unsupportedVersion: "only version 1 (`EJ[1:`) exists"
    case .authenticationFailed: hintOfUnopenedValues(error.reason)
    case .notEncrypted: "run: ejson encrypt, and if it was ever committed or shared, replace the secret"
    case .noIdentity:
        [
            "name an identity with --identity, or have a recipient run: ejson recipients add FILE NAME KEY",
            hintOfWithheldKeys,
        ]
        .compactMap { $0 }.joined(separator: "; ")
    default: hint(error.reason, others: error.deliverableNames)
    }
}

private func hint(_ reason: EJSONError.Reason?, others: [String]) -> String? {
    switch reason {
    case .syntax(let reason): hint(reason)
    case .conflict(let finding): hint(finding)
    case .delivery(let problem): hint(problem, others: others)
    case .change(let problem): hint(problem)
    case .recipient(let problem): hint(problem)
    case .agent(let problem): hint(problem)
    default: nil
    }
}
