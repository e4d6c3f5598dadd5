import CPlatform
import EJSON
import SystemPackage

// Messages about what `ejson run` delivers, and to whom.

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
        hint: "mount one, or deliver the values with --directory, --stdin or --env")
}

/// A condition of `--user` does not hold.
func messageForIdentity(_ step: platform_step, _ user: UInt32, _ error: Errno) -> Message {
    switch step {
    case platform_step_groups:
        Message(
            "user \(user) would keep groups that are not the user's, and only root can take them away",
            hint: "start as root, or without these groups, or leave out --user")
    case platform_step_capabilities:
        Message("user \(user) would keep capabilities (\(error))", hint: "start without them")
    case platform_step_no_new_privileges:
        "cannot set no_new_privs (\(error)), without which set-user-id programs would give user \(user) rights again"
    case platform_step_way_back:
        "user \(user) could become root again"
    case platform_step_become:
        Message(
            "cannot become user \(user): \(error)", hint: "only root can, with CAP_SETUID and CAP_SETGID")
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
