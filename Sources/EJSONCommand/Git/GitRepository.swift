import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The repository that the working directory is in.
struct GitRepository {
    private let workTree: GitWorkTree
    let attributes: TextFile
    let hook: PreCommitHook

    init() throws {
        let workTree = try GitWorkTree.required()
        self.workTree = workTree
        func path(_ question: String...) throws -> FilePath {
            guard let path = try GitProcess.line(["rev-parse", "--path-format=absolute"] + question, in: workTree)
            else {
                throw Failure("this is not the working tree of a git repository")
            }
            return path
        }
        let hooks = try path("--git-path", "hooks")
        attributes = TextFile(path: workTree.top.appending(".gitattributes"), isProgram: false)
        let isOwn = try hooks.starts(with: workTree.top) || hooks.starts(with: path("--git-common-dir"))
        hook = PreCommitHook(file: TextFile(path: hooks.appending("pre-commit"), isProgram: true), isOwn: isOwn)
    }

    /// Returns whether anything was not so before.
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
        for (name, _) in GitSettings(command: "").values
        where try GitProcess.line(["config", "--local", name], in: workTree) != nil {
            _ = try GitProcess.output(["config", "--local", "--unset-all", name], in: workTree)
        }
    }
}

/// What git is told about documents.
struct GitSettings {
    let values: [(name: String, value: String)]

    /// - Parameter command: how a shell calls this command.
    init(command: String) {
        // What git puts in place of a percent sign and a letter is for the driver's arguments.
        let driver = command.replacing("%", with: "%%")
        values = [
            ("diff.ejson.textconv", "\(command) git textconv --"),
            // Or git would keep plaintexts in its object database.
            ("diff.ejson.cachetextconv", "false"),
            ("merge.ejson.name", "EJSON, value by value"),
            ("merge.ejson.driver", "\(driver) git merge -- %O %A %B %L %P"),
            // Where branches have several common versions, conflict markers must not become part of the base.
            ("merge.ejson.recursive", "binary"),
        ]
    }
}

/// How a shell calls this command: by its path, for hooks and graphical tools may have another PATH.
func ownCommand() throws -> String {
    let path = try Executable([processArguments.first ?? ""]).path
    if path.hasPrefix("/") { return shellWord(path) }
    guard let directory = unsafe getcwd(nil, 0) else {
        throw Failure("cannot tell the working directory: \(Errno.current)")
    }
    defer { unsafe free(directory) }
    return shellWord(unsafe FilePath(String(cString: directory)).appending(path).lexicallyNormalized().string)
}
