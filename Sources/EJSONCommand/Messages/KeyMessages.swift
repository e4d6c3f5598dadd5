import CPlatform
import EJSON
import SystemPackage

// Messages about keys, key files and key directories.

func hintOfMissingKey(_ error: EJSONError) -> String? {
    guard let directory = error.keyDirectory else { return nil }
    guard let publicKey = error.publicKey else { return hintOfMaking(directory, error.errno) }
    let hint = error.errno == .notDirectory ? hintOfAnotherDirectory : hintOfPlace(of: publicKey, in: directory)
    return hint + (hintOfWithheldKeys.map { "; \($0)" } ?? "")
}

/// Where a private key belongs that is not there.
func hintOfPlace(of publicKey: PublicKey, in directory: FilePath) -> String {
    guard mayMake(directory) else {
        return "put it in \(ownKeyDirectory)/\(publicKey), and name that directory with --keydir or EJSON_KEYDIR"
    }
    return
        "put it in \(printable(KeyDirectory(directory).file(for: publicKey))), or name another directory with --keydir"
}

private let hintOfAnotherDirectory = "name a directory with --keydir or EJSON_KEYDIR"

/// For a user without rights to the usual one.
let ownKeyDirectory = "~/.ejson/keys"

let hintOfOwnKeyDirectory =
    "use a directory of your own: mkdir -p \(ownKeyDirectory) && chmod 700 \(ownKeyDirectory), and name it with "
    + "--keydir \(ownKeyDirectory) or EJSON_KEYDIR"

/// Whether this user could make a directory or, if it exists, a file in it.
func mayMake(_ directory: FilePath) -> Bool {
    let existing = existingPart(of: directory)
    // Only a hint depends on it.
    return (try? systemCheckUsable(existing.isEmpty ? "." : existing)) != nil
}

func messageForMissingDirectory(_ directory: FilePath, _ errno: Errno?) -> Message {
    Message(
        EJSONError.causeOfMissing(printable(directory), errno),
        hint: hintOfMaking(directory, errno))
}

private func hintOfMaking(_ directory: FilePath, _ errno: Errno?) -> String {
    if errno == .notDirectory { return hintOfAnotherDirectory }
    guard mayMake(directory) else { return hintOfOwnKeyDirectory }
    let directory = shellWord(directory)
    return "make it: mkdir -p \(directory) && chmod 700 \(directory)"
}

/// There is none for a new document's key.
func messageForNoKeyDirectory(_ directory: FilePath) -> Message {
    if exists(directory) {
        return Message(EJSONError.causeOfMissing(printable(directory), .notDirectory), hint: hintOfAnotherDirectory)
    }
    return Message(
        EJSONError.causeOfMissing(printable(directory), nil),
        hint: mayMake(directory)
            ? "have it made with --create-keydir, or name another with --keydir"
            : "have one of your own made: --create-keydir --keydir \(ownKeyDirectory); later commands find it with "
                + "EJSON_KEYDIR=\(ownKeyDirectory)")
}

/// An invalid or wrong private key. `source` is where it was read.
func message(of error: EJSONError, in source: String) -> Message {
    Message(
        "\(source): \(cause(of: error))",
        hint: error.code == .keyMismatch
            ? error.keyDirectory == nil
                ? "give the right one, or leave the option out to search the key directory"
                : "put the right one there, or name another directory with --keydir"
            : hintOfKeyFile)
}

/// What is named as the source of the key gives none.
func hintOfKeySource(_ error: Errno?) -> String {
    switch error {
    case .badFileDescriptor: "nothing is open there; give it the key, as with < FILE, or 3< FILE and --key-from-fd 3"
    case .isDirectory: "name the key file in it"
    case .some(let error): hint(of: error, otherwise: hintOfKeyFile) ?? hintOfKeyFile
    case nil: hintOfKeyFile
    }
}

private let hintOfKeyFile =
    "the private key must be there and nothing else; copy it again from a host or a backup"

/// The values of a document are compared as they are sealed, because its key must not or cannot be used.
func messageForUnusableKey(_ error: EJSONError, of document: DocumentArgument) -> Message {
    message(for: error, about: document).after("\(document.words) is compared without its private key: ")
}

/// A killed command has left a private key whose public key was reported to nobody.
func messageForLeftoverKey(_ directory: FilePath) -> Message {
    Message(
        "\(printable(directory)) was left by a command that was killed, or is running now, and may hold a new private key",
        hint: "nothing is sealed to it; when none runs: rm -r \(shellWord(directory))")
}

func messageForInsecureKey(_ error: EJSONError) -> Message {
    let isDirectory = error.keyDirectory != nil && error.file == error.keyDirectory
    // An identity is in no key directory.
    let object = (isDirectory ? "the key directory " : "the key file ") + (error.file.map(printable) ?? "")
    switch error.reason {
    case .permissions(let problem): return message(for: problem, of: object, error.file ?? "")
    case .file(let problem): return Message(problem.cause(of: object), hint: hintOfKeyFile)
    default: return Message("\(object): \(cause(of: error))")
    }
}

/// A problem of an owner or a mode, and the command to run. `object` describes the file or directory at `path`.
func message(for problem: KeyPermissions.Problem, of object: String, _ path: FilePath) -> Message {
    let hint =
        switch (problem, remedy(for: problem, path)) {
        case (.readableByEveryone, let command?): "run: \(command)"
        case (_, let command?): "check it, then run: \(command)"
        case (_, nil): "keep keys in a directory of their own, and name it with --keydir"
        }
    return Message(problem.cause(of: object), hint: hint)
}

/// The command that corrects an owner or a mode; `nil` when none does.
func remedy(for problem: KeyPermissions.Problem, _ path: FilePath) -> String? {
    let path = shellWord(path)
    let user = effectiveUser
    switch problem {
    case .otherOwner: return "chown \(user == 0 ? "root" : String(user)) \(path)"
    case .writableByEveryone: return "chmod o-w \(path)"
    case .sharedDirectory: return nil
    case .writableByGroup: return "chmod g-w \(path)"
    // A user other than root may depend on the permission for everyone.
    case .readableByEveryone: return user == 0 ? "chmod o-r \(path)" : "chown \(user) \(path) && chmod 0400 \(path)"
    }
}

/// The path of the key file, or directory, that an error is about.
func keyFile(_ error: EJSONError) -> String? {
    error.keyDirectory == nil ? nil : error.file.map(printable)
}

/// The first and last four digits, to distinguish keys.
func abbreviated(_ publicKey: PublicKey) -> String { abbreviated(publicKey.description) }

func abbreviated(_ digits: String) -> String { "\(digits.prefix(4))…\(digits.suffix(4))" }
