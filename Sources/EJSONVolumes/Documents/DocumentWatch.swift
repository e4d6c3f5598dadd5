package import EJSON
package import SystemPackage

/// Keeps the files of a mounted volume those of its document. A document that does not open leaves the last good values.
///
/// Nothing is started: `update` is called every now and then.
package struct DocumentWatch: Sendable {
    package let source: VolumeSource
    package let path: FilePath
    package let access: FileAccess

    /// Whether the values of the document were written, and what its file was then.
    private var isWritten: Bool
    private var written: FileStatus?

    /// What it was when it did not open, and when it is tried again even if it stays so: the agent may be away.
    private var failed: (status: FileStatus?, until: ContinuousClock.Instant)?
    private var lastWords: String?

    package enum Outcome: Hashable, Sendable {
        case unchanged
        /// The files have new values.
        case updated
        /// They have the last good values, for this reason. It is reported once.
        case failed(String)
        /// The same as before, or no volume is mounted there.
        case skipped
    }

    /// - Parameters:
    ///   - path: Where the volume is mounted.
    ///   - isWritten: Whether the volume was filled with the document's values; `false` for a volume that was found.
    ///   - status: What the document's file was when it was: `SourceValues.status`.
    package init(
        _ source: VolumeSource,
        at path: FilePath,
        _ access: FileAccess,
        isWritten: Bool = false,
        status: FileStatus? = nil
    ) {
        self.source = source
        self.path = path
        self.access = access
        self.isWritten = isWritten
        written = status
    }

    /// Writes the values of the document, if it has changed.
    package mutating func update(
        volumeSource: String = "ejson",
        now: ContinuousClock.Instant = .now
    ) -> Outcome {
        var status: FileStatus?
        do {
            status = try source.status()
            if isWritten, status == written {
                failed = nil
                return .unchanged
            }
            if let failed, failed.status == status, now < failed.until { return .skipped }
            guard let mount = try SecretMount.open(at: path, source: volumeSource) else { return .skipped }
            let opened = try source.values()
            let isNew = try mount.write(opened.values, access)
            isWritten = true
            written = opened.status
            failed = nil
            lastWords = nil
            return isNew ? .updated : .unchanged
        } catch {
            failed = (status, now + .seconds(5))
            let words = "\(error)"
            if words == lastWords { return .skipped }
            lastWords = words
            return .failed(words)
        }
    }
}
