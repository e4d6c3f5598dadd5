import EJSON
import EJSONAuthoring
import EJSONFormat
import SystemPackage

/// An edit of a document with merge conflicts: the text that is shown, and how the result is saved.
struct ConflictEdit: ~Copyable {
    private let document: ConflictedDocument

    // The sides, opened with their private keys; `nil` without the key.
    private let ours: Document?
    private let theirs: Document?

    /// The text with all values that one of the private keys opens.
    private let text: SecretBytes

    /// The version of the file from which it was made.
    var version: String { document.sha256() }

    /// The edit of a file; `nil` when it has no complete conflict.
    ///
    /// - Parameter missing: called for a side whose private key is not there.
    static func read(
        _ file: FilePath,
        _ options: DecryptionOptions,
        missing: (PublicKey) -> Void
    ) throws -> ConflictEdit? {
        // Opened before `forbidDumps()`: afterwards /dev/fd cannot be opened on some systems.
        let source = try options.openSource()
        forbidDumps()
        let document: ConflictedDocument?
        do throws(EJSONError) {
            document = try ConflictedDocument.read(SecretBytes.contents(of: file))
        } catch {
            guard error.code != .inputOutput else { throw error }
            throw Failure(
                "it has a merge conflict, and one side alone is no document: \(message(for: error).words)",
                hint:
                    "resolve that in a text editor first, or take one side of the whole file: git checkout --ours FILE, "
                    + "or --theirs")
        }
        guard let document else { return nil }
        let isOneKey = document.ours.recipient == document.theirs.recipient
        if options.namesOneKey, !isOneKey {
            throw Failure(
                "the two sides of the merge conflict have different public keys, so one private key is not enough",
                hint: "put both into a key directory, and name it with --keydir")
        }
        let sides = [document.ours, document.theirs]
        var opened: [Document?] = [nil, nil]
        var shown = sides
        for index in isOneKey ? [0] : [0, 1] {
            do {
                let policy = StrictKeys.policy(options.strictKeys)
                let key: PrivateKey? = try source.privateKey(
                    for: sides[index], in: DocumentArgument(file), policy)
                for side in sides.indices {
                    // After a change of the public key, a side may hold values sealed to the other key.
                    shown[side] = try rendered(shown[side], with: key)
                    if isOneKey || side == index { opened[side] = try rendered(sides[side], with: key) }
                }
            } catch let error as EJSONError where error.isMissingKey && !options.namesOneKey {
                missing(sides[index].recipient)
            }
        }
        for (side, opened) in zip(sides, opened) where opened != nil {
            let trail = try AuditTrail(AuditLog(options.audit), file: DocumentArgument(file), command: nil)
            trail.document = side
            try trail.delivers()
        }
        return ConflictEdit(
            document: document, ours: opened[0], theirs: opened[1], text: try document.shown(shown[0], shown[1]))
    }

    private init(document: ConflictedDocument, ours: Document?, theirs: Document?, text: consuming SecretBytes) {
        (self.document, self.ours, self.theirs) = (document, ours, theirs)
        self.text = text
    }

    /// A copy of what is shown.
    func shown() throws(EJSONError) -> SecretBytes {
        try text.withBytes { (text) throws(EJSONError) in try SecretBytes(copying: text) }
    }

    /// Our side's public key.
    var recipient: PublicKey { document.ours.recipient }

    /// Seals the resolved text and writes the file. Returns the number of bytes written.
    ///
    /// - Parameter check: called with the sealed document before it is written; throws when it must not be.
    func save(
        _ text: borrowing SecretBytes,
        to file: FilePath,
        check: (Document) throws -> Void
    ) throws -> Int? {
        let edited = try text.withBytes { (text) throws(EJSONError) in try Document(text) }
        guard [document.ours.recipient, document.theirs.recipient].contains(edited.recipient) else {
            throw Failure(
                "\"_public_key\" must be that of one of the two sides", hint: "to change it afterwards: ejson rotate")
        }
        let sealed = try document.resolved(edited, ours, theirs)
        try check(Document(sealed.span))
        return try DocumentFile(file).rewriteText { (current) throws(EJSONError) -> [UInt8]? in
            guard document.hasSameText(as: current) else { throw EJSONError(.inputOutput, .file(.changedMeanwhile)) }
            return sealed
        }
    }
}

private func rendered(_ document: Document, with key: borrowing PrivateKey?) throws(EJSONError) -> Document {
    try document.rendered(with: key, unopened: .message).withBytes { (text) throws(EJSONError) in try Document(text) }
}

extension EJSONError {
    /// Whether the text is not JSON because of a merge conflict.
    var isMergeConflict: Bool {
        if case .conflict = reason { true } else { false }
    }
}
