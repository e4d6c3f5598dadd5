import CPlatform
import EJSON
import SystemPackage

/// The source of the private key.
enum PrivateKeySource {
    case standardInput
    case descriptor(CInt)
    case variable(String)
    case file(CInt, FilePath)
    case ring(KeyRing)
    /// An agent opens documents and keeps their keys.
    case agent(Agent)

    /// Opens a key file, which may be a pipe (`<(pass show key)`).
    static func file(_ path: FilePath) throws -> PrivateKeySource {
        do throws(Errno) {
            let file = try Descriptor(reading: path, waiting: true).release()
            closeOnExec(whereverOpen: file)
            return .file(file, path)
        } catch {
            throw Failure(
                "cannot open the private key in \(printable(path))", error,
                hint: error == .noSuchFileOrDirectory
                    ? "leave out --key-from-file to search the key directory, or name a file that is there"
                    : error == .permissionDenied ? "run as a user who may read it" : nil)
        }
    }

    /// The private key of a document.
    ///
    /// - Parameter file: the document; documents beside it may be its recipients.
    func privateKey(
        for document: Document,
        in file: DocumentArgument,
        _ policy: KeyDirectory.Policy
    ) throws -> PrivateKey {
        let publicKey = document.recipient
        switch self {
        case .standardInput:
            closeOnExec(whereverOpen: STDIN_FILENO)
            return try read(STDIN_FILENO, "standard input", path: "FILE", publicKey, policy)
        case .descriptor(let number):
            closeOnExec(whereverOpen: number)
            defer { systemClose(number) }
            let name = "descriptor \(number)"
            return try read(number, name, path: "FILE", publicKey, policy)
        case .variable(let variable):
            let name = "the variable \(printable(variable))"
            let key = try named(name, path: "") { () throws(EJSONError) in try takeVariable(variable) }
            return try matching(publicKey, key, name)
        case .file(let descriptor, let path):
            defer { systemClose(descriptor) }
            return try read(descriptor, printable(path), path: path, publicKey, policy)
        case .agent(let agent):
            throw Failure(
                "the agent at \(printable(agent.path)) gives no private key away, and this needs one",
                hint: "run it where the private key is, without --agent and EJSON_AGENT")
        case .ring(let ring):
            return try ring.privateKey(for: document, in: file.file) { KeyWarnings.report($0) }
        }
    }
}

/// Prevents a started program from reading a key file through an inherited descriptor: `--key-from-file /dev/fd/3`, or
/// any descriptor of the same file. A pipe is empty after reading, and standard input is replaced when the program is
/// started.
private func closeOnExec(whereverOpen key: CInt) {
    guard let status = try? FileStatus(of: key), status.isRegular else { return }
    let highest = platform_highest_descriptor()
    guard highest > 2 else { return }
    for number in 3...highest where FileIdentity(of: number) == status.identity {
        systemCloseOnExecute(number)
    }
}

/// Reads the key for `publicKey` from a descriptor.
private func read(
    _ descriptor: CInt,
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
        KeyWarnings.report(message(for: problem, of: "the private key in \(name)", path))
    }
    return matchingKey
}

/// Names the source of a key in its errors. `path` is the file in the command that corrects its mode.
private func named(
    _ name: String,
    path: FilePath,
    _ body: () throws(EJSONError) -> PrivateKey
) throws -> PrivateKey {
    do throws(EJSONError) {
        return try body()
    } catch {
        switch error.reason {
        case .permissions(let problem): throw Failure(message(for: problem, of: "the private key in \(name)", path))
        case .file(let problem):
            throw Failure(problem.cause(of: name, error.errno), hint: hintOfKeySource(error.errno))
        default:
            throw Failure(
                error.code == .keyNotFound
                    ? Message("\(name) is not set", hint: "set it, and export it") : message(of: error, in: name))
        }
    }
}

private func matching(_ publicKey: PublicKey, _ key: consuming PrivateKey, _ name: String) throws -> PrivateKey {
    guard key.publicKey == publicKey else {
        throw Failure(message(of: EJSONError(.keyMismatch, publicKey: publicKey), in: name))
    }
    return key
}

/// Takes the key from the environment, and wipes it there.
private func takeVariable(_ name: String) throws(EJSONError) -> PrivateKey {
    let key = try takeEnvironmentVariable(name) { (digits) throws(EJSONError) in try PrivateKey(hexadecimal: digits) }
    guard let key else { throw EJSONError(.keyNotFound, errno: .noSuchFileOrDirectory) }
    return key
}
