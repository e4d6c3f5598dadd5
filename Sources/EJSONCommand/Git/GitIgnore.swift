import EJSON
import SystemPackage

/// What git ignores: by `.gitignore` and the user's own rules. A tracked file is not ignored.
enum GitIgnore {
    /// Whether an absolute path is ignored. The file need not exist.
    static func ignores(_ path: FilePath, in workTree: GitWorkTree) throws -> Bool {
        try workTree.requireOrdinaryFiles(above: [path])
        return try check(["--quiet"], [path], in: workTree).status == 0
    }

    /// How many of the files are ignored.
    static func count(of paths: ArraySlice<FilePath>, in workTree: GitWorkTree) throws -> Int {
        // It prints one line for each file; line feeds in names are escaped.
        try check([], Array(paths), in: workTree).output.withBytes { bytes in bytes.indices.count { bytes[$0] == 0x0A }
        }
    }

    private static func check(
        _ options: [String],
        _ paths: [FilePath],
        in workTree: GitWorkTree
    ) throws -> GitProcess.Result {
        // `check-ignore` takes no literal pathspecs; an absolute path is one anyway.
        let arguments = ["--no-literal-pathspecs", "check-ignore"] + options + ["--"]
        let result = try GitProcess.run(arguments, paths.map(\.bytes), in: workTree)
        // 0 is yes, 1 is no.
        guard 0...1 ~= result.status else { throw GitProcess.failure(result, arguments) }
        return result
    }
}
