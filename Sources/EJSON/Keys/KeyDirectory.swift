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

    /// What is refused of owners and modes.
    public var policy: Policy

    /// How strictly owners and modes are judged; `KeyPermissions` has the table.
    public enum Policy: Hashable, Sendable {
        /// What lets others change a key is refused; what lets them read it is a warning.
        case standard
        /// Warnings are refused too.
        case strict

        /// What the environment variable `EJSON_STRICT_KEYS` asks for: `strict`, unless it is unset, empty or `0`.
        public static var environment: Policy {
            (environmentVariable("EJSON_STRICT_KEYS") ?? "0") == "0" ? .standard : .strict
        }
    }

    /// Names a directory; nothing is read yet.
    public init(_ path: FilePath, policy: Policy = .standard) {
        self.path = path
        self.policy = policy
    }

    /// Names a directory by a string; nothing is read yet.
    public init(_ path: String, policy: Policy = .standard) {
        self.init(FilePath(path), policy: policy)
    }

    /// Where keys are when nobody says otherwise: what the environment variable `EJSON_KEYDIR` names, and when it is
    /// unset or empty `/opt/ejson/keys`. The policy is that of the environment.
    public static var standard: KeyDirectory {
        KeyDirectory(
            environmentPath("EJSON_KEYDIR") ?? "/opt/ejson/keys", policy: .environment)
    }

    /// Where the private key for `publicKey` is, or would be.
    public func file(for publicKey: PublicKey) -> FilePath {
        path.appending(publicKey.description)
    }

    /// Whether there is something at the path of that file.
    ///
    /// - Throws: `inputOutput` when that cannot be known.
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
    /// The file may be a link, as mounted secrets are. File and directory are judged by owner and mode as they were
    /// opened: see `KeyPermissions`. The file must be a regular one of at most 4,096 bytes. White space around the key
    /// is dropped.
    ///
    /// - Parameters:
    ///   - publicKey: The public key that the private key belongs to.
    ///   - onWarning: is called for each problem that is no reason to refuse the key, when that has been read, with the
    ///     error that a strict policy throws instead. It says which file or directory, and `description` why.
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
    /// The file has mode 0440 less the umask, in a directory of another user's 0400, and holds the key in hex and a line
    /// feed. It is on the disk, with its name, before this returns. An existing file is never touched.
    ///
    /// - Throws: `inputOutput`, also when there is no such directory or the file exists.
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

    /// In a directory of another user's the group of new files is theirs to choose.
    private static func mode(in target: FileTarget) throws(EJSONError) -> mode_t {
        let owner = try attempt(to: .openDirectory) { () throws(Errno) in
            try FileStatus(of: target.directory.descriptor).user
        }
        return isOwn(owner) ? 0o440 : 0o400
    }

    /// Makes and stores a key pair, and returns its public key.
    package func storeNewKeyPair() throws(EJSONError) -> PublicKey {
        let keyPair = try KeyPair.generate()
        _ = try store(keyPair)
        return keyPair.publicKey
    }

    /// Makes the directory with mode 0700, and those above it, unless it is there.
    ///
    /// - Throws: `inputOutput`.
    package func create() throws(EJSONError) {
        try attempt(to: .createDirectory, path) { () throws(Errno) in try makeDirectories(path, mode: 0o700) }
    }

    /// Takes a key pair back that was just stored, and of which nobody has learned.
    package func remove(_ publicKey: PublicKey) throws(EJSONError) {
        let file = file(for: publicKey)
        try attempt(to: .replace, file) { () throws(Errno) in try systemRemove(file, in: AT_FDCWD) }
    }

    /// The public keys that files in the directory are named by, in order. Other files are passed over; whether the
    /// key files can be read or hold the right key is not looked at.
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
    /// The same error, about a key and its file unless it is about the directory.
    func concerning(_ file: FilePath, _ publicKey: PublicKey, in keyDirectory: FilePath) -> EJSONError {
        var error = concerning(file)
        error.publicKey = publicKey
        error.keyDirectory = keyDirectory
        return error
    }
}
