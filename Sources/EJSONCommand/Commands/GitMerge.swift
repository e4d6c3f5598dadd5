import ArgumentParser
import EJSON
import EJSONFormat
import SystemPackage

struct GitMerge: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merge two versions of a document: git's merge driver.",
        discussion: """
            Compares the versions value by value, and writes to <ours> what <theirs> has
            changed. Needs no private key, and changes no other line. What both have changed
            to different values stands there twice, between git's conflict markers. When one
            branch has changed the document's public key, values of the other are sealed to
            the old one; then everything that differs is a conflict. What is no document is
            merged line by line, and never without a conflict.

            `ejson git install` makes git call it in a way that is safe when it fails: git
            takes what is in <ours> for the result then.

            EXAMPLES:
              ejson git merge base.ejson ours.ejson theirs.ejson

            EXIT STATUS:
              0 when the versions are merged, 1 when there are conflicts, 129 when
              the files could not be read or written
            """
    )

    var base = ""
    var ours = ""
    var theirs = ""
    var markerSize = 7
    var name: String?

    static let parameters: [Parameter<Self>] = [
        .argument("base", help: "The version that both are made of. It may be empty.") { $0.base = $1 },
        .argument("ours", help: "Our version, which the merged document replaces.") { $0.ours = $1 },
        .argument("theirs", help: "The version to be merged into it.") { $0.theirs = $1 },
        .argument("size", default: 7, help: "How long conflict markers are.") { $0.markerSize = $1 },
        .optionalArgument("name", help: "The document's name, for messages.") { $0.name = $1 },
    ]

    func validate() throws {
        guard 1...1_000 ~= markerSize else { throw ValidationError("Conflict markers have 1 to 1000 characters.") }
    }

    func run() throws {
        forbidDumps()
        var conflicts: [String] = []
        do {
            try reporting("Not merged", document) { conflicts = try merge() }
        } catch is ExitCode {
            // To git, less is a conflict.
            throw ExitCode(129)
        }
        for conflict in conflicts { printError(conflict) }
        if !conflicts.isEmpty { throw ExitCode.failure }
    }

    private var document: String { name ?? ours }

    /// What a person must look at, in lines.
    private func merge() throws -> [String] {
        let texts = try [base, ours, theirs].map { file in
            try SecretBytes.contents(of: FilePath(argument: file)).withBytes { text in text.indices.map { text[$0] } }
        }
        var versions: [MergeVersion] = []
        for (text, version) in zip(texts, MergeVersionName.allCases) where version != .base || !text.isEmpty {
            do throws(EJSONError) {
                _ = try Document(text.span)
            } catch {
                guard error.code != .outOfMemory else { throw error }
                return try mergeLines(wordsForUnmergeable(document, version, error))
            }
            do throws(JSONSyntaxError) {
                // What each value is compared by takes as much as the outline.
                let greatestCount = greatestValueCount(in: text.count, taking: 2 * 1_024)
                versions.append(try MergeVersion(text, greatestCount: greatestCount))
            } catch {
                // It is JSON, as has been seen, and too large.
                throw EJSONError(.outOfMemory)
            }
        }
        let merged: DocumentMerge
        do throws(MergeProblem) {
            merged = try mergeDocuments(
                base: versions.count == 3 ? versions[0] : nil, ours: versions[versions.count - 2],
                theirs: versions[versions.count - 1], markers: ConflictMarkers(size: markerSize))
        } catch {
            return try mergeLines(wordsForUnmergeable(document, error))
        }
        if merged.text != texts[1] { try SecretBytes(copying: merged.text.span).write(to: FilePath(argument: ours)) }
        let conflicts = wordsForConflicts(merged, in: document)
        if conflicts.isEmpty { try warnOfPlaintexts(in: Document(merged.text.span)) }
        return conflicts
    }

    /// A branch may bring what is not sealed, and `rebase` and `cherry-pick` commit it without a hook.
    private func warnOfPlaintexts(in merged: Document) throws {
        for finding in try merged.findings() where finding.code == .notEncrypted {
            printWarning(place(document, finding.position, finding.keyPath) + wordsForMergedPlaintext(document))
        }
    }

    /// Leaves it to git, and to people.
    private func mergeLines(_ words: String) throws -> [String] {
        let result = try GitProcess.run(
            [
                "merge-file", "--quiet", "--marker-size=\(markerSize)", "-L", "ours", "-L", "base", "-L", "theirs",
                "--",
            ], [ours, base, theirs].map(argumentBytes), in: nil)
        guard result.status < 128 else { throw Failure("git merge-file failed with status \(result.status)") }
        return [words]
    }
}

enum MergeVersionName: String, CaseIterable {
    case base = "the common version"
    case ours = "our version"
    case theirs = "their version"
}
