import CSystemCalls
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How a program ended.
enum Termination: Equatable {
    case exited(CInt)
    case killed(signal: CInt)
}

/// Runs a program with this process's standard streams and terminal, and waits for its end. Meanwhile an interrupt from
/// the keyboard is for the program alone.
///
/// - Throws: `Errno` when it cannot be started.
func runInForeground(_ arguments: [String]) throws(Errno) -> Termination {
    var pointers = unsafe arguments.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var (status, signal): (CInt, CInt) = (0, 0)
    guard unsafe systemcalls_run_in_foreground(pointers, &status, &signal) == 0 else { throw Errno.current }
    return signal == 0 ? .exited(status) : .killed(signal: signal)
}
