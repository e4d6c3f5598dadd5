import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// A command as a shell finds it: a path, or a name that is searched in `PATH`.
struct Executable {
    let path: FilePath

    /// - Throws: `Failure` with status 127 when there is none, 126 when it cannot be executed.
    init(_ name: Argument) throws {
        guard !name.isEmpty else {
            throw Failure("the name of the command is empty", hint: "name it after --", status: ExitStatus(127))
        }
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
        if let unusable { throw unusable }
        let isHere = exists(name.path)
        throw Failure(
            "there is no command \(name) in any directory of PATH",
            hint: isHere
                ? "to run the one of this directory: ./\(shellWord(name.path))" : "name it by its path, or install it",
            status: ExitStatus(127))
    }

    /// Whether it may be a shell script: a binary for another machine has a NUL byte near its start.
    var looksLikeScript: Bool {
        // What cannot be read sh could not read either: the error of execve is reported.
        beginning.map { !$0.contains(0) } ?? false
    }

    /// The first bytes of the file.
    private var beginning: [UInt8]? {
        var start = [UInt8](repeating: 0, count: 128)
        do {
            let file = try Descriptor(reading: path)
            var span = start.mutableSpan
            let count = try systemRead(file.rawValue, into: &span, at: 0)
            return Array(start[..<count])
        } catch {
            return nil
        }
    }

    /// Why execve failed.
    func failure(_ error: Errno) -> Failure {
        let status: CInt = error == .noSuchFileOrDirectory || error == .notDirectory ? 127 : 126
        return Failure(messageForProgram(path, error, beginning: beginning ?? []), status: ExitStatus(status))
    }

    private static func check(_ path: FilePath) throws {
        let status: FileStatus
        do throws(Errno) {
            status = try FileStatus(of: path, followingLinks: true)
        } catch {
            throw Failure(
                messageForProgram(path, error, beginning: nil),
                status: ExitStatus(error == .permissionDenied ? 126 : 127))
        }
        guard status.isRegular, (try? systemCheckExecutable(path)) != nil else {
            throw Failure(messageForNoProgram(path, status), status: ExitStatus(126))
        }
    }
}
