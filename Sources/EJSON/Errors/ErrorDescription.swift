import EJSONFormat
package import SystemPackage

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
        cause(key: { $0 }, path: { printable($0.string) })
    }

    /// The same.
    ///
    /// - Parameters:
    ///   - key: shows a public key, given in hex.
    ///   - path: shows a file's path, without control characters.
    package func cause(key: (String) -> String, path: (FilePath) -> String) -> String {
        let system = errno.map { ": \($0)" } ?? ""
        switch code {
        case .missingPublicKey:
            return "no \"_public_key\" in the top-level object"
                + (nearestPath.map { ", only '\(printable($0))'" } ?? "")
        case .invalidPublicKey:
            switch reason {
            case .lowOrderPoint: return "not a public key: a low-order point, for which anyone could open the boxes"
            case .nonCanonicalPoint: return "not a public key: a point, but not in its canonical encoding"
            default: return "not a public key: it must be a string of 64 hex digits"
            }
        case .invalidPrivateKey: return "not a private key: 64 hex digits"
        case .keyNotFound:
            let key = publicKeyDigits.map { "no private key for \(key($0))" }
            guard let keyDirectory else { return key ?? "no private key" }
            guard reason == .file(.openDirectory) else {
                return "\(key ?? "no private key") in \(path(keyDirectory))"
            }
            return (key.map { $0 + ": " } ?? "") + Self.causeOfMissing(path(keyDirectory), errno)
        case .keyMismatch:
            return "not the private key of the document's public key" + (publicKeyDigits.map { " \(key($0))" } ?? "")
        case .malformedBoxedMessage: return "malformed boxed message" + (reason.map { ": \($0.cause)" } ?? "")
        case .unsupportedVersion: return "boxed message of an unknown version"
        case .authenticationFailed:
            guard case .unopened(let values) = reason else {
                return "the box does not open: it was changed, or sealed to another public key"
            }
            return values.cause(key: key, path: printable)
        case .notEncrypted: return "not encrypted"
        case .outOfMemory:
            guard let errno, errno != .noMemory else { return "not enough memory to hold the document" }
            return "the system refuses memory that core dumps leave out: \(errno)"
        case .cryptographyUnavailable: return "the system gives no randomness: neither by getrandom nor by /dev/urandom"
        default:
            if case .file(let problem) = reason { return problem.cause(of: nil, errno) }
            return (reason?.cause ?? "\(code)") + system + didYouMean(nearestPath)
        }
    }

    /// That there is no key directory. `directory` is its path, as it is shown.
    package static func causeOfMissing(_ directory: String, _ errno: Errno?) -> String {
        errno == .notDirectory ? "\(directory) is not a directory" : "there is no key directory \(directory)"
    }
}

/// The end of a message about a name or path that is not there, when another is close to it.
package func didYouMean(_ guess: String?) -> String {
    guess.map { "; did you mean '\(printable($0))'?" } ?? ""
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
        case .file(let problem): problem.cause()
        case .permissions(let problem): problem.cause()
        case .delivery(let problem): problem.cause
        case .change(let problem): problem.cause
        case .recipient(let problem): problem.cause
        case .noIdentity(let recipients, let tried):
            "its private key is not here, and neither is that of a recipient (\(shortList(recipients.map(printable))))"
                + (tried.isEmpty ? "" : "; tried \(shortList(tried.map(printable)))")
        case .unopened(let values): values.cause(key: { $0 }, path: printable)
        case .agent(let problem): problem.cause
        }
    }
}
