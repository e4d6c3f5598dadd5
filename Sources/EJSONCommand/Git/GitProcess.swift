import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// git, run as a child process. This is the only place that starts it.
///
/// git runs programs that its configuration names, and an archive or a pull request can bring a repository with a
/// configuration. So it runs at the top of a work tree that was found without its help (`GitWorkTree`), paths are
/// pathspecs, and everything that would start another program while git reads is off, whatever the configuration says.
enum GitProcess {
    struct Result: ~Copyable {
        let status: CInt

        /// In guarded memory: it may be a document that is not sealed yet.
        let output: SecretBytes

        /// What git says is wrong, in one line.
        let message: String
    }

    /// Arguments in front of every subcommand.
    private static let harmless = [
        "--no-pager", "--no-optional-locks", "--literal-pathspecs",
        // A directory in the work tree that looks like a bare repository is not one (git 2.38; `GitWorkTree` for others).
        "-c", "safe.bareRepository=explicit",
        // Empty and not `false`: before git 2.36 the value is the name of a program.
        "-c", "core.fsmonitor=",
        // No program is started to fetch objects that are missing; the environment forbids every protocol besides.
        "-c", "core.sshCommand=false",
        // What `log` and `diff` would start: a verifier of signatures, and git in submodules.
        "-c", "log.showSignature=false", "-c", "gpg.program=false", "-c", "gpg.ssh.program=false",
        "-c", "gpg.x509.program=false", "-c", "diff.submodule=short", "-c", "diff.ignoreSubmodules=all",
        // A file that says in which order: it may be a pipe, or not be there. An option does not reach renames.
        "-c", "diff.orderFile=/dev/null",
    ]

    /// Runs git to its end, at the top of a work tree, or in the working directory for what needs no repository.
    ///
    /// - Parameters:
    ///   - operands: The last arguments, byte for byte: file names.
    ///   - limit: The most bytes that git may print.
    static func run(
        _ arguments: [String],
        _ operands: [[UInt8]] = [],
        in workTree: GitWorkTree?,
        limit: Int = .max
    ) throws -> Result {
        let program = try program()
        var start = [Array("git".utf8)]
        if let workTree, !workTree.isGiven { start += [Array("-C".utf8), workTree.top.bytes] }
        let arguments = start + (harmless + arguments).map { Array($0.utf8) } + operands
        let pipe: (readEnd: FileDescriptor, writeEnd: FileDescriptor)
        do {
            pipe = try FileDescriptor.pipe()
        } catch {
            throw Failure("cannot make a pipe: \(error)")
        }
        defer { systemClose(pipe.readEnd.rawValue) }
        systemCloseOnExecute(pipe.readEnd.rawValue)
        systemCloseOnExecute(pipe.writeEnd.rawValue)
        let messages = try messageFile()
        defer { systemClose(messages) }
        let environment = environment(workTree)
        let process = unsafe environment.withPointers { environment in
            unsafe withArguments(arguments.map { Argument(bytes: $0) }) { arguments in
                unsafe program.withPlatformString { program in
                    unsafe platform_spawn(program, arguments, environment, pipe.writeEnd.rawValue, messages)
                }
            }
        }
        let error = Errno.current
        systemClose(pipe.writeEnd.rawValue)
        guard process > 0 else { throw Failure("cannot run git: \(error)", hint: "install git, or put it on PATH") }
        do throws(EJSONError) {
            let output = try SecretBytes.read(pipe.readEnd, limit: limit)
            let status = platform_wait(process)
            return Result(status: status, output: output, message: message(in: messages))
        } catch {
            // Nobody reads the rest: git must not wait for that.
            _ = kill(process, SIGKILL)
            _ = platform_wait(process)
            throw error
        }
    }

