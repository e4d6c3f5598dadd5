import CPlatform
public import SystemPackage

/// A directory that holds private keys, each in a file named by its public key in lower-case hex.
///
/// ```swift
/// let directory = KeyDirectory("/etc/shop/keys", policy: .strict)
/// let privateKey = try directory.privateKey(for: document.recipient)
/// ```
public struct KeyDirectory: Sendable {
    /// The directory's path.
    public let path: FilePath

    /// Which owners and modes are refused.
    public var policy: Policy

    /// How strictly owners and modes are checked; `KeyPermissions` has the table.
    public enum Policy: Hashable, Sendable {
        /// An owner or mode that lets others change a key is refused; one that lets them read it is a warning.
        case standard
        /// Warnings are refused too.
        case strict

        /// `strict`, unless the environment variable `EJSON_STRICT_KEYS` is unset, empty or `0`.
        public static var environment: Policy {
            (environmentVariable("EJSON_STRICT_KEYS") ?? "0") == "0" ? .standard : .strict
        }
    }

    /// A directory by its path. Nothing is read until a key is needed.
    public init(_ path: FilePath, policy: Policy = .standard) {
        self.path = path
        self.policy = policy
    }

    /// The same for a path in a string.
    public init(_ path: String, policy: Policy = .standard) {
        self.init(FilePath(path), policy: policy)
    }

    /// The directory that the environment variable `EJSON_KEYDIR` names, or, when it is unset or empty,
    /// `/opt/ejson/keys`. The policy is `Policy.environment`.
    public static var standard: KeyDirectory {
        KeyDirectory(
            environmentPath("EJSON_KEYDIR") ?? "/opt/ejson/keys", policy: .environment)
    }

    /// The path of the private key's file, whether it exists or not.
    public func file(for publicKey: PublicKey) -> FilePath {
        path.appending(publicKey.description)
    }

    /// Whether something exists at that path.
    ///
    /// - Throws: `inputOutput` when the system does not say.
    package func hasFile(for publicKey: PublicKey) throws(EJSONError) -> Bool {
        let file = file(for: publicKey)
        do throws(Errno) {
            _ = try FileStatus(of: file, followingLinks: false)
            return true
        } catch  where error == .noSuchFileOrDirectory || error == .notDirectory {
            return false
        } catch {
            throw EJSONError(.inputOutput, .file(.open), file: file, keyDirectory: path, errno: error)
        }
    }

    /// The private key for `publicKey`, read into guarded memory.
    ///
    /// The file may be a link, as in mounted secrets. Owner and mode of the opened file and directory are checked: see
    /// `KeyPermissions`. The file must be a regular one of at most 4,096 bytes. White space around the key is ignored.
    ///
    /// - Parameters:
    ///   - publicKey: The public key that the private key belongs to.
    ///   - onWarning: called once for each permission problem that is not fatal, after the key has been read, with the
    ///     error that a strict policy throws instead. It has the file or directory, and its `description` says what is
    ///     wrong.
    /// - Throws: `keyNotFound`; `insecureKeyDirectory`; `invalidPrivateKey`; `keyMismatch` when the file holds a key
    ///   that does not belong to `publicKey`; `inputOutput`. With the file or directory at fault.
    public func privateKey(
        for publicKey: PublicKey,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) -> PrivateKey {
        let name = file(for: publicKey)
        do throws(EJSONError) {
            let directory = try OpenKeyDirectory(path)
            let file = try directory.open(publicKey)
            let warnings =
                try directory.permissions.warnings(under: policy, of: path)
                + file.permissions.warnings(under: policy, of: name)
            let privateKey = try file.privateKey()
            for warning in warnings { onWarning(warning.concerning(name, publicKey, in: path)) }
            return privateKey
        } catch {
            throw error.concerning(name, publicKey, in: path)
        }
    }

    /// Stores a key pair's private key in a new file, and returns the file's path.
    ///
    /// The file has mode 0440 less the umask, in a directory of another user 0400, and holds the key in hex and a line
    /// feed. The file and its name are on the disk before this returns. An existing file is never changed.
    ///
    /// - Throws: `inputOutput`, also when the directory does not exist or the file does.
    public func store(_ keyPair: borrowing KeyPair) throws(EJSONError) -> FilePath {
        let file = file(for: keyPair.publicKey)
        do throws(EJSONError) {
            let target = try FileTarget(file, mayBeNew: true)
            let content = try keyPair.privateKey.keyFileContent()
            let staged = try StagedFile(for: target, mode: try Self.mode(in: target))
            try content.withBytes { (bytes) throws(EJSONError) in try staged.write(bytes) }
            try staged.sync()
            try staged.publish()
            return file
        } catch {
            var error = error.concerning(file)
            error.keyDirectory = path
            throw error
        }
    }

    /// The owner of a directory can choose the group of new files in it.
    private static func mode(in target: FileTarget) throws(EJSONError) -> mode_t {
        let owner = try attempt(to: .openDirectory) { () throws(Errno) in
            try FileStatus(of: target.directory.descriptor).user
        }
        return isOwn(owner) ? 0o440 : 0o400
    }

    /// Generates and stores a key pair, and returns its public key.
    package func storeNewKeyPair() throws(EJSONError) -> PublicKey {
        let keyPair = try KeyPair.generate()
        _ = try store(keyPair)
        return keyPair.publicKey
    }

    /// Creates the directory with mode 0700, and those above it, unless it exists.
    ///
    /// - Throws: `inputOutput`.
    package func create() throws(EJSONError) {
        try attempt(to: .createDirectory, path) { () throws(Errno) in try makeDirectories(path, mode: 0o700) }
    }

    /// The owner and the mode of the directory.
    ///
    /// - Throws: `keyNotFound` when it does not exist; `inputOutput`.
    package func permissions() throws(EJSONError) -> KeyPermissions { try OpenKeyDirectory(path).permissions }

    /// Deletes a key pair that was stored but never reported.
    package func remove(_ publicKey: PublicKey) throws(EJSONError) {
        let file = file(for: publicKey)
        try attempt(to: .replace, file) { () throws(Errno) in try systemRemove(file, in: AT_FDCWD) }
    }

    /// The public keys in the names of the directory's files, sorted. Other files are ignored. The key files are not
    /// read.
    ///
    /// - Throws: `inputOutput`.
    public func publicKeys() throws(EJSONError) -> [PublicKey] {
        try attempt(to: .open, path) { () throws(Errno) in
            try systemList(path).sorted().compactMap(PublicKey.init(keyFileName:))
        }
    }
}

private func makeDirectories(_ path: FilePath, mode: mode_t) throws(Errno) {
    if path.isEmpty || isDirectory(path) { return }
    try makeDirectories(path.removingLastComponent(), mode: 0o777)
    try systemMakeDirectory(path, in: AT_FDCWD, mode: mode)
}

extension EJSONError {
    /// The same error with the key and, if it has no file yet, the key's file.
    func concerning(_ file: FilePath, _ publicKey: PublicKey, in keyDirectory: FilePath) -> EJSONError {
        var error = concerning(file)
        error.publicKey = publicKey
        error.keyDirectory = keyDirectory
        return error
    }
}
