import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// A program that this process starts and waits for: git, or the user's editor. (`ejson run` becomes its program instead:
/// see `Launch`.)
struct ChildProcess {
    /// How a program ended.
    enum Termination: Equatable {
        case exited(CInt)
        case killed(signal: CInt)
    }

    private let number: pid_t

    /// Starts a program without input.
    ///
    /// - Parameters:
    ///   - output: The descriptor of its standard output.
    ///   - errors: The descriptor of its standard error.
    init(
        _ program: FilePath,
        _ arguments: [Argument],
        _ environment: borrowing EnvironmentBlock,
        output: CInt,
        errors: CInt
    ) throws(Errno) {
        number = unsafe environment.withPointers { environment in
            unsafe withArguments(arguments) { arguments in
                unsafe program.withPlatformString { program in
                    unsafe platform_spawn(program, arguments, environment, output, errors)
                }
            }
        }
        guard number > 0 else { throw Errno.current }
    }

    /// Waits for its end. Returns its exit status, or 128 and the number of the signal that ended it.
    func wait() -> CInt { platform_wait(number) }

    /// Kills it, and waits for its end.
    func end() {
        _ = kill(number, SIGKILL)
        _ = wait()
    }

    /// Runs a program with this process's standard streams and terminal, and waits for its end. Meanwhile this process
    /// ignores interrupts from the keyboard. A standard stream that is closed is /dev/null for the program, so that no
    /// file that it opens becomes that stream.
    ///
    /// - Throws: `Errno` when it cannot be started.
    static func runInForeground(_ arguments: [Argument]) throws(Errno) -> Termination {
        var (status, signal): (CInt, CInt) = (0, 0)
        let isStarted = unsafe withArguments(arguments) { arguments in
            unsafe platform_run_in_foreground(arguments, &status, &signal) == 0
        }
        guard isStarted else { throw Errno.current }
        return signal == 0 ? .exited(status) : .killed(signal: signal)
    }
}