    /// What git prints when it succeeds.
    static func output(
        _ arguments: [String],
        _ operands: [[UInt8]] = [],
        in workTree: GitWorkTree?,
        limit: Int = .max
    ) throws -> SecretBytes {
        let result = try run(arguments, operands, in: workTree, limit: limit)
        guard result.status == 0 else { throw failure(result, arguments) }
        return result.output
    }

    /// The line that git prints when it succeeds; `nil` when its status is 1, with which git answers "no".
    static func line(_ arguments: [String], in workTree: GitWorkTree?) throws -> FilePath? {
        let result = try run(arguments, in: workTree)
        if result.status == 1 { return nil }
        guard result.status == 0 else { throw failure(result, arguments) }
        return result.output.withBytes { bytes in
            let count = bytes.count > 0 && bytes[bytes.count - 1] == 0x0A ? bytes.count - 1 : bytes.count
            return FilePath(bytes: (0..<count).map { bytes[$0] })
        }
    }

    static func failure(_ result: borrowing Result, _ arguments: [String]) -> Failure {
        let reason = result.message.isEmpty ? "with status \(result.status)" : "(\(printable(result.message)))"
        // Behind settings and options.
        let subcommand = arguments.first { !$0.hasPrefix("-") && !$0.contains("=") } ?? ""
        return Failure("git \(subcommand) failed \(reason)")
    }

    /// The program `git` in `PATH`. Entries that are not absolute are passed over: they would find a program in the
    /// directory that is examined.
    private static func program() throws -> FilePath {
        let search = environmentPath("PATH")?.bytes ?? Array("/usr/local/bin:/usr/bin:/bin".utf8)
        for directory in search.split(separator: UInt8(ascii: ":")) where directory.first == UInt8(ascii: "/") {
            let candidate = FilePath(bytes: directory + Array("/git".utf8))
            // A directory can be "executed" too.
            guard !isDirectory(candidate) else { continue }
            if (try? systemCheckExecutable(candidate)) != nil { return candidate }
        }
        throw Failure("cannot run git: \(Errno.noSuchFileOrDirectory)", hint: "install git, or put it on PATH")
    }

    /// This process's environment, and what no configuration overrides.
    private static func environment(_ workTree: GitWorkTree?) -> EnvironmentBlock {
        var environment = EnvironmentBlock()
        // No protocol has this name, so none is allowed, whatever `protocol.*.allow` says.
        environment.set("GIT_ALLOW_PROTOCOL", to: "none")
        environment.set("GIT_NO_LAZY_FETCH", to: "1")
        environment.set("GIT_TERMINAL_PROMPT", to: "0")
        environment.set("LC_ALL", to: "C")
        environment.remove(["GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND", "GIT_ASKPASS"])
        // git refuses these beside literal paths.
        environment.remove(["GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"])
        if let workTree, !workTree.isGiven {
            // The repository is this one, or none.
            environment.set("GIT_CEILING_DIRECTORIES", to: workTree.top.removingLastComponent())
        }
        return environment
    }

    // MARK: Messages

    /// A file in memory for what git says on standard error, else a descriptor that leads nowhere.
    private static func messageFile() throws -> CInt {
        let file = unsafe platform_memory_file("git")
        if file >= 0 {
            systemCloseOnExecute(file)
            return file
        }
        do {
            return try unsafe FileDescriptor.open("/dev/null", .readWrite, options: .closeOnExec).rawValue
        } catch {
            throw Failure("cannot open /dev/null: \(error)")
        }
    }

    /// The line that says why git has failed, without `fatal: `; else the first one, which may be a warning.
    private static func message(in file: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 2_048)
        var span = bytes.mutableSpan
        // Without its words git has failed all the same.
        let count = (try? systemRead(file, into: &span, from: 0)) ?? 0
        let lines = bytes.prefix(count).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        for prefix in ["fatal: ", "error: "] {
            if let line = lines.first(where: { $0.hasPrefix(prefix) }) { return String(line.dropFirst(prefix.count)) }
        }
        return lines.first ?? ""
    }
}
