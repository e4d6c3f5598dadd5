import EJSONFormat
import SystemPackage

extension EJSONError: CustomStringConvertible {
    /// One line for a log: where it is, as far as that is known, and what is wrong.
    ///
    ///     secrets.ejson:1:7: expected a value
    ///     secrets.ejson:4:12: environment.TOKEN: not encrypted
    ///
    /// It holds file names and key paths, their control characters as escapes, and no secret.
    public var description: String {
        // The cause names the directory, in which the key file would be.
        let file = code == .keyNotFound && keyDirectory != nil ? nil : file
        var place = file.map { printable($0.string) } ?? ""
        if let position { place += place.isEmpty ? "line \(position.line), column \(position.column)" : ":\(position)" }
        return [place, path.map(printable) ?? "", cause].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// What is wrong, in words, without where and without what to do about it.
    package var cause: String {
        let system = errno.map { ": \($0)" } ?? ""
        switch code {
        case .missingPublicKey: return "no \"_public_key\" in the top-level object"
        case .invalidPublicKey:
            switch reason {
            case .lowOrderPoint: return "not a public key: a low-order point, for which anyone could open the boxes"
            case .nonCanonicalPoint: return "not a public key: a point, but not in its canonical encoding"
            default: return "not a public key: it must be a string of 64 hex digits"
            }
        case .invalidPrivateKey: return "not a private key: 64 hex digits"
        case .keyNotFound:
            let key = publicKeyDigits.map { " for \($0)" } ?? ""
            return "no private key\(key)" + (keyDirectory.map { " in \(printable($0.string))" } ?? "")
        case .keyMismatch:
            return "not the private key of the document's public key" + (publicKeyDigits.map { " \($0)" } ?? "")
        case .malformedBoxedMessage: return "malformed boxed message" + (reason.map { ": \($0.cause)" } ?? "")
        case .unsupportedVersion: return "boxed message of an unknown version"
        case .authenticationFailed: return "the box does not open with this key"
        case .notEncrypted: return "not encrypted"
        case .insecureKeyDirectory where reason == nil: return "not a regular file"
        case .outOfMemory: return "not enough memory" + system
        case .cryptographyUnavailable: return "the system gives no randomness"
        default:
            let guess = nearestPath.map { "; did you mean '\(printable($0))'?" } ?? ""
            return (reason?.cause ?? "\(code)") + system + guess
        }
    }
}

extension EJSONError.Reason {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .syntax(let reason): reason.cause
        case .conflict(let finding): finding.cause
        case .notHexadecimal: "it must be 64 hex digits"
        case .lowOrderPoint: "its public key is a low-order point, for which anyone could open the box"
        case .nonCanonicalPoint: "its public key is not in its canonical encoding"
        case .malformation(.unsupportedVersion): "unknown version"
        case .malformation(.invalidEphemeralKey): "its public key is not the base64 of 32 bytes"
        case .malformation(.invalidNonce): "its nonce is not the base64 of 24 bytes"
        case .malformation(.invalidBox): "its box is not base64, or too short"
        case .notUTF8: "what was sealed is not UTF-8"
        case .file(let problem): problem.cause
        case .permissions(let problem): problem.cause
        case .delivery(let problem): problem.cause
        case .change(let problem): problem.cause
        case .recipient(let problem): problem.cause
        case .noIdentity(let recipients, _):
            "the private key is not here, and neither is that of a recipient (\(shortList(recipients.map(printable))))"
        case .unopened(let values):
            "\(values.count) of \(values.outOf) values do not open with the document's private key"
        case .agent(let problem): problem.cause
        }
    }
}
