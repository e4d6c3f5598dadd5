package import EJSON
package import EJSONDelivery
package import EJSONFormat
package import SystemPackage

/// Where the values of a volume come from: a sealed document and the agent that opens it. It holds no secret.
package struct VolumeSource: Sendable {
    /// A sealed document.
    package enum Origin: Hashable, Sendable {
        /// A file in one of the directories. It may change.
        case file(FilePath, in: DocumentDirectories)
        /// A text.
        case text([UInt8])
    }

    package var origin: Origin

    /// Who opens documents of a public key: `.agent(Agent(path, milliseconds: 1_500))`. It is asked before anything is opened, for
    /// the key of the very text that is opened then, and may throw: so a policy judges.
    package var keys: @Sendable (PublicKey) throws -> KeySource

    /// The object whose members are taken.
    package var select = ValuePath(components: ["environment"])

    /// The names that are taken, each of which must be there; all when it is empty.
    package var only: [String] = []

    package init(_ origin: Origin, keys: @escaping @Sendable (PublicKey) throws -> KeySource) {
        self.origin = origin
        self.keys = keys
    }

    /// The values, opened and checked: they can be written to a volume.
    ///
    /// - Throws: `VolumeError`, what `keys` throws, and the `EJSONError` that `ejson run` would report, with the file.
    package func values() throws -> SourceValues {
        // The file may be replaced between our reading of it and the agent's.
        for _ in 0..<3 {
            do {
                return try values(of: read())
            } catch let error as EJSONError where error.reason == .agent(.notInFile) {
                continue
            }
        }
        return try values(of: read())
    }

    /// What the document's file is now; `nil` for a text.
    ///
    /// - Throws: `VolumeError`.
    package func status() throws -> FileStatus? {
        guard case .file(let file, let directories) = origin else { return nil }
        let opened = try directories.open(file)
        return try attempt(file, "cannot look at the document") { () throws(Errno) in try opened.status() }
    }

    private func read() throws -> (document: Document, status: FileStatus?) {
        switch origin {
        case .text(let text): return (try Document(text.span), nil)
        case .file(let file, let directories):
            let opened = try directories.open(file)
            // Before it is read: what is written after this is another version.
            let status = try attempt(file, "cannot look at the document") { () throws(Errno) in try opened.status() }
            do throws(EJSONError) {
                let bytes = try SecretBytes.read(FileDescriptor(rawValue: opened.rawValue), isDocument: true)
                return (try Document(consuming: bytes), status)
            } catch {
                throw error.concerning(file)
            }
        }
    }

    private func values(of read: (document: Document, status: FileStatus?)) throws -> SourceValues {
        let keys = try keys(read.document.recipient)
        let file: FilePath? = if case .file(let file, _) = origin { file } else { nil }
        do throws(EJSONError) {
            let plaintext = try keys.decrypted(read.document, file: file, onWarning: { _ in })
            var values = try SecretValues(plaintext, at: select)
            if !only.isEmpty { try values.keep(only: only) }
            try SecretFiles.require(values)
            return SourceValues(values: values, publicKey: read.document.recipient, status: read.status)
        } catch {
            throw file.map { error.concerning($0) } ?? error
        }
    }
}

/// Values that were opened, the document's public key, and what its file was when they were.
package struct SourceValues: ~Copyable {
    package let values: SecretValues
    package let publicKey: PublicKey
    package let status: FileStatus?
}
