import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// How a program ended.
enum Termination: Equatable {
    case exited(CInt)
    case killed(signal: CInt)
}

/// Runs a program with this process's standard streams and terminal, and waits for its end. Meanwhile an interrupt from
/// the keyboard is for the program alone.
///
/// - Throws: `Errno` when it cannot be started.
func runInForeground(_ arguments: [Argument]) throws(Errno) -> Termination {
    var (status, signal): (CInt, CInt) = (0, 0)
    let isStarted = unsafe withArguments(arguments) { arguments in
        unsafe platform_run_in_foreground(arguments, &status, &signal) == 0
    }
    guard isStarted else { throw Errno.current }
    return signal == 0 ? .exited(status) : .killed(signal: signal)
}
