import EJSON
import EJSONAuthoring
import SystemPackage

/// The values that were sealed to another public key than the document's; none if the private key is not available. Sealing
/// needs no private key, so a key that cannot be used is no error here.
func foreignValues(in document: Document, _ file: DocumentArgument, _ keys: KeyRing) -> [EJSONError] {
    do throws(EJSONError) {
        let privateKey = try keys.privateKey(for: document, in: file.file) { KeyWarnings.report($0) }
        return try document.foreignValues(for: privateKey)
    } catch {
        if error.code == .insecureKeyDirectory { KeyWarnings.report(error) }
        return []
    }
}

/// The documents of the ephemeral keys seen so far. An ephemeral key serves one encryption of one document. So two
/// documents that share one must name the same public key; otherwise one was copied and its `_public_key` replaced.
struct SealingRecord {
    /// The documents, in the order of the check.
    private var documents: [(file: DocumentArgument, publicKey: PublicKey)] = []

    /// The first document with each ephemeral key.
    private var origins: [PublicKey: Int] = [:]

    /// The values of `document` that another document has under another public key; only the first for each document.
    mutating func add(_ document: Document, _ file: DocumentArgument) throws(EJSONError) -> [CheckReport.Finding] {
        var foreign: [PublicKey: Int] = [:]
        for ephemeralKey in try document.ephemeralKeys() {
            if let origin = origins[ephemeralKey] {
                if documents[origin].publicKey != document.recipient { foreign[ephemeralKey] = origin }
            } else {
                origins[ephemeralKey] = documents.count
            }
        }
        documents.append((file, document.recipient))
        let values = try document.values(withEphemeralKeysOf: foreign)
        return values.sorted { $0.key < $1.key }.map { origin, values in
            CheckReport.Finding(
                file: file, position: values.first.position, path: values.first.path,
                code: values.first.code.description,
                words: wordsForSharedValues(values.count, with: documents[origin].file, documents[origin].publicKey))
        }
    }
}

extension CheckReport {
    /// Adds a finding when `document` has values of the last commit under another public key.
    mutating func compare(
        _ document: Document,
        withPrevious text: consuming SecretBytes,
        _ file: FilePath
    ) throws(EJSONError) {
        let previous: Document
        do throws(EJSONError) {
            previous = try Document(consuming: text)
        } catch {
            if error.code == .outOfMemory { throw error }
            // A file that was not a document has no public key.
            return
        }
        guard previous.recipient != document.recipient else { return }
        var groups: [PublicKey: Int] = [:]
        for ephemeralKey in try previous.ephemeralKeys() { groups[ephemeralKey] = 0 }
        guard let (count, first) = try document.values(withEphemeralKeysOf: groups)[0] else { return }
        add(
            Finding(
                file: DocumentArgument(file), position: first.position, path: first.path,
                code: first.code.description, words: wordsForReplacedPublicKey(count, previous.recipient)))
    }
}
