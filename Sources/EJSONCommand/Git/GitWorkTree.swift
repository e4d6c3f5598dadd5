import EJSON
import SystemPackage

/// git's work tree of a directory, found without starting git: the nearest ancestor with an entry `.git`.
///
/// git takes a directory with `HEAD`, `objects` and `refs` for a bare repository, whose configuration may have come in
/// a commit. git before 2.38 cannot ignore it, so such an ancestor is refused.
struct GitWorkTree: Hashable {
    /// Its top, absolute and without links.
    let top: FilePath

    /// Whether the environment names the repository (`GIT_DIR`), as in a hook. git then runs in the working directory.
    let isGiven: Bool

    /// The work tree of the working directory; `nil` when there is none.
    ///
    /// - Throws: `Failure` when that is not known.
    static func current() throws -> GitWorkTree? {
        guard environmentVariable("GIT_DIR") == nil else {
            let asked = GitWorkTree(top: "", isGiven: true)
            guard let top = try GitProcess.line(["rev-parse", "--show-toplevel"], in: asked) else { return nil }
            return GitWorkTree(top: try resolvedPath(top), isGiven: true)
        }
        return try around(".", refusingBare: true)
    }

    /// The work tree of the working directory.
    ///
    /// - Throws: `Failure` when there is none, or that is not known.
    static func required() throws -> GitWorkTree {
        guard let workTree = try current() else {
            throw Failure(messageOutsideOfRepository)
        }
        return workTree
    }

    /// The work tree of a directory; `nil` when there is none.
    ///
    /// - Parameter refusingBare: whether an ancestor that looks like a bare repository is refused. That is needed only
    ///   where git is started.
    /// - Throws: `Failure` for what looks like a bare repository; `EJSONError` when a directory cannot be looked at.
    static func around(_ directory: FilePath, refusingBare: Bool = false) throws -> GitWorkTree? {
        var directory = try resolvedPath(directory.isEmpty ? "." : directory)
        repeat {
            let git = directory.appending(".git")
            let isTop = exists(git)
            // git skips a directory `.git` that is not a repository, and considers the parent's other entries.
            let isPassedOver = !isTop || isDirectory(git) && !looksLikeRepository(git)
            if refusingBare, isPassedOver, looksLikeRepository(directory) {
                throw Failure(
                    "\(printable(directory)) looks like a bare git repository, which git would take its configuration "
                        + "from", hint: "run this in the work tree")
            }
            if isTop { return GitWorkTree(top: directory, isGiven: false) }
        } while directory.removeLastComponent()
        return nil
    }

    /// The work tree of the working directory, which must contain the file.
    ///
    /// - Throws: `Failure` when the file, given by its resolved path, is in another one or in none.
    static func containing(_ path: FilePath, named file: FilePath) throws -> GitWorkTree {
        let workTree = try required()
        guard workTree.contains(path) else {
            throw Failure(
                "\(printable(file)) is not in the git repository of the working directory",
                hint: "run this in its work tree")
        }
        return workTree
    }

    /// Whether a file, given by its resolved path, is in it and not in a nested one.
    func contains(_ path: FilePath) -> Bool {
        var directory = path
        while directory.removeLastComponent() {
            // A repository named by the environment need not be in the work tree.
            if directory == top { return true }
            if exists(directory.appending(".git")) { return false }
        }
        return false
    }

    /// The name of a file, given by its resolved path, in the last commit. It is relative to git's working directory:
    /// git's top may be elsewhere (`core.worktree`).
    func committedName(_ path: FilePath) -> [UInt8] {
        Array((isGiven ? "HEAD:" : "HEAD:./").utf8) + relative(path)
    }

    /// A resolved path in the work tree, relative to the top.
    private func relative(_ path: FilePath) -> [UInt8] {
        var path = path
        _ = path.removePrefix(top)
        return path.bytes
    }

    /// Verifies that no file that git reads for these resolved paths is a pipe or a device: git would block on it.
    ///
    /// - Throws: `Failure`, with the first such file.
    func requireOrdinaryFiles(above paths: [FilePath]) throws {
        var seen: Set<[UInt8]> = []
        for path in paths {
            var directory = path
            while directory != top, directory.removeLastComponent(), seen.insert(directory.bytes).inserted {
                for name in [".gitignore", ".gitattributes", ".mailmap"] {
                    let file = directory.appending(name)
                    if isSpecialFile(file) { throw Failure(messageForSpecialFile(file)) }
                }
            }
        }
    }
}

private func looksLikeRepository(_ directory: FilePath) -> Bool {
    exists(directory.appending("HEAD")) && isDirectory(directory.appending("objects"))
        && isDirectory(directory.appending("refs"))
}
