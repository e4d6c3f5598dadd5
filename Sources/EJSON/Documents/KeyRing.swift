public import SystemPackage

/// The places where the private key of a document is looked for: a key directory, and identities that are recipients of
/// the document.
///
/// ```swift
/// let ring = KeyRing(KeyDirectory("/etc/shop/keys"), identities: ["/etc/shop/host_ed25519_key"])
/// let secrets = try Secrets(contentsOf: "secrets.ejson", keys: .keyRing(ring))
/// ```
///
/// They are searched in this order, and the first key that is found is used:
///
/// 1. `DIRECTORY/<public key>`, the document's own private key.
/// 2. If the document has recipients, a private key in the directory that is one of them.
/// 3. The files in `identities`: private keys in hex, ed25519 keys of OpenSSH, or documents.
/// 4. A document that is a recipient: the file `NAME.ejson`, where NAME is the recipient's name, in the document's
///    directory or in the key directory. Its own private key is searched for in the same way, through at most 8
///    documents.
/// 5. If `usesStandardIdentities`, for root the host's ssh key, then the user's.
///
/// A file with an ssh key is read only when its public half, in `FILE.pub`, is in the list. A file in `identities`
/// without a `.pub` beside it is read. Owners and modes are checked like those of key files. For a document without
/// recipients, or with its own key in the directory, nothing more is read than by
/// `KeyDirectory.privateKey(for:onWarning:)`.
public struct KeyRing: Sendable {
    /// The key directory.
    public var directory: KeyDirectory

    /// Key directories that are searched after `directory`.
    package var furtherDirectories: [KeyDirectory] = []

    /// Files with identities, which are tried before those in their usual places.
    public var identities: [FilePath]

    /// Whether ssh keys in their usual places are identities: `/etc/ssh/ssh_host_ed25519_key` for root, then
    /// `~/.ssh/id_ed25519`.
    public var usesStandardIdentities: Bool

    /// Nothing is read until a key is needed.
    public init(_ directory: KeyDirectory, identities: [FilePath] = [], usesStandardIdentities: Bool = true) {
        self.directory = directory
        self.identities = identities
        self.usesStandardIdentities = usesStandardIdentities
    }

    /// A key directory by its path, and ssh keys in their usual places as the only identities. Nothing is read until a
    /// key is needed.
    public init(_ directory: String) {
        self.init(KeyDirectory(directory))
    }

    /// The standard key directory, the file that the environment variable `EJSON_IDENTITY` names, and ssh keys in their
    /// usual places.
    public static var standard: KeyRing {
        KeyRing(.standard, identities: environmentPath("EJSON_IDENTITY").map { [$0] } ?? [])
    }

    /// The standard key ring, in which the directory and the identities of a command line replace the standard ones,
    /// with systemd's credentials: `LoadCredential=` puts files into the directory that `CREDENTIALS_DIRECTORY` names.
    package init(directory: FilePath?, identities: [FilePath], policy: KeyDirectory.Policy) {
        self = .standard
        if let directory { self.directory = KeyDirectory(directory) }
        if !identities.isEmpty { self.identities = identities }
        if let credentials = environmentPath("CREDENTIALS_DIRECTORY") {
            furtherDirectories = [KeyDirectory(credentials)]
        }
        self.policy = policy
    }

    /// The private key of a document, in guarded memory.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - file: Its file. Documents that are recipients are looked for in the same directory.
    ///   - onWarning: called once for each permission problem that is not fatal.
    /// - Throws: what `KeyDirectory.privateKey(for:onWarning:)` and `Document.recipients()` throw; `keyNotFound` when
    ///   the document has no recipients; `noIdentity` with the names of its recipients when no identity is one of them;
    ///   `forgedRecipient` when an entry for an identity does not open, and no other one opens.
    public func privateKey(
        for document: Document,
        in file: FilePath? = nil,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) -> PrivateKey {
        try find(for: document, in: file, onWarning: onWarning).take()
    }

    /// The private key, and where it was found.
    ///
    /// - Throws: the same.
    package func find(
        for document: Document,
        in file: FilePath? = nil,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) -> FoundKey {
        var search = KeySearch(self)
        return try search.find(for: document, in: file, onWarning)
    }

    /// The private key from a key file, in the first key directory that has it.
    ///
    /// - Throws: what `KeyDirectory.privateKey(for:onWarning:)` throws; `keyNotFound` of the first directory when none has.
    package func keyFile(
        of publicKey: PublicKey,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) -> FoundKey {
        var missing: EJSONError?
        for directory in directories {
            do throws(EJSONError) {
                let privateKey = try directory.privateKey(for: publicKey, onWarning: onWarning)
                return FoundKey(privateKey: privateKey, origin: .keyFile(directory.file(for: publicKey)))
            } catch  where error.code == .keyNotFound {
                missing = missing ?? error
            }
        }
        throw missing ?? EJSONError(.keyNotFound, publicKey: publicKey)
    }

    /// All key directories, in the order in which they are searched.
    package var directories: [KeyDirectory] { [directory] + furtherDirectories }

    /// The ssh keys in their usual places that are tried, whether they are there or not.
    package var standardIdentities: [FilePath] {
        guard usesStandardIdentities else { return [] }
        var paths: [FilePath] = []
        if effectiveUser == 0 { paths.append("/etc/ssh/ssh_host_ed25519_key") }
        if let home = environmentPath("HOME") { paths.append(home.appending(".ssh/id_ed25519")) }
        return paths
    }

    /// How strictly owners and modes are checked, in all directories.
    package var policy: KeyDirectory.Policy {
        get { directory.policy }
        set {
            directory.policy = newValue
            for index in furtherDirectories.indices { furtherDirectories[index].policy = newValue }
        }
    }
}

/// The private key of a document, and where it was found.
package struct FoundKey: ~Copyable {
    package let privateKey: PrivateKey
    package let origin: Origin

    package enum Origin: Hashable, Sendable {
        /// The document's own private key, in this file.
        case keyFile(FilePath)
        /// An identity in this file, which is the recipient with this name.
        case identity(FilePath, name: String)
    }

    package consuming func take() -> PrivateKey { privateKey }
}

extension EJSONError {
    /// Whether neither the private key nor an identity of a recipient was found.
    package var isMissingKey: Bool { code == .keyNotFound || code == .noIdentity }
}
