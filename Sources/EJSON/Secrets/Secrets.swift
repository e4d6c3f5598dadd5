package import EJSONFormat
public import SystemPackage

/// The values of a decrypted document, which a service looks up by their paths.
///
/// ```swift
/// let secrets = try Secrets(contentsOf: "secrets.ejson")
/// let password = try secrets.unprotectedString(at: "database.password")
/// let port = try secrets.intIfPresent(at: "database.port") ?? 5432
/// ```
///
/// The plaintext is in guarded memory (`SecretBytes`). Copies of this value share it, and it is wiped when the last of
/// them goes. The private key is wiped before the initializer returns. Printing, interpolating, dumping or reflecting a
/// value of this type shows no secret.
///
/// A path is dotted (`database.password`, `hosts.0`), or, when it begins with `/`, a JSON Pointer (RFC 6901). Of
/// several members with the same key the last one is used.
///
/// Several documents can be layered, such as a common one and one for each environment: see `init(layered:)`.
public struct Secrets: Sendable {
    /// The public key of the document, or of the last of several documents. In a log it says which key a service uses.
    public var recipient: PublicKey { recipients[recipients.count - 1] }

    /// The public keys of all documents that the secrets come from, in their order.
    public let recipients: [PublicKey]

    private let plaintext: Plaintext

    /// The files of these documents; `nil` for a document in memory.
    private let files: [FilePath?]

    /// The secrets in a document's file, which is decrypted with its private key, as a recipient, or through an agent.
    ///
    /// It reads two small files, so it is not asynchronous. Call it once, before the service accepts requests. For new
    /// values while it runs, use `EJSONConfiguration`.
    ///
    /// - Parameters:
    ///   - path: The document's file.
    ///   - keys: Where its private key is: in a key directory, with one of its recipients, or with an agent.
    ///   - onWarning: called once for each permission problem that is not fatal.
    /// - Throws: what `Document(contentsOf:)`, `KeyRing.privateKey(for:in:onWarning:)` and `Document.decrypted(with:)`
    ///   throw, with the file at fault; `agentUnavailable` and `refusedByAgent`, with the agent's socket.
    public init(
        contentsOf path: FilePath,
        keys: KeySource = .environment,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) {
        do throws(EJSONError) {
            try self.init(Document(contentsOf: path), of: path, keys: keys, onWarning: onWarning)
        } catch {
            throw error.concerning(path)
        }
    }

    /// The same for a path in a string, so that programs do not need to import `SystemPackage` for `FilePath`.
    ///
    /// - Throws: the same.
    public init(
        contentsOf path: String,
        keys: KeySource = .environment,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) {
        try self.init(contentsOf: FilePath(path), keys: keys, onWarning: onWarning)
    }

    /// The secrets in a document.
    ///
    /// - Throws: the same, without the file.
    package init(
        _ document: Document,
        of file: FilePath? = nil,
        keys: KeySource,
        onWarning: (EJSONError) -> Void
    ) throws(EJSONError) {
        let text = LayeredText(try keys.decrypted(document, file: file, onWarning: onWarning))
        try self.init(text, recipients: [document.recipient], files: [file])
    }

    /// The secrets in a document, decrypted with a private key from another source.
    ///
    /// - Throws: what `Document.decrypted(with:)` throws.
    public init(_ document: Document, privateKey: borrowing PrivateKey) throws(EJSONError) {
        let text = LayeredText(try document.decrypted(with: privateKey))
        try self.init(text, recipients: [document.recipient], files: [nil])
    }

    /// - Parameters:
    ///   - recipients: The public keys of the documents, of which there is at least one.
    ///   - files: The files of the layers.
    init(_ text: consuming LayeredText, recipients: [PublicKey], files: [FilePath?]) throws(EJSONError) {
        plaintext = try Plaintext(text)
        self.recipients = recipients
        self.files = files
    }

    /// The document's file; `nil` for a document in memory, and for several.
    var file: FilePath? { files.count == 1 ? files[0] : nil }

    /// The value at `path`, in guarded memory of its own: the bytes of a string; a number or boolean as it is written.
    ///
    /// - Throws: `valueNotFound`, also for a text that is not a path; `undeliverableValue` for an object, array or
    ///   `null`, and for half of a surrogate pair; `outOfMemory`. With the file and the path, and no part of the value.
    ///
    /// Guarded memory takes five system calls for each value.
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
    /// It is an ordinary string: nothing keeps it out of logs, swap or core dumps, and it is never wiped.
    ///
    /// - Throws: what `value(at:)` throws.
    public func unprotectedString(at path: String) throws(EJSONError) -> String {
        try value(at: path).withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The range of the value's JSON in the plaintext; without a path that of the whole document.
    ///
    /// - Throws: `valueNotFound`; `undeliverableValue` when two members in it have the same key, because decoders do
    ///   not agree on which one to use.
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

    /// The same with the outline of the plaintext.
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

    /// The file of the document that a value comes from; `nil` for an object, which may come from several.
    private func file(of value: JSONValue) -> FilePath? {
        if files.count == 1 { return files[0] }
        return value.kind == .object ? nil : files[plaintext.text.layer(at: value.range.lowerBound)]
    }

    /// Whether there is a value other than `null` at `path`.
    ///
    /// - Throws: `valueNotFound` for a text that is not a path, because a mistake must not look like an absent value.
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
    /// Empty, so that dumps and debuggers show nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The plaintext that copies of `Secrets` share.
private final class Plaintext: Sendable {
    let text: LayeredText

    /// Made once, so that a lookup takes time in proportion to its path.
    let outline: JSONOutline

    init(_ text: consuming LayeredText) throws(EJSONError) {
        outline = try text.bytes.withBytes { (text) throws(EJSONError) in try JSONOutline(of: text) }
        self.text = text
    }
}
