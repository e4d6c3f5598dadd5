import CPlatform
import EJSON
import SystemPackage

// Messages about what `ejson run` delivers, and to whom.

// MARK: The program

/// It is no file that may be executed.
func messageForNoProgram(_ path: FilePath, _ status: FileStatus) -> Message {
    let words = "cannot execute \(printable(path)): "
    if status.isDirectory { return Message(words + "it is a directory", hint: "name the program in it") }
    guard status.isRegular else { return Message(words + "it is not an executable file") }
    // Of root, access(2) asks for one such bit only; of others, for the one that counts.
    return Message(
        words + "it is not an executable file",
        hint: status.permissions & 0o111 == 0
            ? "run: chmod +x \(shellWord(path))" : "run as a user who may execute it, and not from a mount with noexec")
}

/// The system does not find or start it. `beginning` is its first bytes; `nil` when there is no such file.
func messageForProgram(_ path: FilePath, _ error: Errno, beginning: [UInt8]?) -> Message {
    let message = Message("cannot execute \(printable(path)): \(error)")
    guard let beginning else {
        return error == .noSuchFileOrDirectory
            ? message.adding(hint: "name it as it is seen from the working directory, or by its whole path")
            : message.adding(hint: hint(of: error))
    }
    let isBinary = beginning.starts(with: [0x7F, 0x45, 0x4C, 0x46])
    if error.rawValue == ENOEXEC {
        return message.adding(
            hint: isBinary
                ? "it is a program for another kind of machine or system; use the one for this machine"
                : "it is neither a program of this system nor a script")
    }
    guard error == .noSuchFileOrDirectory else { return message.adding(hint: hint(of: error)) }
    if isBinary {
        return message.adding(
            hint:
                "the file is there, and the loader that it names is not (see it with `file`); use a program that was built "
                + "for this system, or a static one")
    }
    guard beginning.starts(with: "#!".utf8) else { return message }
    let line = beginning.dropFirst(2).prefix { $0 != 0x0A }
    let name = line.drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
    return Message(
        "cannot execute \(printable(path)): its interpreter \(printable(FilePath(bytes: Array(name)))) is not there",
        hint: line.last == 0x0D
            ? "its lines end in CR LF; save it with LF alone" : "install it, or correct the first line of the script")
}

// MARK: Limits of the system

/// execve reports that variables and arguments are too long together.
func messageForTooMuch(_ largest: String?) -> Message {
    let largest = largest.map { " (the largest value is \(printable($0)))" } ?? ""
    return Message(
        "the variables and arguments are more than the system takes\(largest)",
        hint: hintOfFiles)
}

// MARK: Where it is started

/// No path leads to the file of `--file`.
func messageForUnreachableFile(_ error: Errno) -> Message {
    Message(
        "no path leads to a file in memory here (\(error)): that takes a /proc of this container's own processes",
        hint: hint(of: error, otherwise: "mount one, or deliver the values with --directory, --stdin or --env"))
}

/// A condition of `--user` does not hold.
func messageForIdentity(_ step: platform_step, _ user: UInt32, _ error: Errno) -> Message {
    switch step {
    case platform_step_groups:
        Message(
            "user \(user) would keep groups that are not the user's, and only root can take them away",
            hint: "start as root, or without these groups, or leave out --user")
    case platform_step_capabilities:
        Message(
            "user \(user) would keep capabilities (\(error))", hint: hint(of: error, otherwise: "start without them"))
    case platform_step_no_new_privileges:
        Message(
            "cannot set no_new_privs (\(error)), without which set-user-id programs would give user \(user) rights again",
            hint: hint(of: error))
    case platform_step_way_back:
        "user \(user) could become root again"
    case platform_step_become:
        Message(
            "cannot become user \(user): \(error)",
            hint: hint(of: error, otherwise: "only root can, with CAP_SETUID and CAP_SETGID"))
    default:
        "did not become user \(user)"
    }
}

// MARK: Keys

/// The variable with the names that `ejson run` removed, for `ejson` started by the program.
let withheldVariables = "EJSON_WITHHELD"

/// Explains a missing key when `ejson run` has started this program.
var hintOfWithheldKeys: String? {
    environmentVariable(withheldVariables).map {
        "the `ejson run` that started this program took \(printable($0)) out of its environment, because the program "
            + "gets values and no keys; name the key again, with --keydir or --key-from-file"
    }
}
