import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// A command as a shell finds it: a path, or a name that is searched in `PATH`.
struct Executable {
    let path: FilePath

    /// - Throws: `Failure` with status 127 when there is none, 126 when it cannot be executed.
    init(_ name: Argument) throws {
        guard !name.isEmpty else { throw Failure("the name of the command is empty", status: ExitStatus(127)) }
        guard !name.bytes.contains(UInt8(ascii: "/")) else {
            path = name.path
            try Self.check(path)
            return
        }
        let search = environmentArgument("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        var unusable: Failure?
        for directory in search.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
            let start = directory.isEmpty ? Array("./".utf8) : directory + [UInt8(ascii: "/")]
            let candidate = FilePath(bytes: start + name.bytes)
            do {
                try Self.check(candidate)
                path = candidate
                return
            } catch let failure as Failure {
                if failure.status.code == 126 { unusable = failure }
            }
        }
        throw unusable
            ?? Failure("there is no command \(name) in any directory of PATH", status: ExitStatus(127))
    }

    /// Whether it may be a shell script: a binary for another machine has a NUL byte near its start.
    var looksLikeScript: Bool {
        var start = [UInt8](repeating: 0, count: 128)
        do {
            let file = try Descriptor(reading: path)
            var span = start.mutableSpan
            let count = try systemRead(file.rawValue, into: &span, at: 0)
            return !start[..<count].contains(0)
        } catch {
            // sh could not read it either: the error of execve is reported.
            return false
        }
    }

    /// Why execve failed.
    func failure(_ error: Errno) -> Failure {
        let status: CInt = error == .noSuchFileOrDirectory || error == .notDirectory ? 127 : 126
        return Failure("cannot execute \(printable(path)): \(error)", status: ExitStatus(status))
    }

    private static func check(_ path: FilePath) throws {
        let isFile: Bool
        do throws(Errno) {
            isFile = try FileStatus(of: path, followingLinks: true).isRegular
        } catch {
            throw Failure(
                "cannot execute \(printable(path)): \(error)",
                status: ExitStatus(error == .permissionDenied ? 126 : 127))
        }
        guard isFile, (try? systemCheckExecutable(path)) != nil else {
            throw Failure("cannot execute \(printable(path)): it is not an executable file", status: ExitStatus(126))
        }
    }
}
