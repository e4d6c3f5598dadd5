import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// git as a child process. Nothing else starts it.
///
/// git runs programs that its configuration names, and an archive or a pull request can contain a repository with a
/// configuration. So git runs at the top of a work tree that was found without git (`GitWorkTree`), paths are literal
/// pathspecs, and everything that would start another program during reading is turned off, overriding the
/// configuration.
enum GitProcess {
    struct Result: ~Copyable {
        let status: CInt

        /// In guarded memory: it may be a document that is not sealed yet.
        let output: SecretBytes

        /// git's error message, in one line.
        let message: String
    }

    /// Arguments before every subcommand.
    private static let harmless = [
        "--no-pager", "--no-optional-locks", "--literal-pathspecs",
        // A directory in the work tree must not be used as a bare repository (git 2.38; see `GitWorkTree` for older
        // ones).
        "-c", "safe.bareRepository=explicit",
        // Empty and not `false`: before git 2.36 the value is the name of a program.
        "-c", "core.fsmonitor=",
        // No program is started to fetch missing objects; the environment also forbids every protocol.
        "-c", "core.sshCommand=false",
        // `log` and `diff` would start a verifier of signatures, and git in submodules.
        "-c", "log.showSignature=false", "-c", "gpg.program=false", "-c", "gpg.ssh.program=false",
        "-c", "gpg.x509.program=false", "-c", "diff.submodule=short", "-c", "diff.ignoreSubmodules=all",
        // The configured order file may be a pipe or missing. The option `-O` does not apply to renames.
        "-c", "diff.orderFile=/dev/null",
    ]

    /// Runs git to its end at the top of a work tree, or in the working directory without a repository.
    ///
    /// - Parameters:
    ///   - operands: File names, byte for byte, as the last arguments.
    ///   - limit: The maximum number of bytes that git may print.
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
        let pipe = try makePipe()
        let output = Descriptor(owning: pipe.readEnd)
        let end = Descriptor(owning: pipe.writeEnd)
        let messages = try messageFile()
        let process: ChildProcess
        do throws(Errno) {
            process = try ChildProcess(
                program, arguments.map { Argument(bytes: $0) }, environment(workTree), output: end.rawValue,
                errors: messages.rawValue)
        } catch {
            throw Failure("cannot run git", error, hint: "install git, or put it on PATH")
        }
        // Then the output ends with git.
        systemClose(end.release())
        do throws(EJSONError) {
            let printed = try SecretBytes.read(output.rawValue, limit: limit)
            let status = process.wait()
            return Result(status: status, output: printed, message: message(in: messages.rawValue))
        } catch {
            // git must not block on output that nobody reads.
            process.end()
            throw error
        }
    }

    /// git's output; it must succeed.
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

    /// git's output as one line; `nil` for status 1, which means "no".
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
        // The first argument that is neither a setting nor an option.
        let subcommand = arguments.first { !$0.hasPrefix("-") && !$0.contains("=") } ?? ""
        return Failure("git \(subcommand) failed \(reason)")
    }

    /// The program `git` in `PATH`. Relative entries are skipped: they could find a program in the examined directory.
    private static func program() throws -> FilePath {
        let search = environmentPath("PATH")?.bytes ?? Array("/usr/local/bin:/usr/bin:/bin".utf8)
        for directory in search.split(separator: UInt8(ascii: ":")) where directory.first == UInt8(ascii: "/") {
            let candidate = FilePath(bytes: directory + Array("/git".utf8))
            // A directory can be "executed" too.
            guard !isDirectory(candidate) else { continue }
            if (try? systemCheckExecutable(candidate)) != nil { return candidate }
        }
        throw Failure("cannot run git", Errno.noSuchFileOrDirectory, hint: "install git, or put it on PATH")
    }

    /// This process's environment, with settings that override the configuration.
    private static func environment(_ workTree: GitWorkTree?) -> EnvironmentBlock {
        var environment = EnvironmentBlock()
        // No protocol has this name, so none is allowed, whatever `protocol.*.allow` says.
        environment.set("GIT_ALLOW_PROTOCOL", to: "none")
        environment.set("GIT_NO_LAZY_FETCH", to: "1")
        environment.set("GIT_TERMINAL_PROMPT", to: "0")
        environment.set("LC_ALL", to: "C")
        environment.remove(["GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND", "GIT_ASKPASS"])
        // git refuses these together with literal pathspecs.
        environment.remove(["GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"])
        if let workTree, !workTree.isGiven {
            // git must use this repository or none.
            environment.set("GIT_CEILING_DIRECTORIES", to: workTree.top.removingLastComponent())
        }
        return environment
    }

    // MARK: Messages

    /// A file in memory for git's standard error, else /dev/null.
    private static func messageFile() throws -> Descriptor {
        let file = unsafe platform_memory_file("git")
        if file >= 0 {
            systemCloseOnExecute(file)
            return Descriptor(owning: file)
        }
        do throws(Errno) {
            return Descriptor(owning: try systemOpen("/dev/null", O_RDWR))
        } catch {
            throw Failure("cannot open /dev/null", error)
        }
    }

    /// A pipe that git inherits only as its standard output.
    private static func makePipe() throws -> (readEnd: CInt, writeEnd: CInt) {
        do throws(Errno) {
            let (readEnd, writeEnd) = try systemPipe()
            systemCloseOnExecute(readEnd)
            systemCloseOnExecute(writeEnd)
            return (readEnd, writeEnd)
        } catch {
            throw Failure("cannot make a pipe", error)
        }
    }

    /// The line with git's error, without `fatal: `; else the first line, which may be a warning.
    private static func message(in file: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 2_048)
        var span = bytes.mutableSpan
        // git has failed even if its message cannot be read.
        let count = (try? systemRead(file, into: &span, from: 0)) ?? 0
        let lines = bytes.prefix(count).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        for prefix in ["fatal: ", "error: "] {
            if let line = lines.first(where: { $0.hasPrefix(prefix) }) { return String(line.dropFirst(prefix.count)) }
        }
        return lines.first ?? ""
    }
}
