import CPlatform
import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// git, run as a child process whose output comes through a pipe into guarded memory: it may be a document that is not
/// sealed yet.
enum GitProcess {
    struct Result: ~Copyable {
        let status: CInt
        let output: SecretBytes
    }

    /// Runs git to its end, in a directory or the working directory. What it says on standard error is shown, unless
    /// `quietly`.
    static func run(_ arguments: [String], in directory: String? = nil, quietly: Bool = false) throws -> Result {
        let arguments = ["git"] + (directory.map { ["-C", $0] } ?? []) + arguments
        let pipe: (readEnd: FileDescriptor, writeEnd: FileDescriptor)
        do {
            pipe = try FileDescriptor.pipe()
        } catch {
            throw Failure("cannot make a pipe: \(error)")
        }
        defer { try? pipe.readEnd.close() }
        _ = fcntl(pipe.readEnd.rawValue, F_SETFD, FD_CLOEXEC)
        _ = fcntl(pipe.writeEnd.rawValue, F_SETFD, FD_CLOEXEC)
        let process = unsafe withArguments(arguments) { arguments in
            unsafe platform_spawn(arguments, pipe.writeEnd.rawValue, quietly ? 1 : 0)
        }
        let error = Errno.current
        try? pipe.writeEnd.close()
        guard process > 0 else { throw Failure("cannot run git: \(error); install git, or put it on PATH") }
        do throws(EJSONError) {
            let output = try SecretBytes.read(pipe.readEnd)
            return Result(status: platform_wait(process), output: output)
        } catch {
            _ = platform_wait(process)
            throw error
        }
    }

    /// What git prints when it succeeds.
    static func output(_ arguments: [String], in directory: String? = nil) throws -> SecretBytes {
        let result = try run(arguments, in: directory)
        guard result.status == 0 else {
            throw Failure("git \(arguments.first ?? "") failed with status \(result.status)")
        }
        return result.output
    }

    /// The line that git prints when it succeeds, and `nil` when it does not.
    static func line(_ arguments: [String], in directory: String? = nil) throws -> String? {
        let result = try run(arguments, in: directory, quietly: true)
        guard result.status == 0 else { return nil }
        let line = text(result.output)
        return line.hasSuffix("\n") ? String(line.dropLast()) : line
    }
}

/// Text that is no secret. Bytes that are not UTF-8 are replaced.
func text(_ bytes: borrowing SecretBytes) -> String {
    bytes.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
}
