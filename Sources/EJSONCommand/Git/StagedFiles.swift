import EJSON
import SystemPackage

/// A staged file that is new or differs from the last commit.
struct StagedFileEntry {
    /// The path, from the working directory.
    let path: FilePath

    /// The object name of its content.
    private let blob: String
    /// The same for the last commit; `nil` for a new file.
    private let previousBlob: String?
    private let workTree: GitWorkTree

    fileprivate init(path: FilePath, blob: String, previousBlob: String?, workTree: GitWorkTree) {
        self.path = path
        self.blob = blob
        self.previousBlob = previousBlob
        self.workTree = workTree
    }

    /// The staged content.
    ///
    /// - Throws: also for more than `limit` bytes.
    func content(limit: Int = .max) throws -> SecretBytes {
        try GitProcess.output(["cat-file", "blob", blob], in: workTree, limit: limit)
    }

    /// Its content in the last commit; `nil` for a new file.
    func previousContent() throws -> SecretBytes? {
        guard let previousBlob else { return nil }
        return try GitProcess.output(["cat-file", "blob", previousBlob], in: workTree)
    }
}

/// All staged files. Links and submodules are left out.
func stagedFiles() throws -> [StagedFileEntry] {
    let workTree = try GitWorkTree.required()
    let arguments = [
        "-c", "diff.relative=false", "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames",
        "--diff-filter=AMT",
    ]
    let result = try GitProcess.run(arguments, in: workTree)
    guard result.status == 0 else {
        // Without a usable repository `diff` compares files and complains about its options; this call reports the
        // cause.
        _ = try GitProcess.output(["rev-parse", "--git-dir"], in: workTree)
        throw GitProcess.failure(result, arguments)
    }
    let output = result.output
    // For each file `:OLD-MODE MODE OLD-BLOB BLOB STATUS` and the path from the top, each with a NUL byte after it.
    let parts = output.withBytes { bytes in
        bytes.indices.map { bytes[$0] }.split(separator: 0, omittingEmptySubsequences: false)
    }
    let naming = try RelativeNaming(from: workTree.top)
    return stride(from: 0, to: parts.count - 1, by: 2).compactMap { index in
        let fields = String(decoding: parts[index], as: UTF8.self).split(separator: " ")
        guard fields.count == 5, fields[1].hasPrefix("100") else { return nil }
        return StagedFileEntry(
            path: naming.path(parts[index + 1]), blob: String(fields[3]),
            previousBlob: fields[0] == ":000000" ? nil : String(fields[2]), workTree: workTree)
    }
}

/// Names files of a work tree relative to the working directory.
private struct RelativeNaming {
    private let prefix: [UInt8]
    private let up: [UInt8]

    init(from top: FilePath) throws {
        var here = try resolvedPath(".")
        guard here.removePrefix(top) else {
            (prefix, up) = ([], top.bytes + [UInt8(ascii: "/")])
            return
        }
        prefix = here.isEmpty ? [] : here.bytes + [UInt8(ascii: "/")]
        up = Array(String(repeating: "../", count: here.components.count).utf8)
    }

    func path(_ bytes: ArraySlice<UInt8>) -> FilePath {
        FilePath(bytes: bytes.starts(with: prefix) ? Array(bytes.dropFirst(prefix.count)) : up + bytes)
    }
}
