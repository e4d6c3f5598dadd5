import CPlatform
import EJSON
import SystemPackage

/// Opens missing descriptors 0 to 2, so that no file opened later becomes a standard stream, and turns a closed pipe
/// into an error of `write` instead of a fatal signal.
func prepareStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where !systemIsOpen(descriptor) {
        do throws(Errno) {
            try fill(descriptor)
        } catch {
            let isHeard = systemIsOpen(STDERR_FILENO) && descriptor != STDERR_FILENO
            let failure = Failure("ejson: standard stream \(descriptor) is closed, and cannot be replaced", error)
            try? writeAll(Array((failure.message.text + "\n").utf8).span, to: isHeard ? STDERR_FILENO : STDOUT_FILENO)
            exit(1)
        }
    }
    platform_ignore_broken_pipes()
}

/// Opens a closed descriptor, but keeps it unusable, with the wrong end of a pipe. Unlike `/dev/null`, a pipe exists in
/// every container. It is close-on-exec, so a started program finds the descriptor closed.
private func fill(_ descriptor: CInt) throws(Errno) {
    let ends = try systemPipe()
    let (unusable, other) = descriptor == STDIN_FILENO ? (ends.write, ends.read) : (ends.read, ends.write)
    if unusable != descriptor {
        try systemReplace(descriptor, by: unusable)
        systemClose(unusable)
    }
    if other != descriptor { systemClose(other) }
    systemCloseOnExecute(descriptor)
}

/// Writes all of `bytes` to standard output.
///
/// - Throws: `Errno` when not everything could be written: for example a full disk or a closed pipe.
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

/// Writes a text to standard error. A failure cannot be reported anywhere.
func writeToStandardError(_ text: String) {
    try? writeAll(Array(text.utf8).span, to: STDERR_FILENO)
}
