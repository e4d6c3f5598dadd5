import EJSON
import EJSONAuthoring
import SystemPackage

/// A change of a document's recipients in its file. The file is replaced once, so after a kill it is either old or new.
struct RecipientUpdate {
    private let file: FilePath
    private let decryption: DecryptionOptions

    /// The result for a document.
    enum Outcome {
        case unchanged
        case changed(Change)
    }

    struct Change {
        var byteCount: Int
        var oldPublicKey: PublicKey
        var added: [RecipientName]
        /// Removed recipients, and those with another key; the document then has a new key pair.
        var removed: [RecipientName]
        /// The sealed values that they could read.
        var sealedPaths: [String]
    }

    init(_ file: FilePath, _ decryption: DecryptionOptions) {
        self.file = file
        self.decryption = decryption
    }

    /// Applies `plan` to the list. Additions change no other line. A removal makes a new key pair; its private key is
    /// stored where the old one is stored, if it is.
    ///
    /// - Parameter ignored: recipients whose entries are not verified, because they are removed.
    func apply(
        ignoring ignored: Set<RecipientName> = [],
        isDryRun: Bool = false,
        _ plan: ([ListedRecipient]) throws -> [ListedRecipient]
    ) throws -> Outcome {
        let trail = try AuditTrail(AuditLog(decryption.audit), file: DocumentArgument(file), command: nil)
        do {
            let source = try decryption.openSource()
            forbidDumps()
            let document = try Document(contentsOf: file)
            trail.document = document
            let privateKey = try source.privateKey(
                for: document, in: DocumentArgument(file), StrictKeys.policy(decryption.strictKeys))
            let listed = try document.recipients().listed
            let wanted = try plan(listed)
            if let own = wanted.first(where: { $0.key == .publicKey(document.recipient) && !listed.contains($0) }) {
                throw Failure(messageForOwnKey(own.name))
            }
            let removed = listed.filter { !wanted.contains($0) }.map(\.name)
            let outcome = try apply(
                wanted, to: document, privateKey, ignoring: ignored.union(removed), hasRemovals: !removed.isEmpty,
                isDryRun)
            try trail.checked()
            guard let count = outcome else { return .unchanged }
            return .changed(
                Change(
                    byteCount: count, oldPublicKey: document.recipient,
                    added: wanted.filter { !listed.contains($0) }.map(\.name), removed: removed,
                    sealedPaths: try removed.isEmpty ? [] : document.sealedPaths()))
        } catch {
            try trail.refused(error)
            throw error
        }
    }

    /// Returns the number of bytes written; `nil` when nothing is to be written.
    private func apply(
        _ wanted: [ListedRecipient],
        to document: Document,
        _ privateKey: borrowing PrivateKey,
        ignoring ignored: Set<RecipientName>,
        hasRemovals: Bool,
        _ isDryRun: Bool
    ) throws -> Int? {
        let verified = try document.verifiedRecipients(with: privateKey, ignoring: ignored)
        guard Set(verified.listed) != Set(wanted) else { return nil }
        guard wanted.count <= RecipientList.maximumCount else {
            throw EJSONError(.invalidRecipient, .recipient(.tooMany))
        }
        let isStored = try decryption.isStored(document.recipient)
        if wanted.isEmpty, !isStored { throw Failure(messageForLastRecipient) }
        if isDryRun { return 0 }
        guard hasRemovals else {
            return try DocumentFile(file).rewrite { (current) throws(EJSONError) -> SecretBytes? in
                // Values that others have added meanwhile are kept.
                guard current.recipient == document.recipient else { throw changedMeanwhile }
                var list = try current.recipients()
                if list != verified { list = try current.verifiedRecipients(with: privateKey) }
                let additions = wanted.filter { !list.listed.contains($0) }
                for recipient in additions {
                    try list.append(Recipient(recipient.name, recipient.key, sealing: privateKey))
                }
                return additions.isEmpty ? nil : try current.replacingRecipients(with: list)
            }
        }
        let new = try NewKeyPair()
        return try DocumentFile(file).rewrite { (current) throws(EJSONError) -> [UInt8]? in
            guard current.recipient == document.recipient, try current.recipients() == verified else {
                throw changedMeanwhile
            }
            let plaintext = try Document(consuming: current.decrypted(with: privateKey, progress: nil))
            let sealed = try plaintext.reencrypted(to: new.keyPair.privateKey, for: wanted)
            // Stored before the document needs it.
            if isStored { try new.store(in: decryption.directory) }
            return sealed
        }
    }

    private var changedMeanwhile: EJSONError { EJSONError(.inputOutput, .file(.changedMeanwhile)) }
}

/// A key pair that may be stored, once.
final class NewKeyPair {
    let keyPair: KeyPair
    private var isStored = false

    init() throws(EJSONError) { keyPair = try KeyPair.generate() }

    func store(in directory: KeyDirectory) throws(EJSONError) {
        if isStored { return }
        try directory.add(keyPair)
        isStored = true
    }
}

extension Document {
    /// The paths of all sealed values.
    func sealedPaths() throws(EJSONError) -> [String] {
        let listing = try listing()
        return zip(listing.values, listing.paths()).compactMap { value, path in
            if case .sealed = value.state { path } else { nil }
        }
    }
}
