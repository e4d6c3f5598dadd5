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
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
        guard fill(descriptor) else {
            let error = Errno.current
            let isHeard = fcntl(STDERR_FILENO, F_GETFD) != -1 && descriptor != STDERR_FILENO
            let words = "ejson: standard stream \(descriptor) is closed, and cannot be replaced: \(error)\n"
            try? writeAll(Array(words.utf8).span, to: isHeard ? STDERR_FILENO : STDOUT_FILENO)
            exit(1)
        }
    }
    _ = inheritedPipeSignal
}

/// Opens a descriptor that is closed. It must stay unusable: reading from the writing end of a pipe fails, and the
/// reverse, and unlike `/dev/null` a pipe is there in every container. A program that is started finds it closed again.
private func fill(_ descriptor: CInt) -> Bool {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return false }
    let (unusable, other) = descriptor == STDIN_FILENO ? (ends[1], ends[0]) : (ends[0], ends[1])
    if unusable != descriptor {
        guard dup2(unusable, descriptor) == descriptor else { return false }
        _ = close(unusable)
    }
    if other != descriptor { _ = close(other) }
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
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
