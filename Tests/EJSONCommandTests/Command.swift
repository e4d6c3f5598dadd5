import Foundation
import Synchronization

/// Runs the real binary as a child process with its own environment. All Swift tests start it through this type.
enum Command {
    struct Result {
        var status: Int32
        var output: String
        var error: String

        /// Standard error without the last line feed; each hint is joined to its line with a semicolon.
        var errorLine: String {
            let lines = error.replacing("\nHint: ", with: "; ")
            return lines.hasSuffix("\n") ? String(lines.dropLast()) : lines
        }
    }

    /// Built with the tests; `EJSON_BINARY` selects another one, such as the static binary.
    static let binary: URL = {
        if let path = ProcessInfo.processInfo.environment["EJSON_BINARY"] { return URL(filePath: path) }
        return Bundle.main.bundleURL.appending(path: "ejson")
    }()

    /// Runs `ejson` with `arguments` and waits for its end, while both pipes are drained.
    static func run(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:],
        in directory: URL? = nil
    ) throws -> Result {
        try run(binary, arguments, input: input, environment: environment, in: directory)
    }

    /// Runs a shell script in which `$EJSON` is the binary: for redirections.
    static func shell(_ script: String, environment: [String: String] = [:], in directory: URL? = nil) throws -> Result
    {
        let environment = environment.merging(["EJSON": binary.path()]) { own, _ in own }
        return try run(URL(filePath: "/bin/sh"), ["-c", script], input: "", environment: environment, in: directory)
    }

    private static func run(
        _ executable: URL,
        _ arguments: [String],
        input: String,
        environment: [String: String],
        in directory: URL?
    ) throws -> Result {
        let process = Process()
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }
        process.currentDirectoryURL = directory
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try withoutBlockedSignals { try process.run() }
        let output = Drain(stdout), error = Drain(stderr)
        withoutPipeSignal {
            try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try? stdin.fileHandleForWriting.close()
        }
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: output.text(), error: error.text())
    }

    /// Test threads block most signals, and a child would inherit that: a shell could not wait for its children, and
    /// SIGTERM would not end them.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var (none, before) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// A child may end before it has read its input, which must not end the tests. The signal cannot be ignored
    /// permanently, because children would inherit that.
    private static func withoutPipeSignal(_ body: () -> Void) {
        var (pipe, before, now) = (sigset_t(), sigset_t(), timespec())
        unsafe sigemptyset(&pipe)
        unsafe sigaddset(&pipe, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &pipe, &before)
        body()
        while unsafe sigtimedwait(&pipe, nil, &now) == SIGPIPE {}
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Reads a pipe to its end on a separate thread.
    private final class Drain: Sendable {
        private let done = DispatchSemaphore(value: 0)
        private let data = Mutex(Data())

        init(_ pipe: Pipe) {
            let handle = pipe.fileHandleForReading
            Thread.detachNewThread { [self] in
                let all = (try? handle.readToEnd()) ?? Data()
                data.withLock { $0 = all }
                done.signal()
            }
        }

        func text() -> String {
            done.wait()
            return data.withLock { String(decoding: $0, as: UTF8.self) }
        }
    }
}
