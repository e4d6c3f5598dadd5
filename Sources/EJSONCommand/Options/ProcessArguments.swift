import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// The arguments of this process with the command's name, byte for byte.
let processArguments: [Argument] = {
    let arguments = argumentBytes()
    guard !arguments.isEmpty else {
        // Without arguments a command would print help and report success to a script.
        printError("ejson: the system did not say what the arguments are")
        exit(1)
    }
    return arguments.map { Argument(bytes: $0) }
}()

extension Argument {
    init(_ path: FilePath) { self.init(bytes: path.bytes) }
}

/// The value of an environment variable, byte for byte; `nil` when it is not set or empty.
func environmentArgument(_ name: String) -> Argument? {
    guard let bytes = environmentBytes(name), !bytes.isEmpty else { return nil }
    return Argument(bytes: bytes)
}
