import CPlatform
package import SystemPackage

// The environment and the command line.

/// The value of an environment variable; `nil` when it is unset or empty. The C function is `getenv`.
package func environmentVariable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let string = unsafe String(cString: value)
    return string.isEmpty ? nil : string
}

/// The path that an environment variable names, byte for byte; `nil` when it is unset or empty. The C function is `getenv`.
package func environmentPath(_ name: String) -> FilePath? {
    guard let value = unsafe getenv(name) else { return nil }
    let path = unsafe FilePath(platformString: value)
    return path.isEmpty ? nil : path
}

/// The value of an environment variable, byte for byte; `nil` when it is unset. The C function is `getenv`.
package func environmentBytes(_ name: String) -> [UInt8]? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
}

/// Removes a variable from the environment, and wipes its value after `body` has read it; `nil` when it is unset. The C
/// functions are `getenv` and `unsetenv`.
package func takeEnvironmentVariable<Result: ~Copyable, Failure: Error>(
    _ name: String,
    _ body: (Span<UInt8>) throws(Failure) -> Result
) throws(Failure) -> Result? {
    guard let value = unsafe getenv(name) else { return nil }
    let count = unsafe strlen(value)
    defer {
        unsafe memset(value, 0, count)
        unsafe unsetenv(name)
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: value, count: count).bindMemory(to: UInt8.self)
    return try unsafe body(bytes.span)
}

/// Sets a variable for programs that are started. The C function is `setenv`.
package func setEnvironmentVariable(_ name: String, to path: FilePath) {
    _ = unsafe path.withPlatformString { unsafe setenv(name, $0, 1) }
}

/// The path of the working directory. The C function is `getcwd`.
package func workingDirectory() throws(Errno) -> FilePath {
    guard let path = unsafe getcwd(nil, 0) else { throw Errno.current }
    defer { unsafe free(path) }
    return unsafe FilePath(platformString: path)
}

/// The arguments of this process as bytes, beginning with the program's name; empty when the system does not give them.
/// The C function is `platform_arguments`.
package func argumentBytes() -> [[UInt8]] {
    guard var next = unsafe platform_arguments() else { return [] }
    var arguments: [[UInt8]] = []
    while let argument = unsafe next.pointee {
        unsafe arguments.append(Array(UnsafeRawBufferPointer(start: argument, count: strlen(argument))))
        unsafe next += 1
    }
    return arguments
}
