import EJSON
import EJSONFormat
import SystemPackage

/// What is wrong, and what to do, in one line.
func words(for error: EJSONError, about subject: DocumentArgument? = nil) -> String {
    message(for: error, about: subject).line
}

/// What is wrong, and what to do. `subject` is the document, which the line has named already.
func message(for error: EJSONError, about subject: DocumentArgument? = nil) -> Message {
    switch error.code {
    case .malformedJSON, .duplicatePublicKey:
        return error.reason.map(message) ?? "not a document"
    case .missingPublicKey:
        return Message(
            error.cause, hint: "add one: `ejson keygen -w` prints a new public key")
    case .invalidPublicKey:
        return messageForPublicKey(error.reason)
    case .invalidPrivateKey:
        return keyFile(error).map { "the key file \($0) does not hold a private key: 64 hex digits" }
            ?? "not a private key: 64 hex digits"
    case .keyNotFound:
        return messageForMissingKey(error)
    case .keyMismatch:
        let key = error.publicKey.map(abbreviated) ?? ""
        return keyFile(error).map {
            Message(
                "the key file \($0) holds the private key of another public key than \(key)",
                hint: "put the right one there, or name another directory with --keydir")
        } ?? "the private key is not that of the document's public key \(key)"
    case .insecureKeyDirectory:
        return messageForInsecureKey(error)
    case .malformedBoxedMessage:
        return Message(
            "malformed boxed message: \(error.reason.map(message)?.words ?? "")",
            hint: "restore the value from git, or put its plaintext there and encrypt again")
    case .unsupportedVersion:
        return Message(error.cause, hint: "only version 1 (`EJ[1:`) exists")
    case .authenticationFailed:
        return messageForUnopenedValues(error)
    case .notEncrypted:
        return Message(
            error.cause, hint: "run: ejson encrypt, and if it was ever committed or shared, replace the secret")
    case .agentUnavailable, .refusedByAgent:
        return messageForAgent(error)
    case .inputOutput:
        return messageForFile(error, about: subject)
    case .invalidRecipient, .forgedRecipient:
        return error.reason.map(message) ?? Message(error.cause)
    case .noIdentity:
        let message = error.reason.map(message) ?? Message(error.cause)
        return message.adding(hint: hintOfWithheldKeys(environmentVariable(withheldVariables)))
    case .valueNotFound, .undeliverableValue, .impossibleChange:
        if error.reason == .delivery(.notAPlainValue) { return messageForStructuredValues(error.deliverableNames) }
        let message = error.reason.map(message) ?? ""
        guard let guess = error.nearestPath else { return message }
        return Message("\(message.words); did you mean '\(printable(guess))'?", hint: message.hint)
    case .outOfMemory:
        guard let errno = error.errno, errno != .noMemory else {
            return "not enough memory to keep the document in"
        }
        return "the system refuses memory that core dumps leave out: \(errno)"
    case .cryptographyUnavailable:
        return "the system gives no randomness: neither by getrandom nor by /dev/urandom"
    default:
        return Message(error.cause)
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

private func message(_ reason: EJSONError.Reason) -> Message {
    switch reason {
    case .syntax(let reason): message(reason)
    case .conflict(let conflict): message(conflict)
    case .delivery(let problem): message(problem)
    case .change(let problem): message(problem)
    case .recipient(let problem): message(problem)
    case .noIdentity(let recipients, let tried): messageForNoIdentity(recipients, tried)
    default: Message(reason.cause)
    }
}
