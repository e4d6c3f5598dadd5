import EJSON
import SystemPackage

/// Warns of values that were sealed to another public key than their document names, when the private key is here to
/// see it. Sealing needs no private key, so whatever is wrong with keys is no failure, and is not said.
func warnOfForeignValues(in document: Document, _ file: String, _ keys: KeyDirectory) {
    guard let privateKey = try? keys.privateKey(for: document.recipient),
        let findings = try? document.foreignValues(for: privateKey)
    else { return }
    warnOfForeignValues(findings, in: file)
}

/// Which public key the ephemeral keys of the documents that were checked before were made for. One ephemeral key serves
/// one encryption of one document, so two documents that share one name the same public key, or one of them names a
/// wrong one: it was copied, and its `_public_key` replaced.
struct SealingRecord {
    private struct Origin {
        let file: String
        let publicKey: PublicKey
    }

    private var origins: [[UInt8]: Origin] = [:]

    /// The values of `document` that another document has too, under another public key; the first of each document.
    mutating func add(_ document: Document, _ file: String) throws(EJSONError) -> [CheckReport.Finding] {
        let prefixes = try document.ephemeralKeyPrefixes()
        var others: [(origin: Origin, prefixes: Set<[UInt8]>)] = []
        for prefix in prefixes {
            let own = Origin(file: file, publicKey: document.recipient)
            let origin = origins[prefix] ?? own
            origins[prefix] = origin
            guard origin.publicKey != document.recipient else { continue }
            if let index = others.firstIndex(where: { $0.origin.file == origin.file }) {
                others[index].prefixes.insert(prefix)
            } else {
                others.append((origin, [prefix]))
            }
        }
        var findings: [CheckReport.Finding] = []
        for (origin, prefixes) in others.sorted(by: { $0.origin.file < $1.origin.file }) {
            let values = try document.values(withEphemeralKeysIn: prefixes, sealedTo: origin.publicKey)
            guard let first = values.first else { continue }
            findings.append(
                CheckReport.Finding(
                    file: file, position: first.position, keyPath: first.keyPath, code: first.code.description,
                    words: wordsForSharedValues(values.count, with: origin.file, origin.publicKey)))
        }
        return findings
    }
}

extension CheckReport {
    /// Adds a finding when values of the last commit stand in `document` under another public key.
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
            // What was no document names no public key.
            return
        }
        let values = try document.values(
            withEphemeralKeysIn: previous.ephemeralKeyPrefixes(), sealedTo: previous.recipient)
        guard let first = values.first else { return }
        add(
            Finding(
                file: displayName(file), position: first.position, keyPath: first.keyPath,
                code: first.code.description, words: wordsForReplacedPublicKey(values.count, previous.recipient)))
    }
}
