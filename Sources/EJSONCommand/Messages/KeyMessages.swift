import CPlatform
import EJSON
import SystemPackage

// About keys, key files and key directories.

func messageForPublicKey(_ reason: EJSONError.Reason?) -> Message {
    switch reason {
    case .lowOrderPoint: "not a public key: a low-order point, for which anyone could open the boxes"
    case .nonCanonicalPoint: "not a public key: a point, but not in its canonical encoding"
    default: "not a public key: it must be a string of 64 hex digits, as `ejson keygen` prints"
    }
}

func messageForMissingKey(_ error: EJSONError) -> Message {
    guard let directory = error.keyDirectory else { return "no private key" }
    guard let publicKey = error.publicKey, let file = keyFile(error) else {
        return messageForMissingDirectory(directory, error.errno)
    }
    let place: String
    if FileIdentity(of: directory) == nil {
        place = ": there is no key directory \(printable(directory))"
    } else if error.errno == .notDirectory {
        place = ": \(printable(directory)) is not a directory"
    } else {
        place = " in \(printable(directory))"
    }
    return Message(
        "no private key for \(abbreviated(publicKey))\(place)",
        hint: "put it in \(file), or name another directory with --keydir"
    ).adding(hint: hintOfWithheldKeys(environmentVariable(withheldVariables)))
}

func messageForMissingDirectory(_ directory: FilePath, _ errno: Errno?) -> Message {
    let directory = shellWord(directory)
    if errno == .notDirectory { return "\(directory) is not a directory" }
    return Message(
        "there is no key directory \(directory)", hint: "make it: mkdir -p \(directory) && chmod 700 \(directory)")
}

func messageForInsecureKey(_ error: EJSONError) -> Message {
    let file = keyFile(error) ?? ""
    switch error.reason {
    case .permissions(let problem):
        let object = error.file == error.keyDirectory ? "the key directory" : "the key file"
        return message(for: problem, of: "\(object) \(file)", error.file ?? "")
    case .file(.tooLarge):
        return "the key file \(file) is too large"
    default:
        return "the key file \(file) is not a regular file"
    }
}

/// What is wrong with an owner or a mode, and what to run. `object` is what has it, `path` its path.
func message(for problem: KeyPermissions.Problem, of object: String, _ path: FilePath) -> Message {
    let command = remedy(for: problem, path) ?? ""
    return switch problem {
    case .otherOwner: Message("another user owns \(object) and can change it", hint: "check it, then run: \(command)")
    case .writableByEveryone: Message("others can change \(object)", hint: "check it, then run: \(command)")
    case .sharedDirectory:
        Message(
            "others can put files into \(object)",
            hint: "keep keys in a directory of their own, and name it with --keydir")
    case .writableByGroup: Message("a group can change \(object)", hint: "check it, then run: \(command)")
    case .readableByEveryone: Message("everyone can read \(object)", hint: "run: \(command)")
    }
}

/// The command that mends an owner or a mode; `nil` when none does.
func remedy(for problem: KeyPermissions.Problem, _ path: FilePath) -> String? {
    let path = shellWord(path)
    let user = effectiveUser
    switch problem {
    case .otherOwner: return "chown \(user == 0 ? "root" : String(user)) \(path)"
    case .writableByEveryone: return "chmod o-w \(path)"
    case .sharedDirectory: return nil
    case .writableByGroup: return "chmod g-w \(path)"
    // Who is not root may be one of everyone.
    case .readableByEveryone: return user == 0 ? "chmod o-r \(path)" : "chown \(user) \(path) && chmod 0400 \(path)"
    }
}

func keyFile(_ error: EJSONError) -> String? {
    error.keyDirectory == nil ? nil : error.file.map(printable)
}

/// The first and last four digits: enough to tell one key from another.
func abbreviated(_ publicKey: PublicKey) -> String {
    "\(publicKey.description.prefix(4))…\(publicKey.description.suffix(4))"
}
