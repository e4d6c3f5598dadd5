import EJSON

/// A file that git has staged to be committed, and that is new or differs from the last commit.
struct StagedFileEntry {
    /// The path, from the working directory.
    let path: String
    /// The name of the content in git's object database.
    let blob: String

    /// Its content, as it is to be committed.
    func content() throws -> SecretBytes {
        try GitProcess.output(["cat-file", "blob", blob])
    }

    /// The last part of the path.
    var name: Substring { path.split(separator: "/").last ?? "" }
}

/// All staged files. Links and submodules are left out.
func stagedFiles() throws -> [StagedFileEntry] {
    guard let prefix = try GitProcess.line(["rev-parse", "--show-prefix"]),
        let up = try GitProcess.line(["rev-parse", "--show-cdup"])
    else { throw Failure("this is not the working tree of a git repository") }
    let output = try GitProcess.output([
        "-c", "diff.relative=false", "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames",
        "--diff-filter=AMT",
    ])
    // For each file `:OLD-MODE MODE OLD-BLOB BLOB STATUS` and the path from the top, each with a NUL behind it.
    let parts = text(output).split(separator: "\0", omittingEmptySubsequences: false)
    return stride(from: 0, to: parts.count - 1, by: 2).compactMap { index in
        let fields = parts[index].split(separator: " ")
        guard fields.count == 5, fields[1].hasPrefix("100") else { return nil }
        let path = String(parts[index + 1])
        let isBelow = !prefix.isEmpty && path.hasPrefix(prefix)
        return StagedFileEntry(
            path: isBelow ? String(path.dropFirst(prefix.count)) : up + path, blob: String(fields[3]))
    }
}
