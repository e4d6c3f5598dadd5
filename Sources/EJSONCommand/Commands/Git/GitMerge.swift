import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

struct GitMerge: Command {
    static let documentation = Documentation(
        abstract: "Merge two versions of a document: git's merge driver.",
        discussion: """
            Compares the versions value by value, and writes to <ours> what <theirs> has
            changed. Needs no private key, and changes no other line. A value that both have
            changed differently is written twice, between git's conflict markers. When one
            branch has changed the document's public key, the other's values are sealed to
            the old key, so every difference is a conflict. Input that is not a document is
            merged line by line, and never without a conflict.

            `ejson git install` calls it in a way that is safe when it fails, because git
            then takes the content of <ours> as the result.
            """,
        examples: [
            "ejson git merge base.ejson ours.ejson theirs.ejson": ""
        ],
        exitStatuses: [
            "0": "the versions are merged",
            "1": "there are conflicts",
            "129": "the files could not be read or written",
            "64": "the arguments are wrong",
        ]
    )

    var base = FilePath()
    var ours = FilePath()
    var theirs = FilePath()
    var markerSize = 7
    var name: FilePath?

    mutating func declare(in parameters: inout Parameters) {
        parameters.argument(
            "base", help: "The common version. It may be empty.", completion: .file, into: &base)
        parameters.argument(
            "ours", help: "Our version, which the merged document replaces.", completion: .file, into: &ours)
        parameters.argument("theirs", help: "The version to be merged into it.", completion: .file, into: &theirs)
        parameters.optionalArgument("size", help: "The length of conflict markers.", into: &markerSize)
        parameters.optionalArgument("name", help: "The document's name, for messages.", into: &name)
    }

    func validate() throws(UsageError) {
        guard 1...1_000 ~= markerSize else { throw UsageError("Conflict markers have 1 to 1000 characters.") }
    }

    func run() throws {
        forbidDumps()
        var conflicts: [Message] = []
        do {
            try reporting("Not merged", document) { conflicts = try merge() }
        } catch is ExitStatus {
            // git treats statuses below 128 as conflicts.
            throw ExitStatus(129)
        }
        for conflict in conflicts { printError(conflict) }
        if !conflicts.isEmpty { throw ExitStatus.failure }
    }

    private var document: DocumentArgument { DocumentArgument(name ?? ours) }

    /// The conflicts.
    private func merge() throws -> [Message] {
        let texts = try [base, ours, theirs].map { file in
            try SecretBytes.contents(of: file).withBytes { text in text.indices.map { text[$0] } }
        }
        var versions: [MergeVersion] = []
        for (text, version) in zip(texts, MergeVersionName.allCases) where version != .base || !text.isEmpty {
            do throws(EJSONError) {
                _ = try Document(text.span)
            } catch {
                guard error.code != .outOfMemory else { throw error }
                return try mergeLines(messageForUnmergeable(document, version, error))
            }
            do throws(JSONSyntaxError) {
                // The comparison needs as much memory as the outline.
                let greatestCount = greatestValueCount(in: text.count, taking: 2 * 1_024)
                versions.append(try MergeVersion(text, greatestCount: greatestCount))
            } catch {
                // It was parsed before, so it is valid and too large.
                throw EJSONError(.outOfMemory)
            }
        }
        let merged: DocumentMerge
        do throws(MergeProblem) {
            merged = try mergeDocuments(
                base: versions.count == 3 ? versions[0] : nil, ours: versions[versions.count - 2],
                theirs: versions[versions.count - 1], markers: ConflictMarkers(size: markerSize))
        } catch {
            return try mergeLines(messageForUnmergeable(document, error))
        }
        if merged.text != texts[1] { try SecretBytes(copying: merged.text.span).write(to: ours) }
        let conflicts =
            messagesForConflicts(merged, in: document)
            + messagesForLostRecipients(versions, hasConflicts: !merged.conflicts.isEmpty, in: document)
        if conflicts.isEmpty { try warnOfPlaintexts(in: Document(merged.text.span)) }
        return conflicts
    }

    /// One branch has given the document a new key pair, and the other has added recipients, whose entries do not open
    /// the new key.
    private func messagesForLostRecipients(
        _ versions: [MergeVersion],
        hasConflicts: Bool,
        in document: DocumentArgument
    ) -> [Message] {
        guard hasConflicts, versions.count == 3, versions[1].publicKey != versions[2].publicKey else { return [] }
        func names(_ version: MergeVersion) -> Set<String> { Set((recipientEntries(of: version) ?? []).map(\.name)) }
        // The side that kept the key.
        let isOurs = versions[0].publicKey == versions[1].publicKey
        guard isOurs || versions[0].publicKey == versions[2].publicKey else { return [] }
        let added = names(versions[isOurs ? 1 : 2]).subtracting(names(versions[0])).subtracting(
            names(versions[isOurs ? 2 : 1]))
        return added.isEmpty ? [] : [messageForLostRecipients(added.sorted(), isOurs: isOurs, in: document)]
    }

    /// A branch may bring plaintext, and `rebase` and `cherry-pick` commit it without a hook that refuses.
    private func warnOfPlaintexts(in merged: Document) throws {
        for finding in try merged.findings() where finding.code == .notEncrypted {
            printWarning(
                messageForMergedPlaintext(document).after(place(document, finding.position, finding.path)))
        }
    }

    /// Leaves the merge to git's line merge.
    private func mergeLines(_ message: Message) throws -> [Message] {
        let result = try GitProcess.run(
            [
                "merge-file", "--quiet", "--marker-size=\(markerSize)", "-L", "ours", "-L", "base", "-L", "theirs",
                "--",
            ], [ours, base, theirs].map(\.bytes), in: nil)
        guard result.status < 128 else { throw Failure("git merge-file failed with status \(result.status)") }
        return [message]
    }
}

enum MergeVersionName: String, CaseIterable {
    case base = "the common version"
    case ours = "our version"
    case theirs = "their version"
}
