import CPlatform

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The arguments of this process, the command's own name first, as `argumentText` has them.
let processArguments: [String] = {
    guard var next = unsafe platform_arguments(), unsafe next.pointee != nil else {
        // Without arguments a command would print help, and a script would take that for success.
        printError("ejson: the system did not say what the arguments are")
        exit(1)
    }
    var arguments: [String] = []
    while let argument = unsafe next.pointee {
        let bytes = unsafe UnsafeBufferPointer(start: argument, count: strlen(argument))
        unsafe arguments.append(argumentText(bytes.map { UInt8(bitPattern: $0) }))
        unsafe next += 1
    }
    return arguments
}()

/// Calls `body` with the arguments behind the first `--`, byte for byte as the system gave them, and NULL behind them.
func withArgumentsBehindTerminator<Result>(
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    guard var next = unsafe platform_arguments() else { preconditionFailure("there are arguments") }
    while let argument = unsafe next.pointee {
        unsafe next += 1
        if unsafe strcmp(argument, "--") == 0 { break }
    }
    return unsafe body(next)
}

/// Calls `body` with the arguments of a program that is to be started, byte for byte, and NULL after the last. None of
/// them holds a NUL byte: they come from file names and literals.
func withArguments<Result>(
    _ arguments: [[UInt8]],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    unsafe withPointers(
        arguments.map { argument in
            unsafe (argument + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { bytes in
                unsafe bytes.baseAddress.flatMap { unsafe strdup($0) }
            }
        }, body)
}

/// Calls `body` with the arguments of a program that is to be started, and NULL after the last.
func withArguments<Result>(
    _ arguments: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    unsafe withArguments(arguments.map(argumentBytes), body)
}

private func withPointers<Result>(
    _ arguments: [UnsafeMutablePointer<CChar>?],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let pointers = unsafe arguments + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeBufferPointer { pointers in
        guard let start = pointers.baseAddress else { preconditionFailure("there is a NULL at least") }
        return unsafe body(start)
    }
}
