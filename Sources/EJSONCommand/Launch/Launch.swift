import CPlatform
import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What is prepared for a program, and the step into it.
struct Launch: ~Copyable {
    var environment: EnvironmentBlock

    private let executable: Executable
    private let user: UserIdentity?
    private var standardInput: FileDescriptor?
    private var secretDirectory: SecretDirectory?

    init(_ executable: Executable, user: UserIdentity?) throws(EJSONError) {
        environment = EnvironmentBlock()
        self.executable = executable
        self.user = user
        if let user { environment.set("HOME", to: user.home) }
    }

    // MARK: Deliveries

    mutating func deliver(_ text: borrowing SecretBytes, inFileNamedBy variable: String) throws {
        let file = try makeMemoryFile(text, for: user)
        environment.set(variable, to: "/proc/self/fd/\(file.rawValue)")
    }

    mutating func deliverOnStandardInput(_ text: borrowing SecretBytes) throws {
        standardInput = try makeMemoryFile(text, for: user)
    }

    mutating func deliver(_ values: borrowing SecretValues, inDirectory path: FilePath) throws {
        var directory = try SecretDirectory(path)
        do {
            try directory.write(values, for: user)
        } catch {
            directory.remove()
            throw error
        }
        secretDirectory = directory
        environment.set("CREDENTIALS_DIRECTORY", to: directory.path.string)
    }

    /// Standard input held the key or the document: a file could be read again from its start.
    mutating func emptyStandardInput() throws {
        do {
            standardInput = try FileDescriptor.open(FilePath("/dev/null"), .readOnly)
        } catch {
            throw Failure("cannot open /dev/null: \(error)")
        }
    }

    /// Takes back what would be left behind when nothing is started.
    borrowing func abandon() {
        secretDirectory?.remove()
    }

    // MARK: The step

    /// Becomes the user, then the program. Returns only by throwing.
    borrowing func start() throws {
        if let standardInput {
            guard dup2(standardInput.rawValue, STDIN_FILENO) == STDIN_FILENO else {
                throw Failure("cannot replace standard input: \(Errno.current)")
            }
            if standardInput.rawValue != STDIN_FILENO { try? standardInput.close() }
        }
        if let user { try become(user) }
        restoreCoreLimit()
        restorePipeSignal()
        let error = unsafe environment.withPointers { environment in unsafe execute(environment) }
        throw executable.failure(error)
    }

    /// Groups, group and user, in this order; then whatever capabilities are left go, and with them the way back.
    /// Root keeps its capabilities, for that is what was asked for.
    private borrowing func become(_ user: UserIdentity) throws {
        if user.user != 0 { platform_empty_capability_bounds() }
        let isAlready = geteuid() == user.user && getegid() == user.group && geteuid() != 0
        if !isAlready {
            let status = unsafe user.groups.withUnsafeBufferPointer { groups in
                unsafe platform_become(user.user, user.group, groups.baseAddress, groups.count)
            }
            guard status == 0 else {
                throw Failure(
                    "cannot become user \(user.user): \(Errno.current); only root can, with CAP_SETUID and CAP_SETGID")
            }
        }
        guard getuid() == user.user, geteuid() == user.user, getgid() == user.group, getegid() == user.group else {
            throw Failure("did not become user \(user.user)")
        }
        if user.user != 0 {
            guard platform_drop_capabilities() == 0 else {
                throw Failure("cannot drop capabilities: \(Errno.current)")
            }
            guard setuid(0) != 0 else { throw Failure("could become root again") }
        }
        guard platform_forbid_new_privileges() == 0 else {
            throw Failure("cannot set no_new_privs: \(Errno.current)")
        }
    }

    private borrowing func execute(_ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Errno {
        unsafe withArgumentsBehindTerminator { arguments in
            _ = unsafe execve(executable.path, arguments, environment)
            let error = Errno.current
            guard error.rawValue == ENOEXEC, executable.looksLikeScript else { return error }
            // A script without #!, which POSIX shells and execvp run with sh.
            var script = unsafe [strdup("sh"), strdup(executable.path)]
            var next = unsafe arguments + 1
            while let argument = unsafe next.pointee {
                unsafe script.append(argument)
                unsafe next += 1
            }
            unsafe script.append(nil)
            _ = unsafe execve("/bin/sh", script, environment)
            unsafe script.prefix(2).forEach { unsafe free($0) }
            return error
        }
    }
}

extension Errno {
    /// What the last call that failed left in `errno`.
    static var current: Errno { Errno(rawValue: errno) }
}
