import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// The arguments of this process, the command's own name first, byte for byte as the system gave them.
let processArguments: [Argument] = {
    guard var next = unsafe platform_arguments(), unsafe next.pointee != nil else {
        // Without arguments a command would print help, and a script would take that for success.
        printError("ejson: the system did not say what the arguments are")
        exit(1)
    }
    var arguments: [Argument] = []
    while let argument = unsafe next.pointee {
        let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: strlen(argument))
        unsafe arguments.append(Argument(bytes: Array(bytes)))
        unsafe next += 1
    }
    return arguments
}()

extension Argument {
    init(_ path: FilePath) { self.init(bytes: path.bytes) }
}

/// The value of an environment variable, byte for byte; `nil` when it is not set or empty.
func environmentArgument(_ name: String) -> Argument? {
    guard let bytes = environmentBytes(name), !bytes.isEmpty else { return nil }
    return Argument(bytes: bytes)
}
