import EJSON
import SystemPackage

/// The repository of the working directory.
struct GitRepository {
    private let workTree: GitWorkTree
    let attributes: TextFile

    private let top: FilePath

    /// Where git looks for hooks.
    private let hooks: FilePath
    private let hooksOwner: HooksOwner

    /// Where git looked before `core.hooksPath` was set.
    private let ownHooks: FilePath

    private enum HooksOwner {
        /// The git directory, for this clone only.
        case clone
        /// A directory of the work tree, for the project.
        case project
        case others
    }

    init() throws {
        let workTree = try GitWorkTree.required()
        self.workTree = workTree
        func path(_ question: String...) throws -> FilePath {
            guard let path = try GitProcess.line(["rev-parse", "--path-format=absolute"] + question, in: workTree)
            else {
                throw Failure(messageOutsideOfRepository)
            }
            return path
        }
        let hooks = try path("--git-path", "hooks")
        let top = workTree.top
        attributes = TextFile(path: top.appending(".gitattributes"), isProgram: false)
        let clone = try path("--git-common-dir")
        ownHooks = clone.appending("hooks")
        // A repository may contain a link to one of the user's directories. A missing directory is made in its parent.
        // A directory that cannot be examined counts as somebody else's.
        let place = try? resolvedPath(exists(hooks) ? hooks : hooks.removingLastComponent())
        if let place, try place.starts(with: resolvedPath(clone)) {
            hooksOwner = .clone
        } else {
            hooksOwner = place?.starts(with: top) == true ? .project : .others
        }
        (self.top, self.hooks) = (top, hooks)
    }

    // MARK: Hooks

    /// Adds the check before a commit, and returns the files that have changed.
    ///
    /// - Parameter path: the path of this command.
    /// - Throws: `Failure` when the check belongs where this command does not write, with what to add there.
    func addHooks(_ path: String) throws -> [FilePath] {
        if let manager = try hookManager() {
            guard try manager.runsCheck(in: top) else { throw manager.refusal }
            return []
        }
        let hook = TextFile(path: hooks.appending("pre-commit"), isProgram: true)
        if hooksOwner == .others {
            throw Failure(
                "the hook \(printable(hook.path)) is not of this repository alone (core.hooksPath)",
                hint: hintToAdd(checkStaged(path)))
        }
        if hooksOwner == .project, !hasHuskysHooks, try GitIgnore.ignores(hook.path, in: workTree) {
            guard try hook.text()?.holds("ejson check") != true else { return [] }
            throw Failure(
                "git ignores the hook \(printable(hook.path)), so a program makes it anew",
                hint:
                    "add this line to what that program runs before a commit: ejson check --staged (or leave the check "
                    + "out: --no-hook)")
        }
        var scripts: [(file: TextFile, text: String)] = []
        for hook in preCommitHooks() {
            do {
                scripts.append((hook.file, try hook.adding(path)))
            } catch let failure as Failure where hook.onlyWarns {
                // The other hooks are useful without it.
                printWarning(failure.message)
            }
        }
        return try scripts.filter { file, text in try file.change { _ in text } }.map(\.file.path)
    }

    /// Whether what is staged is checked before a commit.
    func checksCommits() throws -> Bool {
        if let manager = try hookManager() { return try manager.runsCheck(in: top) }
        let own = hooksOwner == .others ? [TextFile(path: hooks.appending("pre-commit"), isProgram: true)] : []
        let files = own + preCommitHooks("pre-commit").map(\.file)
        return try files.contains { try $0.text()?.holds("check --staged") == true }
    }

    func removeHooks() throws {
        let own = [hooks, ownHooks].flatMap { directory in PreCommitHook.names.map { directory.appending($0) } }
        let files = own + preCommitHooks().map(\.file.path)
        for file in files {
            _ = try TextFile(path: file, isProgram: true).change { $0.flatMap(PreCommitHook.removing) }
        }
    }

    /// husky 9 recreates this directory when it is installed; its hooks run the scripts in the parent directory.
    private var hasHuskysHooks: Bool { hooksOwner == .project && hooks.lastComponent == "_" }

    private func hookManager() throws -> HookManager? {
        if hasHuskysHooks || hooksOwner == .others { return nil }
        let hook = TextFile(path: hooks.appending("pre-commit"), isProgram: true)
        return try HookManager(of: hook, in: top, byFile: hooksOwner == .clone)
    }

    private func preCommitHooks() -> [PreCommitHook] { PreCommitHook.names.flatMap(preCommitHooks) }

    private func preCommitHooks(_ name: String) -> [PreCommitHook] {
        func script(_ directory: FilePath) -> TextFile { TextFile(path: directory.appending(name), isProgram: true) }
        if hasHuskysHooks {
            return [PreCommitHook(file: script(hooks.removingLastComponent()), isShared: true, isSourced: true)]
        }
        let hook = PreCommitHook(file: script(hooks), isShared: hooksOwner == .project)
        // Until husky is installed in this clone, git runs its own hooks; afterwards only husky's.
        let husky = top.appending(".husky")
        guard hooksOwner == .clone, isDirectory(husky), (try? resolvedPath(husky)) == husky else { return [hook] }
        return [hook, PreCommitHook(file: script(husky), isShared: true, isSourced: true)]
    }

    // MARK: Configuration

    /// Returns whether a setting changed.
    func set(_ settings: GitSettings) throws -> Bool {
        var hasChanged = false
        for (name, value) in settings.values
        where try GitProcess.line(["config", "--local", name], in: workTree)?.string != value {
            _ = try GitProcess.output(["config", "--local", "--replace-all", name, value], in: workTree)
            hasChanged = true
        }
        return hasChanged
    }

    func unset() throws {
        for name in GitSettings.names where try GitProcess.line(["config", "--local", name], in: workTree) != nil {
            _ = try GitProcess.output(["config", "--local", "--unset-all", name], in: workTree)
        }
    }
}
