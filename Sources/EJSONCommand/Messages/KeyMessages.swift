import CPlatform
import EJSON
import SystemPackage

// Messages about keys, key files and key directories.

func hintOfMissingKey(_ error: EJSONError) -> String? {
    guard error.publicKey != nil else {
        return error.errno == .notDirectory ? nil : error.keyDirectory.map(hintOfMaking)
    }
    return keyFile(error).map {
        "put it in \($0), or name another directory with --keydir\(hintOfWithheldKeys.map { "; \($0)" } ?? "")"
    }
}

func messageForMissingDirectory(_ directory: FilePath, _ errno: Errno?) -> Message {
    Message(
        EJSONError.causeOfMissing(printable(directory), errno),
        hint: errno == .notDirectory ? nil : hintOfMaking(directory))
}

private func hintOfMaking(_ directory: FilePath) -> String {
    let directory = shellWord(directory)
    return "make it: mkdir -p \(directory) && chmod 700 \(directory)"
}

/// An invalid or wrong private key. `source` is where it was read.
func message(of error: EJSONError, in source: String) -> Message {
    Message(
        "\(source): \(cause(of: error))",
        hint: error.code == .keyMismatch && error.keyDirectory != nil
            ? "put the right one there, or name another directory with --keydir" : nil)
}

func messageForInsecureKey(_ error: EJSONError) -> Message {
    let object = (error.file == error.keyDirectory ? "the key directory " : "the key file ") + (keyFile(error) ?? "")
    switch error.reason {
    case .permissions(let problem): return message(for: problem, of: object, error.file ?? "")
    case .file(let problem): return Message(problem.cause(of: object))
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
