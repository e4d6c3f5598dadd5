package import EJSONFormat
public import SystemPackage

/// The decrypted values of a document, for a service that looks them up by their paths.
///
/// ```swift
/// let secrets = try Secrets(contentsOf: "secrets.ejson")
/// let password = try secrets.unprotectedString(at: "database.password")
/// let port = try secrets.intIfPresent(at: "database.port") ?? 5432
/// ```
///
/// The plaintext lies in guarded memory (`SecretBytes`), once however many copies of this value there are, and is
/// wiped when the last of them goes. The private key is wiped before the initializer returns. Printing, interpolating,
/// dumping or reflecting a value of this type shows nothing of it.
///
/// A path is dotted (`database.password`, `hosts.0`), or, when it begins with `/`, a JSON Pointer (RFC 6901). Of two
/// members with the same key the last one counts.
///
/// Several documents can be laid over each other, a common one and one for each environment: see `init(layered:)`.
public struct Secrets: Sendable {
    /// The public key that the document is sealed to. In a log it says which key a service runs with. Of
    /// several documents, that of the last one.
    public var recipient: PublicKey { recipients[recipients.count - 1] }

    /// The public keys of all documents that these secrets are made of, in their order.
    public let recipients: [PublicKey]

    private let plaintext: Plaintext

    /// The files of these documents; `nil` for what was in memory.
    private let files: [FilePath?]

    /// The secrets in a document's file, opened with its private key, by a recipient, or through an agent.
    ///
    /// Two small files are read before this returns; it is not asynchronous, because there is nothing to wait for. Call it
    /// before the service starts to serve. To get new values while it runs, use `EJSONConfiguration`.
    ///
    /// - Parameters:
    ///   - path: The document's file.
    ///   - keys: Where its private key is: in a key directory, with one of its recipients, or with an agent that keeps
    ///     it.
    ///   - onWarning: is called for what is wrong with owners and modes of the key and no reason to refuse it.
    /// - Throws: what `Document(contentsOf:)`, `KeyRing.privateKey(for:in:onWarning:)` and
    ///   `Document.decrypted(with:)` throw, with the file at fault; `agentUnavailable` and `refusedByAgent` with the
    ///   agent's socket.
    public init(
        contentsOf path: FilePath,
        keys: KeySource = .environment,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) {
        do throws(EJSONError) {
            let document = try Document(contentsOf: path)
            let text = LayeredText(try keys.decrypted(document, file: path, onWarning: onWarning))
            try self.init(text, recipients: [document.recipient], files: [path])
        } catch {
            throw error.concerning(path)
        }
    }

    /// The same for a path in a string, so that few programs need to import `SystemPackage` for `FilePath`.
    ///
    /// - Throws: the same.
    public init(
        contentsOf path: String,
        keys: KeySource = .environment,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) {
        try self.init(contentsOf: FilePath(path), keys: keys, onWarning: onWarning)
    }

    /// The secrets in a document, opened with a private key from anywhere.
    ///
    /// - Throws: what `Document.decrypted(with:)` throws.
    public init(_ document: Document, privateKey: borrowing PrivateKey) throws(EJSONError) {
        let text = LayeredText(try document.decrypted(with: privateKey))
        try self.init(text, recipients: [document.recipient], files: [nil])
    }

    /// - Parameters:
    ///   - recipients: of the documents, of which there is at least one.
    ///   - files: of the layers of the text.
    init(_ text: consuming LayeredText, recipients: [PublicKey], files: [FilePath?]) throws(EJSONError) {
        plaintext = try Plaintext(text)
        self.recipients = recipients
        self.files = files
    }

    /// The document's file; `nil` for a document in memory, and for several.
    var file: FilePath? { files.count == 1 ? files[0] : nil }

