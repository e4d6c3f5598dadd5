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

    /// Who opens it: `.agent(Agent(path, milliseconds: 1_500))`.
    package var keys: KeySource

    /// The object whose members are taken.
    package var select = ValuePath(components: ["environment"])

    /// The names that are taken, each of which must be there; all when it is empty.
    package var only: [String] = []

    package init(_ origin: Origin, keys: KeySource) {
        self.origin = origin
        self.keys = keys
    }

    /// The public key of the document as it is now, by which a policy may judge it before anything is opened.
    ///
    /// - Throws: `VolumeError`, and what `Document.init(_:)` throws.
    package func recipient() throws -> PublicKey {
        try read().document.recipient
    }

    /// The values, opened and checked: they can be written to a volume.
    ///
    /// - Parameter judge: is called with the document's public key before the agent is asked, and may refuse it.
    /// - Throws: `VolumeError`, what `judge` throws, and the `EJSONError` that `ejson run` would report, with the file.
    package func values(judge: (PublicKey) throws -> Void = { _ in }) throws -> SourceValues {
        // The file may be replaced between our reading of it and the agent's.
        for _ in 0..<3 {
            do {
                return try values(of: read(), judge)
            } catch let error as EJSONError where error.reason == .agent(.notInFile) {
                continue
            }
        }
        return try values(of: read(), judge)
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

    private func values(
        of read: (document: Document, status: FileStatus?),
        _ judge: (PublicKey) throws -> Void
    ) throws -> SourceValues {
        try judge(read.document.recipient)
        let file: FilePath? = if case .file(let file, _) = origin { file } else { nil }
        do throws(EJSONError) {
            let plaintext = try keys.decrypted(read.document, file: file, onWarning: { _ in })
            var values = try SecretValues(plaintext, at: select)
            if !only.isEmpty { try values.keep(only: only) }
            try SecretFiles.require(values)
            return SourceValues(values: values, status: read.status)
        } catch {
            throw file.map { error.concerning($0) } ?? error
        }
    }
}

/// Values that were opened, and what the document's file was when they were.
package struct SourceValues: ~Copyable {
    package let values: SecretValues
    package let status: FileStatus?
}
