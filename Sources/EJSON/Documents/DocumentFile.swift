public import SystemPackage

/// A document in a file, which is changed in place and never lost.
///
/// ```swift
/// let count = try DocumentFile("secrets.ejson").encrypt()
/// print(count.map { "\($0) bytes written" } ?? "every value was sealed already")
/// ```
public struct DocumentFile: Sendable {
    /// The file's path. A link is followed, never replaced.
    public let path: FilePath

    /// Names a file; nothing is opened yet.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Encrypts the document: seals every selected string that is plaintext, and returns the number of bytes written.
    /// When there is none, it returns `nil` and writes nothing.
    ///
    /// The new content is written to another file, gets the owner, mode, ACL and extended attributes of the old one,
    /// and is on the disk before it replaces the old file in one step. The directory is synced. Whatever fails, the old
    /// file is unchanged. Processes that encrypt the same file wait for each other. When another program changes the
    /// file meanwhile, its version is read and encrypted instead.
    ///
    /// - Throws: what `Document.init(_:)` and `Document.encrypted()` throw; `inputOutput` when the file is not a
    ///   regular file, this user may not write the file or its directory, the file has other hard links (which would
    ///   keep the plaintext), cannot keep its owner, or is a mount of its own. Always with the file.
    public func encrypt() throws(EJSONError) -> Int? {
        try rewrite { (document) throws(EJSONError) in try document.encryptedText() }
    }

    /// Replaces the document by the text that `body` returns, and returns the number of bytes written. When `body`
    /// returns `nil`, this returns `nil` and writes nothing. `body` is called again when another program has changed
    /// the file meanwhile.
    ///
    /// - Throws: what `body`, `Document.init(_:)` and `encrypt()` throw. Always with the file.
    package func rewrite<Text: FileContent & ~Copyable>(
        _ body: (Document) throws(EJSONError) -> Text?
    ) throws(EJSONError) -> Int? {
        try rewrite(reading: { (text) throws(EJSONError) in try Document(consuming: text) }, body)
    }

    /// The same for a file that may not be a document, such as one with a merge conflict.
    package func rewriteText<Text: FileContent & ~Copyable>(
        _ body: (borrowing SecretBytes) throws(EJSONError) -> Text?
    ) throws(EJSONError) -> Int? {
        try rewrite(reading: { (text) throws(EJSONError) in text }, body)
    }

    private func rewrite<Original: FileContent & ~Copyable, Text: FileContent & ~Copyable>(
        reading parse: (consuming SecretBytes) throws(EJSONError) -> Original,
        _ body: (borrowing Original) throws(EJSONError) -> Text?
    ) throws(EJSONError) -> Int? {
        for _ in 0..<100 {
            do throws(EJSONError) {
                switch try attemptRewrite(parse, body) {
                case .done(let count): return count
                case .changedByOthers: continue
                }
            } catch {
                throw error.concerning(path)
            }
        }
        throw EJSONError(.inputOutput, .file(.keepsChanging), file: path)
    }

    /// Creates the file with a document that has no plaintext. Its mode is 0644 less the umask.
    ///
    /// - Throws: `inputOutput`, also when the file exists.
    package func create(_ content: Span<UInt8>) throws(EJSONError) {
        do throws(EJSONError) {
            let target = try FileTarget(path, mayBeNew: true)
            let staged = try StagedFile(for: target, mode: 0o644)
            try staged.write(content)
            try staged.sync()
            try staged.publish()
        } catch {
            throw error.concerning(path)
        }
    }

    private enum Attempt {
        case done(Int?)
        case changedByOthers
    }

    private func attemptRewrite<Original: FileContent & ~Copyable, Text: FileContent & ~Copyable>(
        _ parse: (consuming SecretBytes) throws(EJSONError) -> Original,
        _ body: (borrowing Original) throws(EJSONError) -> Text?
    ) throws(EJSONError) -> Attempt {
        let target = try FileTarget(path, mayBeNew: false)
        guard try target.regularFileStatus() != nil else { return .changedByOthers }
        let original = try attempt(to: .open) { () throws(Errno) in
            try Descriptor(reading: target.name, in: target.directory.descriptor, followingLinks: false)
        }
        waitForLock(on: original.rawValue)
        let status = try attempt(to: .open) { () throws(Errno) in try original.status() }
        guard try target.regularFileStatus()?.identity == status.identity else { return .changedByOthers }
        guard status.links > 0 else { return .changedByOthers }
        guard status.links == 1 else { throw EJSONError(.inputOutput, .file(.hardLinked)) }
        try attempt(to: .makeWritable) { () throws(Errno) in
            try systemCheckWritable(target.name, in: target.directory.descriptor)
        }

        let change: Change<Original, Text>
        do throws(EJSONError) {
            change = try Change(of: parse(SecretBytes.read(original.rawValue, isDocument: true)), body)
        } catch {
            // A file that is being saved is not a document yet. If its status cannot be read, the first error is
            // reported.
            if let now = try? original.status(), !now.isUnchanged(since: status) { return .changedByOthers }
            throw error
        }
        let attempt = try change.withBytes { (old, new) throws(EJSONError) -> Attempt in
            var staged = try StagedFile(for: target)
            try staged.write(new)
            try staged.adopt(original)
            try staged.sync()
            return try staged.replace(original, holding: old, writing: new) ? .done(new.count) : .changedByOthers
        }
        return attempt ?? .done(nil)
    }
}

/// The content of a file, and its replacement.
private struct Change<Original: FileContent & ~Copyable, New: FileContent & ~Copyable>: ~Copyable {
    let old: Original
    let new: New?

    init(
        of old: consuming Original,
        _ body: (borrowing Original) throws(EJSONError) -> New?
    ) throws(EJSONError) {
        new = try body(old)
        self.old = old
    }

    /// `nil` when nothing is to be written.
    borrowing func withBytes<Result>(
        _ body: (_ old: Span<UInt8>, _ new: Span<UInt8>) throws(EJSONError) -> Result
    ) throws(EJSONError) -> Result? {
        switch new {
        case .none: return nil
        case .some(let new):
            return try new.withBytes { (new) throws(EJSONError) in
                try old.withBytes { (old) throws(EJSONError) in try body(old, new) }
            }
        }
    }
}

/// New content of a file: in guarded memory when some of it may be plaintext.
package protocol FileContent: ~Copyable {
    borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result
}

extension SecretBytes: FileContent {}

extension Document: FileContent {
    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try text.withBytes(body)
    }
}

extension [UInt8]: FileContent {
    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(span)
    }
}
