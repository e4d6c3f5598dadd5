import CPlatform
import CommandLineFlags

/// Calls `body` with the arguments of a program, byte for byte and ended by NULL. No argument contains a NUL byte: they
/// come from arguments, file names and literals.
func withArguments<Result>(
    _ arguments: [Argument],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let pointers =
        unsafe arguments.map { argument in
            unsafe (argument.bytes + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { bytes in
                unsafe bytes.baseAddress.flatMap { unsafe strdup($0) }
            }
        } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeBufferPointer { pointers in
        guard let start = pointers.baseAddress else { preconditionFailure("there is a NULL at least") }
        return unsafe body(start)
    }
}
