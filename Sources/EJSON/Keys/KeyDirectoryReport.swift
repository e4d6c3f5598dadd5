public import SystemPackage

/// The content of a key directory, and what is wrong with it. It holds no private key.
///
/// ```swift
/// for key in try KeyDirectory.standard.report().keys where !key.isUsable {
///     print("\(key.file): \(key.error?.description ?? "its owner or mode is refused")")
/// }
/// ```
public struct KeyDirectoryReport: Sendable {
    /// The policy of the directory, by which `isUsable` and `opens(_:)` decide.
    public let policy: KeyDirectory.Policy

    /// The directory's owner and mode, and what is wrong with them.
    public let permissions: KeyPermissions

    /// The files that have a public key as their name, sorted.
    public let keys: [Key]

    /// The names of all other files, sorted. Names that begin with two dots are left out, because Kubernetes uses them
    /// for its own files.
    public let otherFiles: [String]

    /// Whether the directory has a usable private key for `publicKey`.
    public func opens(_ publicKey: PublicKey) -> Bool {
        permissions.verdict(policy) != .refused && keys.contains { $0.publicKey == publicKey && $0.isUsable }
    }

    /// A file that has a public key as its name.
    public struct Key: Sendable {
        /// The public key in the file's name.
        public let publicKey: PublicKey

        /// The file.
        public let file: FilePath

        /// The file's owner and mode, and what is wrong with them; `nil` when it could not be opened.
        public let permissions: KeyPermissions?

        /// Why the private key cannot be read: `invalidPrivateKey`, `keyMismatch`, `insecureKeyDirectory` when it is
        /// not a small regular file, `inputOutput`. `nil` when the file holds the right key.
        public let error: EJSONError?

        /// The policy of the directory.
        let policy: KeyDirectory.Policy

        /// Whether the file holds the right key, and its owner and mode are not refused.
        public var isUsable: Bool {
            guard let permissions, error == nil else { return false }
            return permissions.verdict(policy) != .refused
        }
    }
}

extension KeyDirectory {
    /// The content of the directory. Every key file is read, and its private key is wiped.
    ///
    /// - Throws: `keyNotFound` when the directory does not exist; `inputOutput` when it cannot be read.
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

    /// What is wrong with the directory and its key files: who else can read or change them, and keys that cannot be read.
    ///
    /// - Throws: what `report()` throws.
    package func problems() throws(EJSONError) -> [EJSONError] {
        let report = try report()
        return report.permissions.errors(of: path)
            + report.keys.flatMap { key in
                (key.permissions?.errors(of: key.file) ?? []) + (key.error.map { [$0] } ?? [])
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
    /// The public key in a file's name, in lower-case hex.
    init?(keyFileName name: String) {
        // A file with any other name is not a key file.
        guard let key = try? PublicKey(hexadecimal: name), key.description == name else { return nil }
        self = key
    }
}
