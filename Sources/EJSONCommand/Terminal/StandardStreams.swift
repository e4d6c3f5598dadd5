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
    try writeAll(bytes, to: STDOUT_FILENO)
}

/// Writes a line to standard output.
func printLine(_ line: String) throws(Errno) {
    try writeToStandardOutput(Array((line + "\n").utf8).span)
}

/// Writes a line to standard error.
func printError(_ line: String) {
    writeToStandardError(line + "\n")
}

/// Writes a text to standard error. When that fails there is nobody left to tell.
func writeToStandardError(_ text: String) {
    try? writeAll(Array(text.utf8).span, to: STDERR_FILENO)
}
