import EJSON
import SystemPackage

/// The work tree of git that a directory belongs to, found as git finds it but without starting git: the first directory
/// upwards with an entry `.git`.
///
/// A directory with `HEAD`, `objects` and `refs` is a bare repository to git, with a configuration that may have come in
/// a commit. git before 2.38 cannot be told to pass it over, so such a directory on the way up is refused.
struct GitWorkTree: Hashable {
    /// Its top, absolute and without links.
    let top: FilePath

    /// Whether the environment names the repository (`GIT_DIR`), as in a hook. git is then asked where it was started.
    let isGiven: Bool

    /// The work tree of the working directory; `nil` when there is none.
    ///
    /// - Throws: `Failure` when it cannot be known.
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
    /// - Throws: `Failure` when there is none, or it cannot be known.
    static func required() throws -> GitWorkTree {
        guard let workTree = try current() else {
            throw Failure("this is not the working tree of a git repository")
        }
        return workTree
    }

    /// The work tree that a directory is in; `nil` when it is in none.
    ///
    /// - Parameter refusingBare: Whether something on the way up that looks like a bare repository is refused. Where git is
    ///   not started there, it is a directory like any other.
    /// - Throws: `Failure` for what looks like a bare repository; `EJSONError` when a directory cannot be looked at.
    static func around(_ directory: FilePath, refusingBare: Bool = false) throws -> GitWorkTree? {
        var directory = try resolvedPath(directory.isEmpty ? "." : directory)
        repeat {
            let git = directory.appending(".git")
            let isTop = exists(git)
            // git passes over a directory `.git` that is no repository, and takes what is beside it.
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

    /// The work tree of the working directory, which must be that of the file too.
    ///
    /// - Throws: `Failure` when the file, of this resolved path, is in another one or in none.
    static func containing(_ path: FilePath, named file: FilePath) throws -> GitWorkTree {
        let workTree = try required()
        guard workTree.contains(path) else {
            throw Failure(
                "\(printable(file)) is not in the git repository of the working directory",
                hint: "run this in its work tree")
        }
        return workTree
    }

    /// Whether a file, of this resolved path, is in it, and in no other one inside it.
    func contains(_ path: FilePath) -> Bool {
        var directory = path
        while directory.removeLastComponent() {
            // The repository that the environment names need not be found in the work tree.
            if directory == top { return true }
            if exists(directory.appending(".git")) { return false }
        }
        return false
    }

    /// The name that the last commit has for a file of this resolved path. It is relative to where git is started: what
    /// git takes for the top may be somewhere else (`core.worktree`).
    func committedName(_ path: FilePath) -> [UInt8] {
        Array((isGiven ? "HEAD:" : "HEAD:./").utf8) + relative(path)
    }

    /// A resolved path that `contains` takes, relative to the top.
    private func relative(_ path: FilePath) -> [UInt8] {
        var path = path
        _ = path.removePrefix(top)
        return path.bytes
    }

    /// Of the files that git reads on the way to files of these resolved paths, none may be a pipe or a device: git would
    /// wait for it.
    ///
    /// - Throws: `Failure`, with the first one that is.
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
