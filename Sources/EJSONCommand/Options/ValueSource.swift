import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// Where a new value comes from.
struct ValueSource: ParameterGroup {
    var stdin = false
    var fromFile: FilePath?
    var value: Argument?
    var base64 = false
    var keepNewline = false

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--stdin", help: "Read the value from standard input.", into: &stdin)
        parameters.option(
            "--from-file", value: "path", help: "Read the value from this file.", completion: .file, into: &fromFile)
        parameters.option(
            "--value", value: "value",
            help: "Use this value. It stays in the shell's history, and every process can see it.",
            into: &value)
        parameters.flag(
            "--base64", help: "Store the base64 of what was read: for values that are not UTF-8 text.", into: &base64)
        parameters.flag("--keep-newline", help: "Keep a line break at the end of what was read.", into: &keepNewline)
    }

    func validate() throws(UsageError) {
        guard [stdin, fromFile != nil, value != nil].count(where: { $0 }) <= 1 else {
            throw UsageError("Only one of --stdin, --from-file and --value can be given.")
        }
        if let value, value.text == nil {
            throw UsageError("The value is not UTF-8; to store its base64: --stdin --base64")
        }
    }

    /// - Parameter prompt: the name of the value.
    func read(prompt: String) throws -> SecretBytes {
        var bytes = try readBytes(prompt: prompt)
        if value == nil, try isNothing(bytes) {
            throw Failure("the new value is empty", hint: "if that is meant: --value ''")
        }
        if base64 { return try bytes.base64Encoded() }
        if value == nil, !keepNewline { bytes.dropLineBreak() }
        return bytes
    }

    /// Whether nothing or only a line break was read, as from `echo "$UNSET"`: that would replace a secret by nothing.
    private func isNothing(_ bytes: borrowing SecretBytes) throws -> Bool {
        guard !keepNewline, bytes.count <= 2 else { return bytes.isEmpty }
        var rest = try bytes.withBytes { (bytes) throws(EJSONError) in try SecretBytes(copying: bytes) }
        rest.dropLineBreak()
        return rest.isEmpty
    }

    private func readBytes(prompt: String) throws -> SecretBytes {
        if let value { return try SecretBytes(copying: value.bytes.span) }
        if let fromFile { return try SecretBytes.contents(of: fromFile) }
        if stdin { return try SecretBytes.read(STDIN_FILENO) }
        guard systemIsTerminal(STDIN_FILENO) else {
            throw Failure(
                "standard input is no terminal to ask for the value on", hint: "to read it from there: --stdin")
        }
        return try readHidden(prompt: "\(printable(prompt)) (not shown): ")
    }
}
