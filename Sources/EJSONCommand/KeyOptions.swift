import ArgumentParser
import EJSON
import SystemPackage

/// Where the private key comes from: the key directory, or one of the `--key-from` options.
struct KeyOptions: ParsableArguments {
    @OptionGroup var keyDirectory: KeyDirectoryOption

    @Flag(help: "Read the private key from standard input.")
    var keyFromStdin = false

    @Option(help: ArgumentHelp("Read the private key from this open descriptor, and close it.", valueName: "n"))
    var keyFromFd: Int32?

    @Option(help: ArgumentHelp("Take the private key from this variable, and wipe it.", valueName: "name"))
    var keyFromEnv: String?

    @Option(help: ArgumentHelp("Read the private key from this file.", valueName: "path"))
    var keyFromFile: String?

    func validate() throws {
        let given = [keyFromStdin, keyFromFd != nil, keyFromEnv != nil, keyFromFile != nil]
        guard given.count(where: { $0 }) <= 1 else {
            throw ValidationError("Only one --key-from option can be given.")
        }
        if let keyFromFd, keyFromFd < 3 {
            throw ValidationError("--key-from-fd needs a descriptor of 3 or above; for 0 there is --key-from-stdin.")
        }
    }

    var source: KeySource {
        if keyFromStdin { return .standardInput }
        if let keyFromFd { return .descriptor(keyFromFd) }
        if let keyFromEnv { return .variable(keyFromEnv) }
        if let keyFromFile { return .file(keyFromFile) }
        return .directories([keyDirectory.directory] + [KeySource.credentials].compactMap { $0 })
    }
}
