import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// About keys, key files and key directories.

func wordsForPublicKey(_ reason: EJSONError.Reason?) -> String {
    switch reason {
    case .lowOrderPoint: "not a public key: a low-order point, for which anyone could open the boxes"
    case .nonCanonicalPoint: "not a public key: a point, but not in its canonical encoding"
    default: "not a public key: it must be a string of 64 hex digits, as `ejson keygen` prints"
    }
}

func wordsForMissingKey(_ error: EJSONError) -> String {
    guard let directory = error.keyDirectory else { return "no private key" }
    guard let publicKey = error.publicKey, let file = keyFile(error) else {
        return wordsForMissingDirectory(directory, error.errno)
    }
    // The directory itself may be missing, or be the key file.
    let hint =
        FileIdentity(of: directory) == nil
        ? " (there is no such directory)"
        : error.errno == .notDirectory ? " (that is no directory)" : ""
    return "no private key for \(abbreviated(publicKey)) in \(printable(directory))"
        + "; put it in \(file), or name another directory with --keydir\(hint)"
        + wordsForWithheldKeys(environmentVariable(withheldVariables))
}

func wordsForMissingDirectory(_ directory: FilePath, _ errno: Errno?) -> String {
    let directory = shellWord(directory)
    if errno == .notDirectory { return "\(directory) is not a directory" }
    return "there is no key directory \(directory); make it: mkdir -p \(directory) && chmod 700 \(directory)"
}

func wordsForInsecureKey(_ error: EJSONError) -> String {
    let file = keyFile(error) ?? ""
    switch error.reason {
    case .permissions(let problem):
        let object = error.file == error.keyDirectory ? "the key directory" : "the key file"
        return words(for: problem, of: "\(object) \(file)", error.file ?? "")
    case .file(.tooLarge):
        return "the key file \(file) is too large"
    default:
        return "the key file \(file) is not a regular file"
    }
}

/// What is wrong with an owner or a mode, and what to run. `object` is what has it, `path` its path.
func words(for problem: KeyPermissions.Problem, of object: String, _ path: FilePath) -> String {
    let command = remedy(for: problem, path) ?? ""
    switch problem {
    case .otherOwner: return "another user owns \(object) and can change it; check it, then run: \(command)"
    case .writableByEveryone: return "others can change \(object); check it, then run: \(command)"
    case .sharedDirectory:
        return "others can put files into \(object); keep keys in a directory of their own, and name it with --keydir"
    case .writableByGroup: return "a group can change \(object); check it, then run: \(command)"
    case .readableByEveryone: return "everyone can read \(object); run: \(command)"
    }
}

/// The command that mends an owner or a mode; `nil` when none does.
func remedy(for problem: KeyPermissions.Problem, _ path: FilePath) -> String? {
    let path = shellWord(path)
    let user = geteuid()
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
