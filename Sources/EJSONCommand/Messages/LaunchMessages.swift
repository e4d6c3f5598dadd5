import CPlatform
import EJSON
import SystemPackage

// About what `ejson run` hands over, and to whom.

/// Null, an object or an array where a variable or a file is wanted. `names` can be delivered.
func messageForStructuredValues(_ names: [String]) -> Message {
    let shown = names.prefix(20).joined(separator: ",") + (names.count > 20 ? ",…" : "")
    let others = names.isEmpty ? "" : "; to deliver the others: --only \(shellWord(shown))"
    return Message(
        DeliveryProblem.notAPlainValue.cause,
        hint: "remove it or make it a string\(others); to deliver what an object holds: --select PATH")
}

let messageForHazard = Message(DeliveryProblem.changesHowProgramsRun.cause, hint: "if that is meant: --allow")

// MARK: Limits of the system

/// All variables and arguments together are longer than the system takes, as execve says it.
func messageForTooMuch(_ largest: String?) -> Message {
    let largest = largest.map { " (the largest value is \(printable($0)))" } ?? ""
    return Message(
        "the variables and arguments are more than the system takes\(largest)",
        hint: "deliver values in files: --file or --directory")
}

// MARK: Where it is started

/// `--file` without a way to the file.
func messageForUnreachableFile(_ error: Errno) -> Message {
    Message(
        "no path leads to a file in memory here (\(error)): that takes a /proc of this container's own processes",
        hint: "mount one, or deliver the values with --directory, --stdin or --env")
}

/// What is not as `--user` asks.
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

/// The variables that `ejson run` has taken out of a program's environment, for `ejson` started by that program.
let withheldVariables = "EJSON_WITHHELD"

/// Why there may be no key here, when `ejson run` has started this program.
func hintOfWithheldKeys(_ names: String?) -> String? {
    names.map {
        "the `ejson run` that started this program took \(printable($0)) out of its environment, because the program "
            + "gets values and no keys; name the key again, with --keydir or --key-from-file"
    }
}
