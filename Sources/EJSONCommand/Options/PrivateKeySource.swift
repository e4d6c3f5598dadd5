import CPlatform
import EJSON
import SystemPackage

/// One place, or several in turn, from which the private key is taken.
enum PrivateKeySource {
    case standardInput
    case descriptor(CInt)
    case variable(String)
    case file(FileDescriptor, FilePath)
    case ring(KeyRing)
    /// It opens documents, and keeps their keys.
    case agent(Agent)

    /// Opens a file that holds a key: a pipe (`<(pass show key)`) too.
    static func file(_ path: FilePath) throws -> PrivateKeySource {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            closeOnExec(whereverOpen: file)
            return .file(file, path)
        } catch {
            throw Failure("cannot open the private key in \(printable(path)): \(error)")
        }
    }

    /// The private key of a document.
    ///
    /// - Parameter file: the document, beside which others may lie that are its recipients.
    func privateKey(
        for document: Document,
        in file: DocumentArgument,
        _ policy: KeyDirectory.Policy
    ) throws -> PrivateKey {
        let publicKey = document.recipient
        switch self {
        case .standardInput:
            closeOnExec(whereverOpen: .standardInput)
            return try read(.standardInput, "standard input", path: "FILE", publicKey, policy)
        case .descriptor(let number):
            let descriptor = FileDescriptor(rawValue: number)
            closeOnExec(whereverOpen: descriptor)
            // It was read only, so closing says nothing.
            defer { try? descriptor.close() }
            let name = "descriptor \(number)"
            return try read(descriptor, name, path: "FILE", publicKey, policy)
        case .variable(let variable):
            let name = "the variable \(printable(variable))"
            let key = try named(name, path: "") { () throws(EJSONError) in try takeVariable(variable) }
            return try matching(publicKey, key, name)
        case .file(let descriptor, let path):
            // The same.
            defer { try? descriptor.close() }
            return try read(descriptor, printable(path), path: path, publicKey, policy)
        case .agent(let agent):
            throw Failure("the agent at \(printable(agent.path)) gives no private key away, and this needs one")
        case .ring(let ring):
            return try ring.privateKey(for: document, in: file.file) { printWarning(message(for: $0)) }
        }
    }
}

/// Sees to it that a program that is started cannot read a key file from a descriptor that was handed to this process:
/// `--key-from-file /dev/fd/3`, or another of the same file. What was read of a pipe is gone; standard input is replaced
/// when the program is started.
private func closeOnExec(whereverOpen key: FileDescriptor) {
    guard let status = try? FileStatus(of: key.rawValue), status.isRegular else { return }
    let highest = platform_highest_descriptor()
    guard highest > 2 else { return }
    for number in 3...highest where FileIdentity(of: FileDescriptor(rawValue: number)) == status.identity {
        systemCloseOnExecute(number)
    }
}

/// The key for `publicKey` that is left to read of a descriptor.
private func read(
    _ descriptor: FileDescriptor,
    _ name: String,
    path: FilePath,
    _ publicKey: PublicKey,
    _ policy: KeyDirectory.Policy
) throws -> PrivateKey {
    var warnings: [EJSONError] = []
    let key = try named(name, path: path) { () throws(EJSONError) in
        try PrivateKey.read(descriptor, policy: policy) { warnings.append($0) }
    }
    let matchingKey = try matching(publicKey, key, name)
    for case .permissions(let problem) in warnings.map(\.reason) {
        printWarning(message(for: problem, of: "the private key in \(name)", path))
    }
    return matchingKey
}

/// Tells a key's failure with the name of where it came from. `path` is what to name in a command that mends it.
private func named(
    _ name: String,
    path: FilePath,
    _ body: () throws(EJSONError) -> PrivateKey
) throws -> PrivateKey {
    do throws(EJSONError) {
        return try body()
    } catch {
        switch error.code {
        case .invalidPrivateKey: throw Failure("\(name) does not hold a private key: 64 hex digits")
        case .keyNotFound: throw Failure("\(name) is not set")
        default:
            if case .permissions(let problem) = error.reason {
                throw Failure(message(for: problem, of: "the private key in \(name)", path))
            }
            throw Failure(
                "cannot read the private key from \(name): \(error.errno.map(\.description) ?? "it is no small file")")
        }
    }
}

private func matching(_ publicKey: PublicKey, _ key: consuming PrivateKey, _ name: String) throws -> PrivateKey {
    guard key.publicKey == publicKey else {
        throw Failure(
            "the private key from \(name) is not that of the document's public key \(abbreviated(publicKey))")
    }
    return key
}

/// Takes the key out of the environment: what held it is wiped.
private func takeVariable(_ name: String) throws(EJSONError) -> PrivateKey {
    let key = try takeEnvironmentVariable(name) { (digits) throws(EJSONError) in try PrivateKey(hexadecimal: digits) }
    guard let key else { throw EJSONError(.keyNotFound, errno: .noSuchFileOrDirectory) }
    return key
}
