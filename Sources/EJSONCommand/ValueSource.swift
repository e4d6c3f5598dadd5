import ArgumentParser
import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a new value comes from.
struct ValueSource: ParsableArguments {
    @Flag(help: "Read the value from standard input.")
    var stdin = false

    @Option(help: ArgumentHelp("Read the value from this file.", valueName: "path"))
    var fromFile: String?

    @Option(
        help: ArgumentHelp(
            "Take the value from here. It then stands in the shell's history, and every process can see it.",
            valueName: "value"))
    var value: String?

    @Flag(help: "Store the base64 of what was read: for values that are not UTF-8 text.")
    var base64 = false

    @Flag(help: "Keep a line break at the end of what was read.")
    var keepNewline = false

    func validate() throws {
        guard [stdin, fromFile != nil, value != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("Only one of --stdin, --from-file and --value can be given.")
        }
    }

    /// - Parameter prompt: what the value is for.
    func read(prompt: String) throws -> SecretBytes {
        var bytes = try readBytes(prompt: prompt)
        if value == nil, bytes.isEmpty {
            throw Failure("the new value is empty; if that is meant: --value ''")
        }
        if base64 { return try bytes.base64Encoded() }
        if value == nil, !keepNewline { bytes.dropLineBreak() }
        return bytes
    }

    private func readBytes(prompt: String) throws -> SecretBytes {
        if let value { return try SecretBytes(copying: Array(value.utf8).span) }
        if let fromFile { return try SecretBytes.contents(of: FilePath(fromFile)) }
        if stdin { return try SecretBytes.read(.standardInput) }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure("standard input is no terminal to ask for the value on; to read it from there: --stdin")
        }
        return try readHidden(prompt: "\(printable(prompt)) (not shown): ")
    }
}
