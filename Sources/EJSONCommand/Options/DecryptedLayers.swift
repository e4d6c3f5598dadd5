import CommandLineFlags
import EJSON
import EJSONDelivery
import EJSONFormat
import SystemPackage

/// Opened documents that are merged in order, and the audit of each.
struct DecryptedLayers: ~Copyable {
    let documents: [Document]

    /// Their merged content.
    let text: LayeredText

    fileprivate let trails: [AuditTrail]

    fileprivate init(_ documents: [Document], _ text: consuming LayeredText, _ trails: [AuditTrail]) {
        self.documents = documents
        self.text = text
        self.trails = trails
    }

    /// The document of a value, by its index in `documents`.
    func layer(of value: SecretValues.Entry) -> Int { text.layer(at: value.offset) }

    /// Records that all values were opened and none was delivered, with one line for each document.
    func checked() throws {
        for trail in trails { try trail.checked() }
    }

    /// Records which values are delivered, with one line for each document and its names; `nil` means whole documents.
    /// To be called before the delivery.
    func delivers(_ values: [SecretValues.Entry]?) throws {
        for (layer, trail) in trails.enumerated() {
            try trail.delivers(values?.filter { self.layer(of: $0) == layer }.map(\.name))
        }
    }
}

/// An error about one of several documents.
struct DocumentError: Error {
    let file: DocumentArgument
    let error: any Error
}

/// A box for an input: arrays cannot hold noncopyable values.
private final class OpenedDocument {
    private let input: DocumentInput

    init(_ file: DocumentArgument) throws(EJSONError) {
        input = try DocumentInput(file)
    }

    func document() throws(EJSONError) -> Document { try input.document() }
}

extension DecryptionOptions {
    /// Decrypts documents, merges them, later ones over earlier ones, and calls `body` with the result. A failure
    /// before a delivery is recorded as refused, with one line for each document. The private keys are wiped before
    /// `body` runs.
    ///
    /// - Parameter check: called with the plaintext of each document if there are several.
    func decrypt(
        _ files: [DocumentArgument],
        command: Argument? = nil,
        check: (borrowing SecretBytes) throws -> Void,
        _ body: (borrowing DecryptedLayers) throws -> Void
    ) throws {
        let log = try AuditLog(audit)
        let trails = files.map { AuditTrail(log, file: $0, command: command) }
        do {
            // The environment holds the key already.
            if keyFromEnv != nil { forbidDumps() }
            // Opened before `forbidDumps()`, because afterwards /dev/fd cannot be opened on some systems; read after
            // it.
            let inputs = try files.map { file in try concerning(file, in: files) { try OpenedDocument(file) } }
            let source = try openSource()
            // From here on this process holds a key or plaintext, so it forbids core dumps and debuggers.
            forbidDumps()
            var documents: [Document] = []
            for (index, input) in inputs.enumerated() {
                let document = try concerning(files[index], in: files) { try input.document() }
                trails[index].document = document
                documents.append(document)
            }
            let publicKeys = Set(documents.map(\.recipient))
            if namesOneKey, publicKeys.count > 1 {
                throw Failure(
                    "a --key-from option gives one private key, and these documents have \(publicKeys.count) public keys",
                    hint: "put the keys into a key directory")
            }
            var merge = LayerMerge()
            try opening(source, documents, files) { file, plaintext in
                if files.count > 1 { try check(plaintext) }
                try merge.add(plaintext, from: file.file ?? "-")
            }
            try body(DecryptedLayers(documents, merge.merged(), trails))
        } catch {
            let cause = (error as? DocumentError)?.error ?? error
            for trail in trails { try trail.refused(cause) }
            throw error
        }
    }

    /// Calls `body` for each document with its plaintext.
    private func opening(
        _ source: PrivateKeySource,
        _ documents: [Document],
        _ files: [DocumentArgument],
        _ body: (DocumentArgument, consuming SecretBytes) throws -> Void
    ) throws {
        // An input is read only once.
        let key: PrivateKey? =
            namesOneKey
            ? try source.privateKey(for: documents[0], in: files[0], StrictKeys.policy(strictKeys)) : nil
        for (document, file) in zip(documents, files) {
            try concerning(file, in: files) {
                let plaintext = try showingProgress("Decrypting \(file.words)") { progress in
                    switch key {
                    case .some(let key): try open(document, key, false, progress)
                    case .none: try open(document, file, source, false, nil, progress)
                    }
                }
                try body(file, plaintext)
            }
        }
    }
}

/// Runs `body`. Its errors name `file` when it is one of several.
private func concerning<Result>(
    _ file: DocumentArgument,
    in files: [DocumentArgument],
    _ body: () throws -> Result
) throws -> Result {
    do {
        return try body()
    } catch {
        throw files.count > 1 ? DocumentError(file: file, error: error) : error
    }
}
