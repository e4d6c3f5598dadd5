import CPlatform
public import SystemPackage

/// Where the private key of a document comes from: a key directory, and identities that open its list of recipients.
///
/// The key is looked for in this order, and the first that is found counts:
///
/// 1. `DIRECTORY/<public key>`, the document's own private key.
/// 2. If the document has recipients, a private key in the directory that is one of them.
/// 3. The files in `identities`: private keys in hex, ed25519 keys of OpenSSH, or documents.
/// 4. A document that is a recipient: the file `NAME.ejson`, after the recipient's name, beside the document or in the key
///    directory. Its own private key is looked for in the same way, through at most 8 documents.
/// 5. If `usesStandardIdentities`, for root the host's ssh key, then the user's.
///
/// A file with an ssh key is read only when its public half, in `FILE.pub`, is in the list. A file in `identities`
/// without a `.pub` beside it is read. Owners and modes are judged as those of key files are.
public struct KeyRing: Sendable {
    /// The key directory.
    public var directory: KeyDirectory

    /// Files with identities, looked at before those in their usual places.
    public var identities: [FilePath]

    /// Whether ssh keys in their usual places are identities: `/etc/ssh/ssh_host_ed25519_key` for root, then
    /// `~/.ssh/id_ed25519`.
    public var usesStandardIdentities: Bool

    /// Names the places; nothing is read yet.
    public init(_ directory: KeyDirectory, identities: [FilePath] = [], usesStandardIdentities: Bool = true) {
        self.directory = directory
        self.identities = identities
        self.usesStandardIdentities = usesStandardIdentities
    }

    /// The standard key directory, the file that the environment variable `EJSON_IDENTITY` names, and ssh keys in their
    /// usual places.
    public static var standard: KeyRing {
        KeyRing(.standard, identities: environmentPath("EJSON_IDENTITY").map { [$0] } ?? [])
    }

    /// The private key of a document, in guarded memory.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - file: Its file: a document that is a recipient may lie beside it.
    ///   - onWarning: called once for each permission problem that is not fatal.
    /// - Throws: what `KeyDirectory.privateKey(for:onWarning:)` and `Document.recipients()` throw; `keyNotFound` when the
    ///   document has no recipients; `noIdentity` with the names of its recipients when none is here;
    ///   `forgedRecipient` when an entry for an identity here does not open and no other does.
    public func privateKey(
        for document: Document,
        in file: FilePath? = nil,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) -> PrivateKey {
        var search = KeySearch(self)
        return try search.privateKey(for: document, in: file, onWarning)
    }
}

/// The state of one search: what was tried, and which documents are on the way.
private struct KeySearch {
    private let ring: KeyRing
    private var tried: [String] = []
    private var chain: [PublicKey] = []
    private var failure: EJSONError?

    init(_ ring: KeyRing) {
        self.ring = ring
    }

