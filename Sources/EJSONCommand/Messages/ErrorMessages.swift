import EJSON
import EJSONFormat
import SystemPackage

/// What is wrong, and what to do. `subject` is the document, which the line has named already.
func words(for error: EJSONError, about subject: DocumentArgument? = nil) -> String {
    switch error.code {
    case .malformedJSON, .duplicatePublicKey:
        return error.reason.map(words) ?? "not a document"
    case .missingPublicKey:
        return "no \"_public_key\" in the top-level object; add one: `ejson keygen -w` prints a new public key"
    case .invalidPublicKey:
        return wordsForPublicKey(error.reason)
    case .invalidPrivateKey:
        return keyFile(error).map { "the key file \($0) does not hold a private key: 64 hex digits" }
            ?? "not a private key: 64 hex digits"
    case .keyNotFound:
        return wordsForMissingKey(error)
    case .keyMismatch:
        let key = error.publicKey.map(abbreviated) ?? ""
        return keyFile(error).map {
            "the key file \($0) holds the private key of another public key than \(key); "
                + "put the right one there, or name another directory with --keydir"
        }
            ?? "the private key is not that of the document's public key \(key)"
    case .insecureKeyDirectory:
        return wordsForInsecureKey(error)
    case .malformedBoxedMessage:
        return "malformed boxed message: \(error.reason.map(words) ?? "")"
            + "; restore the value from git, or put its plaintext there and encrypt again"
    case .unsupportedVersion:
        return "boxed message of an unknown version; only version 1 (`EJ[1:`) exists"
    case .authenticationFailed:
        return wordsForUnopenedValues(error)
    case .notEncrypted:
        return "not encrypted; run: ejson encrypt, and if it was ever committed or shared, replace the secret"
    case .agentUnavailable, .refusedByAgent:
        return wordsForAgent(error)
    case .inputOutput:
        return wordsForFile(error, about: subject)
    case .invalidRecipient, .forgedRecipient, .noIdentity:
        let hint = error.code == .noIdentity ? wordsForWithheldKeys(environmentVariable(withheldVariables)) : ""
        return (error.reason.map(words) ?? error.description) + hint
    case .valueNotFound, .undeliverableValue, .impossibleChange, .notExecutable:
        let guess = error.nearestKeyPath.map { "; did you mean '\(printable($0))'?" } ?? ""
        return (error.reason.map(words) ?? "") + guess
    case .outOfMemory:
        guard let errno = error.errno, errno != .noMemory else {
            return "not enough memory to keep the document in"
        }
        return "the system refuses memory that core dumps leave out: \(errno)"
    case .cryptographyUnavailable:
        return "the system gives no randomness: neither by getrandom nor by /dev/urandom"
    default:
        return error.description
    }
}

private func words(_ reason: EJSONError.Reason) -> String {
    switch reason {
    case .syntax(let reason): words(reason)
    case .conflict(let conflict): words(conflict)
    case .notHexadecimal: "it must be 64 hex digits"
    case .lowOrderPoint: "its public key is a low-order point, for which anyone could open the box"
    case .nonCanonicalPoint: "its public key is not in its canonical encoding"
    case .malformation(.unsupportedVersion): "unknown version"
    case .malformation(.invalidEphemeralKey): "its public key is not the base64 of 32 bytes"
    case .malformation(.invalidNonce): "its nonce is not the base64 of 24 bytes"
    case .malformation(.invalidBox): "its box is not base64, or too short"
    case .notUTF8: "what was sealed is not UTF-8"
    case .file(let problem): String(describing: problem)
    case .permissions(let problem): String(describing: problem)
    case .delivery(let problem): words(problem)
    case .change(let problem): words(problem)
    case .recipient(let problem): words(problem)
    case .noIdentity(let recipients, let tried): wordsForNoIdentity(recipients, tried)
    case .unopened, .agent: String(describing: reason)
    }
}
