import ArgumentParser
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

/// A command as a shell finds it: a path, or a name looked for in `PATH`.
struct Executable {
    /// Its path, as `argumentText` has it.
    let path: String

    /// Its path, byte for byte.
    var filePath: FilePath { FilePath(argument: path) }

    /// - Throws: `Failure` with status 127 when there is none, 126 when what there is cannot be executed.
    init(_ command: [String]) throws {
        let name = command.first ?? ""
        guard !name.isEmpty else { throw Failure("the name of the command is empty", status: ExitCode(127)) }
        guard !name.utf8.contains(UInt8(ascii: "/")) else {
            path = name
            try Self.check(name)
            return
        }
        let search = environmentArgument("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        var unusable: Failure?
        for directory in search.split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = directory.isEmpty ? "./" + name : "\(directory)/\(name)"
            do {
                try Self.check(candidate)
                path = candidate
                return
            } catch let failure as Failure {
                if failure.status.rawValue == 126 { unusable = failure }
            }
        }
        throw unusable
            ?? Failure("there is no command \(printable(name)) in any directory of PATH", status: ExitCode(127))
    }

    /// Whether it may be a script for `sh`: a program for another machine has a NUL byte near its start.
    var looksLikeScript: Bool {
        var start = [UInt8](repeating: 0, count: 128)
        do {
            let file = try FileDescriptor.open(FilePath(argument: path), .readOnly, options: .closeOnExec)
            let count = try file.closeAfter {
                try unsafe start.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
            }
            return !start[..<count].contains(0)
        } catch {
            // What cannot be read is no script that sh could read: it is told as what execve said of it.
            return false
        }
    }

    /// Why it could not be started after all.
    func failure(_ error: Errno) -> Failure {
        let status: Int32 = error == .noSuchFileOrDirectory || error == .notDirectory ? 127 : 126
        return Failure("cannot execute \(printable(path)): \(error)", status: ExitCode(status))
    }

    private static func check(_ path: String) throws {
        var status = stat()
        guard unsafe FilePath(argument: path).withPlatformString({ unsafe stat($0, &status) }) == 0 else {
            let error = Errno(rawValue: errno)
            throw Failure(
                "cannot execute \(printable(path)): \(error)",
                status: ExitCode(error == .permissionDenied ? 126 : 127))
        }
        let isExecutable = unsafe FilePath(argument: path).withPlatformString { unsafe access($0, X_OK) } == 0
        guard status.st_mode & S_IFMT == S_IFREG, isExecutable else {
            throw Failure("cannot execute \(printable(path)): it is not an executable file", status: ExitCode(126))
        }
    }
}
