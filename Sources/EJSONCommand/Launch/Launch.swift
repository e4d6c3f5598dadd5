import CPlatform
import CommandLineFlags
import EJSON
import EJSONDelivery
import SystemPackage

/// The preparations for a program, and its start.
struct Launch: ~Copyable {
    var environment: EnvironmentBlock

    private let executable: Executable?
    /// With the name of the program first.
    private let arguments: [Argument]
    private let user: UserIdentity?
    private let isRehearsal: Bool
    private var standardInput: Descriptor?
    private var memoryFile: Descriptor?
    private var secretDirectory: SecretDirectory?

    /// - Parameter isRehearsal: whether nothing is started: everything is prepared, tried as far as that has no effect,
    ///   and removed again.
    init(
        _ executable: Executable?,
        _ arguments: [Argument],
        user: UserIdentity?,
        isRehearsal: Bool = false
    ) throws(EJSONError) {
        environment = EnvironmentBlock()
        self.executable = executable
        self.arguments = arguments
        self.user = user
        self.isRehearsal = isRehearsal
        if let user { environment.set("HOME", to: user.home) }
    }

    // MARK: Deliveries

    mutating func deliver(_ text: borrowing SecretBytes, inFileNamedBy variable: String) throws {
        let file = try makeMemoryFile(text, for: user)
        environment.set(variable, to: Self.path(of: file.rawValue))
        memoryFile = consume file
    }

    mutating func deliverOnStandardInput(_ text: borrowing SecretBytes) throws {
        standardInput = try makeMemoryFile(text, for: user)
    }

    mutating func deliver(_ values: borrowing SecretValues, inDirectory path: FilePath) throws {
        var directory = try SecretDirectory(path, for: user)
        do {
            // A rehearsal does not touch files that a running program may use.
            if directory.isMounted || !isRehearsal { try directory.write(values) }
        } catch {
            directory.remove()
            throw error
        }
        environment.set("CREDENTIALS_DIRECTORY", to: directory.path)
        secretDirectory = consume directory
    }

    /// Standard input was the key or the document, and a program could read a file again from its start.
    mutating func emptyStandardInput() throws {
        do throws(Errno) {
            standardInput = try Descriptor(reading: "/dev/null", waiting: true)
        } catch {
            // A container may have no /dev. A pipe without a writer is empty too.
            do throws(Errno) {
                let pipe = try systemPipe()
                systemClose(pipe.write)
                standardInput = Descriptor(owning: pipe.read)
            } catch {
                throw Failure("cannot make an empty standard input", error)
            }
        }
    }

    /// Removes the deliveries when nothing is started.
    borrowing func abandon() {
        switch secretDirectory {
        case .some(let directory): directory.remove()
        case .none: break
        }
    }

    private var hasDirectory: Bool {
        switch secretDirectory {
        case .some: true
        case .none: false
        }
    }

    private static func path(of file: CInt) -> String { "/proc/self/fd/\(file)" }

    // MARK: The step

    /// Verifies the limits of environment and arguments, before a delivery is recorded.
    borrowing func requireSpace() throws(EJSONError) {
        try environment.requireSpace(beside: [executable.map { Argument($0.path) } ?? ""] + arguments)
    }

    /// Becomes the user, then the program. Returns only by throwing.
    borrowing func start() throws {
        try replaceStandardInput()
        restoreCoreLimit()
        platform_restore_broken_pipes()
        guard let executable else { throw Failure("there is no command") }
        let (step, error) = unsafe environment.withPointers { environment in
            unsafe withArguments(arguments) { arguments in
                let outcome = unsafe executable.path.withPlatformString { path in
                    unsafe become(path, arguments, environment)
                }
                guard outcome.step == platform_step_execute, outcome.error.rawValue == ENOEXEC,
                    executable.looksLikeScript
                else { return outcome }
                // A script without #!, which POSIX shells and execvp run with sh.
                var script = unsafe [strdup("sh"), executable.path.withPlatformString { unsafe strdup($0) }]
                var next = unsafe arguments + 1
                while let argument = unsafe next.pointee {
                    unsafe script.append(argument)
                    unsafe next += 1
                }
                unsafe script.append(nil)
                _ = unsafe become("/bin/sh", script, environment)
                unsafe script.prefix(2).forEach { unsafe free($0) }
                return outcome
            }
        }
        throw failure(step, error)
    }

    private borrowing func replaceStandardInput() throws {
        guard let file = number(of: standardInput) else { return }
        do throws(Errno) {
            try systemReplace(STDIN_FILENO, by: file)
        } catch {
            throw Failure("cannot replace standard input", error)
        }
        // The program has it as standard input alone.
        if file != STDIN_FILENO { systemCloseOnExecute(file) }
    }

    /// Tries all steps except execve, in a thread that then ends.
    borrowing func rehearse() throws {
        let (step, error) = unsafe become(nil, nil, nil)
        guard step == platform_step_none else { throw failure(step, error) }
    }

    /// Files in a directory must be removed by the user who made them, so a separate thread becomes the other user.
    private borrowing func become(
        _ path: UnsafePointer<CChar>?,
        _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>?,
        _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>?
    ) -> (step: platform_step, error: Errno) {
        var program = unsafe platform_program()
        unsafe program.path = path
        unsafe program.arguments = arguments
        unsafe program.environment = environment
        let isApart = user != nil && (isRehearsal || hasDirectory)
        let memory = number(of: memoryFile)
        return unsafe withOptionalPath(memory.map { FilePath(Self.path(of: $0)) }) { file in
            unsafe program.file_path = file
            unsafe program.file = memory ?? -1
            return unsafe withOptionalPath(executable?.path) { rehearsed in
                unsafe program.rehearsed_path = rehearsed
                return unsafe (user?.groups ?? []).withUnsafeBufferPointer { groups in
                    unsafe program.has_user = user == nil ? 0 : 1
                    unsafe program.user = user?.user ?? 0
                    unsafe program.group = user?.group ?? 0
                    unsafe program.groups = groups.baseAddress
                    unsafe program.group_count = groups.count
                    let step = unsafe platform_become_program(&program, isApart ? 1 : 0)
                    return (step, Errno.current)
                }
            }
        }
    }

    private borrowing func failure(_ step: platform_step, _ error: Errno) -> Failure {
        switch step {
        case platform_step_execute:
            if error.rawValue == E2BIG { return Failure(messageForTooMuch(environment.largest)) }
            return executable?.failure(error) ?? Failure("cannot execute", error)
        case platform_step_file:
            return Failure(messageForUnreachableFile(error))
        default:
            return Failure(messageForIdentity(step, user?.user ?? 0, error))
        }
    }
}

private func number(of descriptor: borrowing Descriptor?) -> CInt? {
    switch descriptor {
    case .some(let descriptor): descriptor.rawValue
    case .none: nil
    }
}

private func withOptionalPath<Result>(
    _ path: FilePath?,
    _ body: (UnsafePointer<CChar>?) -> Result
) -> Result {
    guard let path else { return body(nil) }
    return unsafe path.withPlatformString { unsafe body($0) }
}
