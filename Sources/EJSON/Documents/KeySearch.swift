import CPlatform
import EJSONFormat
import SystemPackage

/// The search for one private key, with the identities that were tried and the documents on the way.
///
/// A problem with one identity does not end the search, because a broken file beside the document must not stop a host
/// whose own key is a recipient. The first such problem is the error if no identity is found.
struct KeySearch {
    private let ring: KeyRing
    private var tried: [String] = []
    private var chain: [PublicKey] = []
    private var failure: EJSONError?

    /// Documents that did not open, with the length of the chain before them. There can be very many chains of
    /// documents that list each other, so a document is tried again only when more links are left.
    private var deadEnds: [PublicKey: Int] = [:]

    private static let greatestLength = 8

    init(_ ring: KeyRing) {
        self.ring = ring
    }

    mutating func find(
        for document: Document,
        in file: FilePath?,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> FoundKey {
        let missing: EJSONError
        do throws(EJSONError) {
            return try ring.keyFile(of: document.recipient, onWarning: onWarning)
        } catch  where error.code == .keyNotFound {
            missing = error
        }
        let list = ListedDocument(document, try document.recipientScan(), file)
        guard !list.scan.entries.isEmpty else { throw missing }
        guard !chain.contains(document.recipient) else { throw problem(.loop) }
        guard chain.count < Self.greatestLength else { throw problem(.chainTooLong) }
        chain.append(document.recipient)
        defer { chain.removeLast() }
        if let found = try openedByAnIdentity(list, onWarning) { return found }
        if let failure { throw failure }
        var error = EJSONError(
            .noIdentity, .noIdentity(recipients: try document.recipientNames(list.scan), tried: tried))
        error.publicKey = document.recipient
        error.keyDirectory = ring.directory.path
        throw error
    }

    private mutating func openedByAnIdentity(
        _ list: ListedDocument,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> FoundKey? {
        let publicKeys = try list.document.listedPublicKeys(list.scan)
        if let found = try openedByKeyFile(list, publicKeys.map(\.key), onWarning) { return found }
        for path in ring.identities {
            if let found = try opened(list, by: path, isGiven: true, onWarning) { return found }
        }
        if let found = try openedByDocument(list, publicKeys, onWarning) { return found }
        for path in ring.standardIdentities {
            if let found = try attempting({ (search) throws(EJSONError) in
                try search.opened(list, by: path, isGiven: false, onWarning)
            }) {
                return found
            }
        }
        return nil
    }

    /// Runs `body`. Its failure does not end the search.
    private mutating func attempting(
        _ body: (inout KeySearch) throws(EJSONError) -> FoundKey?
    ) throws(EJSONError) -> FoundKey? {
        do throws(EJSONError) {
            return try body(&self)
        } catch {
            guard error.code != .outOfMemory, error.code != .cryptographyUnavailable else { throw error }
            if !error.isMissingKey { failure = failure ?? error }
            return nil
        }
    }

    // MARK: Where identities are

    /// A private key in a key directory that is a recipient.
    private mutating func openedByKeyFile(
        _ list: ListedDocument,
        _ publicKeys: [PublicKey],
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> FoundKey? {
        for directory in ring.directories {
            for publicKey in present(publicKeys, in: directory) {
                let found = try attempting { (search) throws(EJSONError) in
                    let identity = Identity(try directory.privateKey(for: publicKey, onWarning: onWarning))
                    return try search.opened(list, identity, directory.file(for: publicKey))
                }
                if let found { return found }
            }
        }
        return nil
    }

    private mutating func opened(
        _ list: ListedDocument,
        by path: FilePath,
        isGiven: Bool,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> FoundKey? {
        if !tried.contains(path.string) { tried.append(path.string) }
        let publicHalf = try publicHalf(of: path)
        let entries = try publicHalf.map { (key) throws(EJSONError) in try list.document.entries(list.scan, for: key) }
        if entries?.isEmpty ?? !isGiven { return nil }
        let text = try IdentityFile.text(at: path, ring.policy, onWarning)
        if text.withBytes({ IdentityFile.isDocument($0) }) {
            return try opened(list, by: parsed(text, path), path, onWarning)
        }
        guard let entries else { return try opened(list, identity(in: text, of: path), path) }
        // If it opens the box, its two halves belong together. They are compared only when it does not.
        let earlier = failure
        if let found = try opened(list, identity(in: text, of: path, isTrusted: true), path, entries) { return found }
        if try RecipientKeyText(identity(in: text, of: path).key) != publicHalf { failure = earlier }
        return nil
    }

    /// The files `NAME.ejson` of recipients that may be documents.
    private mutating func openedByDocument(
        _ list: ListedDocument,
        _ publicKeys: [(name: RecipientName, key: PublicKey)],
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> FoundKey? {
        guard !publicKeys.isEmpty else { return nil }
        let directories =
            (list.file.map { [$0.removingLastComponent()] } ?? []) + ring.directories.map(\.path)
        for directory in directories {
            for (name, publicKey) in present(publicKeys, in: directory) {
                let path = directory.appending("\(name).ejson")
                let found = try attempting { (search) throws(EJSONError) in
                    guard let text = try IdentityFile.document(at: path) else { return nil }
                    if !search.tried.contains(path.string) { search.tried.append(path.string) }
                    let group = try parsed(text, path)
                    guard group.recipient == publicKey else { return nil }
                    return try search.opened(list, by: group, path, onWarning)
                }
                if let found { return found }
            }
        }
        return nil
    }

    // MARK: Opening

    private mutating func opened(
        _ list: ListedDocument,
        by group: Document,
        _ path: FilePath,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> FoundKey? {
        let key = RecipientKeyText.publicKey(group.recipient.description)
        guard try !list.document.entries(list.scan, for: key).isEmpty else { return nil }
        if let depth = deadEnds[group.recipient], depth <= chain.count { return nil }
        let found = try attempting { (search) throws(EJSONError) in
            let key = try search.find(for: group, in: path, onWarning)
            return try search.opened(list, Identity(key.take()), path)
        }
        guard let found else {
            deadEnds[group.recipient] = min(deadEnds[group.recipient] ?? .max, chain.count)
            return nil
        }
        return found
    }

    private mutating func opened(
        _ list: ListedDocument,
        _ identity: borrowing Identity,
        _ path: FilePath
    ) throws(EJSONError) -> FoundKey? {
        try opened(list, identity, path, list.document.entries(list.scan, for: RecipientKeyText(identity.key)))
    }

    private mutating func opened(
        _ list: ListedDocument,
        _ identity: borrowing Identity,
        _ path: FilePath,
        _ entries: [JSONString]
    ) throws(EJSONError) -> FoundKey? {
        for sealed in try list.document.sealedKeys(entries) {
            do throws(EJSONError) {
                let key = try sealed.privateKey(of: list.document.recipient, openedWith: identity)
                return FoundKey(privateKey: key, origin: .identity(path, name: sealed.name.description))
            } catch  where error.code == .forgedRecipient {
                failure = failure ?? list.file.map { error.concerning($0) } ?? error
            }
        }
        return nil
    }
}

/// A document that has recipients.
private struct ListedDocument {
    let document: Document
    let scan: RecipientScan
    let file: FilePath?

    init(_ document: Document, _ scan: RecipientScan, _ file: FilePath?) {
        (self.document, self.scan, self.file) = (document, scan, file)
    }
}

/// For more recipients than this, a directory is listed instead of asked for each one.
private let fewRecipients = 16

/// The keys for which the directory may have a file.
private func present(_ publicKeys: [PublicKey], in directory: KeyDirectory) -> [PublicKey] {
    // A directory may be searchable but not readable. Then each name is tried.
    guard publicKeys.count > fewRecipients, let names = try? systemList(directory.path) else { return publicKeys }
    let present = Set(names.compactMap(PublicKey.init(keyFileName:)))
    return publicKeys.filter { present.contains($0) }
}

/// The recipients for which the directory may have a document.
private func present(
    _ recipients: [(name: RecipientName, key: PublicKey)],
    in directory: FilePath
) -> [(name: RecipientName, key: PublicKey)] {
    guard recipients.count > fewRecipients, let names = try? systemList(directory.isEmpty ? "." : directory) else {
        return recipients
    }
    let present = Set(names)
    return recipients.filter { present.contains("\($0.name).ejson") }
}

private func problem(_ problem: RecipientProblem) -> EJSONError {
    EJSONError(.invalidRecipient, .recipient(problem))
}

private func identity(
    in text: borrowing SecretBytes,
    of path: FilePath,
    isTrusted: Bool = false
) throws(EJSONError) -> Identity {
    try named(path) { () throws(EJSONError) in
        try text.withBytes { (text) throws(EJSONError) in try Identity(text, isTrusted: isTrusted) }
    }
}

/// Runs `body`, whose errors get the file.
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
private func publicHalf(of file: FilePath) throws(EJSONError) -> RecipientKeyText? {
    // As bytes, because `FilePath` components would take a tenth of the time of a start.
    let path = FilePath(bytes: file.bytes + ".pub".utf8)
    guard isSmallFile(path) else { return nil }
    return try named(path) { () throws(EJSONError) in
        try RecipientKeyText(parsing: String(decoding: smallFile(path), as: UTF8.self))
    }
}

/// The content of a small file that is not secret. It is not in guarded memory, which is slow to allocate.
private func smallFile(_ path: FilePath) throws(EJSONError) -> [UInt8] {
    let file = try attempt(to: .open) { () throws(Errno) in try Descriptor(reading: path) }
    var content = [UInt8](repeating: 0, count: 4_097)
    var count = 0
    while count < content.count {
        var span = content.mutableSpan
        let read = try attempt(to: .read) { () throws(Errno) in try systemRead(file.rawValue, into: &span, at: count) }
        if read == 0 { break }
        count += read
    }
    guard count < content.count else { throw EJSONError(.inputOutput, .file(.tooLarge)) }
    return Array(content[..<count])
}
