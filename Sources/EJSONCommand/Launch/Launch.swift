import CPlatform
import CommandLineFlags
import EJSON
import EJSONDelivery
import SystemPackage

/// What is prepared for a program, and the step into it.
struct Launch: ~Copyable {
    var environment: EnvironmentBlock

    private let executable: Executable?
    /// With the name of the program first.
    private let arguments: [Argument]
    private let user: UserIdentity?
    private let isRehearsal: Bool
    private var standardInput: FileDescriptor?
    private var memoryFile: FileDescriptor?
    private var secretDirectory: SecretDirectory?

    /// - Parameter isRehearsal: whether nothing is started: all is prepared, tried as far as that leaves no trace, and
    ///   taken back.
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
        memoryFile = file
        environment.set(variable, to: Self.path(of: file))
    }

    mutating func deliverOnStandardInput(_ text: borrowing SecretBytes) throws {
        standardInput = try makeMemoryFile(text, for: user)
    }

    mutating func deliver(_ values: borrowing SecretValues, inDirectory path: FilePath) throws {
        var directory = try SecretDirectory(path, for: user)
        do {
            // Files that a running program may be reading are left alone.
            if directory.isMounted || !isRehearsal { try directory.write(values) }
        } catch {
            directory.remove()
            throw error
        }
        secretDirectory = directory
        environment.set("CREDENTIALS_DIRECTORY", to: directory.path)
    }

    /// Standard input held the key or the document: a file could be read again from its start.
    mutating func emptyStandardInput() throws {
        do {
            standardInput = try FileDescriptor.open(FilePath("/dev/null"), .readOnly, options: .closeOnExec)
        } catch {
            // A container may have no /dev. A pipe that nobody writes to is at its end, too.
            do {
                let pipe = try FileDescriptor.pipe()
                try pipe.writeEnd.close()
                standardInput = pipe.readEnd
            } catch {
                throw Failure("cannot make an empty standard input: \(error)")
            }
        }
    }

    /// Removes what would otherwise remain when nothing is started.
    borrowing func abandon() {
        secretDirectory?.remove()
    }

    private static func path(of file: FileDescriptor) -> String { "/proc/self/fd/\(file.rawValue)" }

    // MARK: The step

    /// Makes sure that the system takes the environment and the arguments: said before anything is recorded as
    /// delivered.
    borrowing func requireSpace() throws(EJSONError) {
        try environment.requireSpace(beside: [executable.map { Argument($0.path) } ?? ""] + arguments)
    }

    /// Becomes the user, then the program. Returns only by throwing.
    borrowing func start() throws {
        if let standardInput {
            do throws(Errno) {
                try systemReplace(STDIN_FILENO, by: standardInput.rawValue)
            } catch {
                throw Failure("cannot replace standard input: \(error)")
            }
            if standardInput.rawValue != STDIN_FILENO { try close(standardInput) }
        }
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

    /// Whether all but the last step can be done, in a thread that is then given up.
    borrowing func rehearse() throws {
        let (step, error) = unsafe become(nil, nil, nil)
        guard step == platform_step_none else { throw failure(step, error) }
    }

    /// What is in a directory is taken back by who put it there: so the user is another thread's, if need be.
    private borrowing func become(
        _ path: UnsafePointer<CChar>?,
        _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>?,
        _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>?
    ) -> (step: platform_step, error: Errno) {
        var program = unsafe platform_program()
        unsafe program.path = path
        unsafe program.arguments = arguments
        unsafe program.environment = environment
        let isApart = user != nil && (isRehearsal || secretDirectory != nil)
        return unsafe withOptionalPath(memoryFile.map { FilePath(Self.path(of: $0)) }) { file in
            unsafe program.file_path = file
            unsafe program.file = memoryFile?.rawValue ?? -1
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
            return executable?.failure(error) ?? Failure("cannot execute: \(error)")
        case platform_step_file:
            return Failure(messageForUnreachableFile(error))
        default:
            return Failure(messageForIdentity(step, user?.user ?? 0, error))
        }
    }
}

private func close(_ descriptor: FileDescriptor) throws {
    do { try descriptor.close() } catch { throw Failure("cannot close a file in memory: \(error)") }
}

private func withOptionalPath<Result>(
    _ path: FilePath?,
    _ body: (UnsafePointer<CChar>?) -> Result
) -> Result {
    guard let path else { return body(nil) }
    return unsafe path.withPlatformString { unsafe body($0) }
}