    mutating func privateKey(
        for document: Document,
        in file: FilePath?,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> PrivateKey {
        let missing: EJSONError
        do throws(EJSONError) {
            return try ring.directory.privateKey(for: document.recipient, onWarning: onWarning)
        } catch  where error.code == .keyNotFound {
            missing = error
        }
        let recipients = try document.recipients()
        guard !recipients.entries.isEmpty else { throw missing }
        guard !chain.contains(document.recipient) else { throw problem(.loop) }
        guard chain.count < 8 else { throw problem(.chainTooLong) }
        chain.append(document.recipient)
        defer { chain.removeLast() }

        if let key = try keyInDirectory(for: document, recipients, onWarning) { return key }
        for path in ring.identities {
            if let key = try keyByIdentity(path, isGiven: true, for: document, recipients, onWarning) { return key }
        }
        if let key = try keyByDocument(for: document, in: file, recipients, onWarning) { return key }
        if ring.usesStandardIdentities {
            for path in standardIdentities() {
                if let key = try keyByIdentity(path, isGiven: false, for: document, recipients, onWarning) {
                    return key
                }
            }
        }
        if let failure { throw failure }
        throw EJSONError(
            .noIdentity, .noIdentity(recipients: recipients.entries.map(\.name.description), tried: tried))
    }

    // MARK: Places

    private mutating func keyInDirectory(
        for document: Document,
        _ recipients: RecipientList,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> PrivateKey? {
        for case .publicKey(let publicKey) in recipients.entries.map(\.key) {
            do throws(EJSONError) {
                let identity = Identity(try ring.directory.privateKey(for: publicKey, onWarning: onWarning))
                if let key = try open(document, recipients, identity) { return key }
            } catch  where error.code == .keyNotFound {
                continue
            }
        }
        return nil
    }

    private mutating func keyByIdentity(
        _ path: FilePath,
        isGiven: Bool,
        for document: Document,
        _ recipients: RecipientList,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> PrivateKey? {
        tried.append(path.string)
        let publicHalf = try publicHalf(of: path)
        if let publicHalf, recipients.entries(for: publicHalf).isEmpty { return nil }
        if publicHalf == nil, !isGiven { return nil }
        let text = try IdentityFile.text(at: path, ring.directory.policy, onWarning)
        if text.withBytes({ IdentityFile.isDocument($0) }) {
            return try keyByDocument(parsed(text, path), path, for: document, recipients, onWarning)
        }
        let identity = try named(path) { () throws(EJSONError) in
            try text.withBytes { (text) throws(EJSONError) in try Identity(text) }
        }
        return try open(document, recipients, identity)
    }

    /// The files `NAME.ejson` of the recipients that may be documents.
    private mutating func keyByDocument(
        for document: Document,
        in file: FilePath?,
        _ recipients: RecipientList,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> PrivateKey? {
        let directories = (file.map { [$0.removingLastComponent()] } ?? []) + [ring.directory.path]
        for recipient in recipients.entries {
            guard case .publicKey(let publicKey) = recipient.key else { continue }
            for directory in directories {
                let path = directory.appending("\(recipient.name).ejson")
                guard let text = try IdentityFile.document(at: path) else { continue }
                tried.append(path.string)
                let group = try parsed(text, path)
                guard group.recipient == publicKey else { continue }
                if let key = try keyByDocument(group, path, for: document, recipients, onWarning) { return key }
            }
        }
        return nil
    }

    private mutating func keyByDocument(
        _ group: Document,
        _ path: FilePath,
        for document: Document,
        _ recipients: RecipientList,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> PrivateKey? {
        guard !recipients.entries(for: .publicKey(group.recipient)).isEmpty else { return nil }
        do throws(EJSONError) {
            let key = try privateKey(for: group, in: path, onWarning)
            return try open(document, recipients, Identity(key))
        } catch  where error.code == .keyNotFound || error.code == .noIdentity {
            return nil
        }
    }

    private mutating func open(
        _ document: Document,
        _ recipients: RecipientList,
        _ identity: borrowing Identity
    ) throws(EJSONError) -> PrivateKey? {
        do throws(EJSONError) {
            return try identity.privateKey(of: document.recipient, in: recipients)
        } catch  where error.code == .forgedRecipient {
            // Another identity may still open it; if none does, this is what is wrong.
            failure = failure ?? error
            return nil
        }
    }
}

private func problem(_ problem: RecipientProblem) -> EJSONError {
    EJSONError(.invalidRecipient, .recipient(problem))
}

/// Runs `body`, whose errors are about the file.
private func named<Result: ~Copyable>(
    _ file: FilePath,
    _ body: () throws(EJSONError) -> Result
) throws(EJSONError) -> Result {
    do throws(EJSONError) {
        return try body()
    } catch {
        throw error.concerning(file)
    }
}

private func parsed(_ text: consuming SecretBytes, _ file: FilePath) throws(EJSONError) -> Document {
    do throws(EJSONError) {
        return try Document(consuming: text)
    } catch {
        throw error.concerning(file)
    }
}

/// The key in `FILE.pub`; `nil` when there is no such file.
private func publicHalf(of file: FilePath) throws(EJSONError) -> RecipientKey? {
    guard let name = file.lastComponent else { return nil }
    let path = file.removingLastComponent().appending("\(name.string).pub")
    guard isSmallFile(path) else { return nil }
    return try named(path) { () throws(EJSONError) in
        try SecretBytes.contents(of: path).withBytes { (text) throws(EJSONError) in
            try RecipientKey(parsing: String(decoding: text.indices.map { text[$0] }, as: UTF8.self))
        }
    }
}

private func standardIdentities() -> [FilePath] {
    var paths: [FilePath] = []
    if geteuid() == 0 { paths.append("/etc/ssh/ssh_host_ed25519_key") }
    if let home = environmentPath("HOME") { paths.append(home.appending(".ssh/id_ed25519")) }
    return paths
}
