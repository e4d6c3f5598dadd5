import CSystemCalls
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Runs a program, which is looked for in PATH, and calls `body` with every line that it writes, on standard error too,
/// without the line feed. Its messages are in English. Returns its exit status, 128 and more when a signal ended it.
///
/// - Throws: `Failure` when it cannot be started or read.
func readLines(of arguments: [String], _ body: ([UInt8]) -> Void) throws -> CInt {
    let name = arguments.first ?? ""
    do {
        let pipe = try FileDescriptor.pipe()
        var isOpen = true
        defer { try? pipe.readEnd.close() }
        defer { if isOpen { try? pipe.writeEnd.close() } }
        let process = try spawn(arguments, output: pipe.writeEnd, closing: pipe.readEnd)
        isOpen = false
        try pipe.writeEnd.close()
        do {
            try readLines(pipe.readEnd, body)
        } catch {
            kill(process, SIGTERM)
            _ = waitForEnd(of: process)
            throw error
        }
        return waitForEnd(of: process)
    } catch let error as Errno {
        throw Failure("cannot run \(name): \(error)")
    }
}

private func readLines(_ descriptor: FileDescriptor, _ body: ([UInt8]) -> Void) throws {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe descriptor.read(into: $0) }
        guard count > 0 else { break }
        for byte in buffer[..<count] {
            if byte == 0x0A {
                body(line)
                line.removeAll(keepingCapacity: true)
            } else {
                line.append(byte)
            }
        }
    }
    if !line.isEmpty { body(line) }
}

/// The C function is `posix_spawnp`.
private func spawn(
    _ arguments: [String],
    output: FileDescriptor,
    closing other: FileDescriptor
) throws(Errno) -> pid_t {
    #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
    #else
        var actions = unsafe posix_spawn_file_actions_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDERR_FILENO)
    unsafe posix_spawn_file_actions_addclose(&actions, other.rawValue)
    unsafe posix_spawn_file_actions_addclose(&actions, output.rawValue)
    unsafe setenv("LC_ALL", "C", 1)
    var words = unsafe arguments.map { unsafe strdup($0) }
    unsafe words.append(nil)
    defer { unsafe words.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let name = arguments.first ?? ""
    let status = unsafe posix_spawnp(&process, name, &actions, nil, &words, systemcalls_environment())
    guard status == 0 else { throw Errno(rawValue: status) }
    return process
}

/// The C function is `waitpid`.
private func waitForEnd(of process: pid_t) -> CInt {
    var status: CInt = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
}