    /// The value at `path`, in guarded memory of its own: the bytes of a string, a number or boolean as it is spelled.
    ///
    /// - Throws: `valueNotFound`, also when `path` is no path; `undeliverableValue` for an object, array or `null`, and
    ///   for half of a surrogate pair; `outOfMemory`. With the file and the path, and nothing of the value.
    ///
    /// Guarded memory costs five system calls for each value.
    ///
    /// ```swift
    /// let password = try secrets.value(at: "database.password")
    /// try password.withBytes { try connect($0) }
    /// ```
    public func value(at path: String) throws(EJSONError) -> SecretBytes {
        let (path, node) = try find(path)
        let value = plaintext.outline.nodes[node].value
        guard value.kind == .string || value.kind == .number || value.kind == .boolean else {
            throw failure(.undeliverableValue, .notAPlainValue, at: path)
        }
        do throws(EJSONError) {
            return try plaintext.text.bytes.withBytes { (text) throws(EJSONError) in try value.bytes(of: text, at: path)
            }
        } catch {
            throw self.file(of: value).map { error.concerning($0) } ?? error
        }
    }

    /// The value at `path` as a string, for interfaces that take nothing else.
    ///
    /// The string is an ordinary one: nothing keeps it out of logs, swap or core dumps, and nobody wipes it.
    ///
    /// - Throws: what `value(at:)` throws.
    public func unprotectedString(at path: String) throws(EJSONError) -> String {
        try value(at: path).withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Where the JSON of the value at `path` is in the plaintext; without a path the whole document.
    ///
    /// - Throws: `valueNotFound`; `undeliverableValue` when two members in it have the same key: decoders do not agree
    ///   on which one counts.
    package func rangeOfJSON(at path: String?) throws(EJSONError) -> Range<Int> {
        let node = try path.map { (path) throws(EJSONError) in try find(path).node } ?? 0
        let outline = plaintext.outline
        if let hidden = outline.descendants(of: node).first(where: { outline.nodes[$0].isHidden }) {
            throw failure(
                .undeliverableValue, .collision, at: plaintext.text.bytes.withBytes { outline.path(of: hidden, in: $0) }
            )
        }
        return path == nil ? 0..<plaintext.text.bytes.count : outline.nodes[node].extent
    }

    /// Calls `body` with the plaintext, which is valid JSON. The span cannot outlive the call.
    package func withJSON<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try plaintext.text.bytes.withBytes(body)
    }

    /// The same, with its outline.
    package func withOutline<Result: ~Copyable, Failure: Error>(
        _ body: (JSONOutline, Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try plaintext.text.bytes.withBytes { (text) throws(Failure) in try body(plaintext.outline, text) }
    }

    /// An error about the value at `path`.
    package func failure(_ code: EJSONError.Code, _ problem: DeliveryProblem, at path: ValuePath) -> EJSONError {
        let found = plaintext.outline.find(path).flatMap { file(of: plaintext.outline.nodes[$0].value) }
        return EJSONError(code, .delivery(problem), file: found ?? file, path: path.description)
    }

    /// The file of the document that a value comes from. An object may be of several.
    private func file(of value: JSONValue) -> FilePath? {
        if files.count == 1 { return files[0] }
        return value.kind == .object ? nil : files[plaintext.text.layer(at: value.range.lowerBound)]
    }

    /// Whether there is anything but `null` at `path`.
    ///
    /// - Throws: `valueNotFound` for what is no path: a misspelled one must not read as absent.
    func isPresent(_ path: String) throws(EJSONError) -> Bool {
        guard let path = ValuePath(path) else { throw notFound(ValuePath(components: [path])) }
        guard let node = plaintext.outline.find(path) else { return false }
        return plaintext.outline.nodes[node].value.kind != .null
    }

    private func find(_ text: String) throws(EJSONError) -> (path: ValuePath, node: Int) {
        let path = ValuePath(text)
        guard let path, let node = plaintext.outline.find(path) else {
            throw notFound(path ?? ValuePath(components: [text]))
        }
        return (path, node)
    }

    private func notFound(_ path: ValuePath) -> EJSONError {
        var error = plaintext.text.bytes.withBytes { EJSONError.notFound(path, .missing, plaintext.outline, in: $0) }
        error.file = file
        return error
    }
}

extension Secrets: CustomReflectable {
    /// Empty: what dumps and debuggers show.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What the copies of `Secrets` share.
private final class Plaintext: Sendable {
    let text: LayeredText

    /// Made once: a lookup then takes time in proportion to its path.
    let outline: JSONOutline

    init(_ text: consuming LayeredText) throws(EJSONError) {
        outline = try text.bytes.withBytes { (text) throws(EJSONError) in try JSONOutline(of: text) }
        self.text = text
    }
}
