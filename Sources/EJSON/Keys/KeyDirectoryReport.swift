public import SystemPackage

/// What a key directory holds, and what is wrong with it: for those who look after it. It holds no private key.
///
/// ```swift
/// for key in try KeyDirectory.standard.report().keys where !key.isUsable {
///     print("\(key.file): \(key.error?.description ?? "its owner or mode is refused")")
/// }
/// ```
public struct KeyDirectoryReport: Sendable {
    /// What the directory refuses: `isUsable` and `opens(_:)` judge by it.
    public let policy: KeyDirectory.Policy

    /// The directory's owner and mode, and what is wrong with them.
    public let permissions: KeyPermissions

    /// The files that are named by public keys, in order.
    public let keys: [Key]

    /// The names of all other files, in order. Those that begin with two dots are left out: Kubernetes uses
    /// such names for its own files.
    public let otherFiles: [String]

    /// Whether the directory gives the private key of documents for `publicKey`.
    public func opens(_ publicKey: PublicKey) -> Bool {
        permissions.verdict(policy) != .refused && keys.contains { $0.publicKey == publicKey && $0.isUsable }
    }

    /// A file that is named by a public key.
    public struct Key: Sendable {
        /// The public key that the file is named by.
        public let publicKey: PublicKey

        /// The file.
        public let file: FilePath

        /// The file's owner and mode, and what is wrong with them; `nil` when it could not be opened.
        public let permissions: KeyPermissions?

        /// Why the file does not give the private key: `invalidPrivateKey`, `keyMismatch`, `insecureKeyDirectory` for
        /// what is no small regular file, `inputOutput`. `nil` when it holds the right one.
        public let error: EJSONError?

        /// What the directory refuses.
        let policy: KeyDirectory.Policy

        /// Whether the file holds the right key, and its owner and mode are not refused.
        public var isUsable: Bool {
            guard let permissions, error == nil else { return false }
            return permissions.verdict(policy) != .refused
        }
    }
}

extension KeyDirectory {
    /// What the directory holds. Every key file is read, one after the other, and its private key wiped.
    ///
    /// - Throws: `keyNotFound` when there is no such directory; `inputOutput` when it cannot be read.
    public func report() throws(EJSONError) -> KeyDirectoryReport {
        do throws(EJSONError) {
            let directory = try OpenKeyDirectory(path)
            let names = try attempt(to: .openDirectory, path) { () throws(Errno) in try systemList(path).sorted() }
            var keys: [KeyDirectoryReport.Key] = []
            var otherFiles: [String] = []
            for name in names where name != "." && !name.hasPrefix("..") {
                if let publicKey = PublicKey(keyFileName: name) {
                    keys.append(look(for: publicKey, in: directory))
                } else {
                    otherFiles.append(name)
                }
            }
            return KeyDirectoryReport(
                policy: policy, permissions: directory.permissions, keys: keys, otherFiles: otherFiles)
        } catch {
            var error = error.concerning(path)
            error.keyDirectory = path
            throw error
        }
    }

    private func look(for publicKey: PublicKey, in directory: borrowing OpenKeyDirectory) -> KeyDirectoryReport.Key {
        let name = file(for: publicKey)
        var permissions: KeyPermissions?
        do throws(EJSONError) {
            let file = try directory.open(publicKey)
            permissions = file.permissions
            _ = try file.privateKey()
            return KeyDirectoryReport.Key(
                publicKey: publicKey, file: name, permissions: permissions, error: nil, policy: policy)
        } catch {
            let error = error.concerning(name, publicKey, in: path)
            return KeyDirectoryReport.Key(
                publicKey: publicKey, file: name, permissions: permissions, error: error, policy: policy)
        }
    }
}

extension PublicKey {
    /// The public key that a file's name is, in lower-case hex.
    init?(keyFileName name: String) {
        // Any other name is not that of a key file.
        guard let key = try? PublicKey(hexadecimal: name), key.description == name else { return nil }
        self = key
    }
}
