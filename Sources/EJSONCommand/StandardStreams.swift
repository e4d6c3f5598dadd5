import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Sees to it that descriptors 0 to 2 are open, so that no file opened later is taken for a standard stream, and that
/// a closed pipe is an error of `write` instead of a silent death.
func prepareStandardStreams() {
    // What was closed must stay unusable: reading from a write-only /dev/null fails, and the reverse. A program that is
    // started finds it closed again.
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) == -1 {
        guard unsafe open("/dev/null", mode | O_CLOEXEC) == descriptor else { exit(1) }
    }
    _ = inheritedPipeSignal
}

/// Gives the program that is started the disposition of SIGPIPE that this process was started with.
func restorePipeSignal() {
    signal(SIGPIPE, inheritedPipeSignal)
}

/// What SIGPIPE did before it was ignored, which it is from when this is first asked for.
private let inheritedPipeSignal = signal(SIGPIPE, SIG_IGN)

/// Writes all of `bytes` to standard output.
///
/// - Throws: `Errno` when not everything could be written: a full disk, a closed pipe.
func writeToStandardOutput(_ bytes: Span<UInt8>) throws(Errno) {
    try writeAll(bytes, to: .standardOutput)
}

/// Writes all of `bytes` to a descriptor. While it waits for a reader, no register holds a part of a secret.
func writeAll(_ bytes: Span<UInt8>, to descriptor: FileDescriptor) throws(Errno) {
    wipeRegisters()
    var rest = bytes
    do {
        while !rest.isEmpty {
            let count = try unsafe rest.withUnsafeBytes { try unsafe descriptor.write($0) }
            rest = rest.extracting(droppingFirst: count)
        }
    } catch {
        throw error as? Errno ?? .ioError
    }
}

/// Writes a line to standard output.
func printLine(_ line: String) throws(Errno) {
    try writeToStandardOutput(Array((line + "\n").utf8).span)
}

/// Writes a line to standard error. When that fails there is nobody left to tell.
func printError(_ line: String) {
    try? writeAll(Array((line + "\n").utf8).span, to: .standardError)
}
