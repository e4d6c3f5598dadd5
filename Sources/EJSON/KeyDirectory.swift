public import SystemPackage

/// A directory that holds private keys, each in a file named by its public key in lower-case hex.
public struct KeyDirectory: Sendable {
    /// The directory's path.
    public let path: FilePath

    /// Names a directory; nothing is read yet.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Where keys are when nobody says otherwise: what the environment variable `EJSON_KEYDIR` names, and when it is
    /// unset or empty `/opt/ejson/keys`.
    public static var standard: KeyDirectory {
        KeyDirectory(environmentVariable("EJSON_KEYDIR").map { FilePath($0) } ?? "/opt/ejson/keys")
    }

    /// Where the private key for `publicKey` is, or would be.
    public func file(for publicKey: PublicKey) -> FilePath {
        path.appending(publicKey.description)
    }

    /// The private key for `publicKey`, read into guarded memory.
    ///
    /// The file may be a link, as mounted secrets are. It is opened once, and checked as it was opened: a regular file
    /// of at most 4,096 bytes that others cannot write. White space around the key is dropped.
    ///
    /// - Throws: `keyNotFound`; `insecureKeyDirectory`; `invalidPrivateKey`; `keyMismatch` when the file holds a key
    ///   that does not belong to `publicKey`; `inputOutput`. With the file.
    public func privateKey(for publicKey: PublicKey) throws(EJSONError) -> PrivateKey {
        let file = file(for: publicKey)
        do throws(EJSONError) {
            let privateKey = try PrivateKey.read(file)
            guard privateKey.publicKey == publicKey else { throw EJSONError(.keyMismatch) }
            return privateKey
        } catch {
            var error = error
            error.file = file
            error.publicKey = publicKey
            error.keyDirectory = path
            throw error
        }
    }

    /// Stores a key pair's private key in a new file, and returns the file's path.
    ///
    /// The file has mode 0440 less the umask, and holds the key in hex and a line feed. It is on the disk, with its
    /// name, before this returns. An existing file is never touched.
    ///
    /// - Throws: `inputOutput`, also when there is no such directory or the file exists.
    public func store(_ keyPair: borrowing KeyPair) throws(EJSONError) -> FilePath {
        let file = file(for: keyPair.publicKey)
        do throws(EJSONError) {
            let target = try FileTarget(file, mayBeNew: true)
            let content = try keyPair.privateKey.keyFileContent()
            let staged = try StagedFile(for: target, mode: 0o440)
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

    /// The public keys that files in the directory are named by, in order. Other files are passed over; whether the
    /// key files can be read or hold the right key is not looked at.
    ///
    /// - Throws: `inputOutput`.
    public func publicKeys() throws(EJSONError) -> [PublicKey] {
        try attempt(to: .open, path) { () throws(Errno) in
            try systemList(path).sorted().compactMap { name in
                guard let key = try? PublicKey(hexadecimal: name), key.description == name else { return nil }
                return key
            }
        }
    }
}
