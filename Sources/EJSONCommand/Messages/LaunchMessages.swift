import CPlatform
import EJSON
import SystemPackage

// About what `ejson run` hands over, and to whom.

/// Null, an object or an array where a variable or a file is wanted.
let wordsForStructuredValues =
    "null, objects and arrays cannot be delivered, only strings, numbers and booleans; remove them or make them strings, "
    + "name the others with --only, or take what an object holds with --select"

let wordsForHazard = "this variable would change how programs load or run; if that is meant: --allow"

// MARK: Limits of the system

/// A variable that is longer than the system lets one be.
func wordsForLongVariable(_ limit: Int) -> String {
    "too long for a variable: the system takes at most \(limit) bytes of NAME=VALUE; hand it over in a file: "
        + "--file or --directory"
}

/// All variables and arguments together are.
func wordsForManyVariables(_ limit: Int) -> String {
    "the largest of variables and arguments that are together more than the \(limit) bytes that the system takes; "
        + "hand values over in files: --file or --directory"
}

/// The same, as execve says it.
func wordsForTooMuch(_ largest: String?) -> String {
    let largest = largest.map { " (the largest value is \(printable($0)))" } ?? ""
    return "the variables and arguments are more than the system takes\(largest); hand values over in files: "
        + "--file or --directory"
}

// MARK: Where it is started

/// `--file` without a way to the file.
func wordsForUnreachableFile(_ error: Errno) -> String {
    "no path leads to a file in memory here (\(error)): that takes a /proc of this container's own processes; "
        + "mount one, or hand the values over with --directory, --stdin or --env"
}

/// What is not as `--user` asks.
func wordsForIdentity(_ step: platform_step, _ user: UInt32, _ error: Errno) -> String {
    switch step {
    case platform_step_groups:
        "user \(user) would keep groups that are not the user's, and only root can take them away; start as root, or "
            + "without these groups, or leave out --user"
    case platform_step_capabilities:
        "user \(user) would keep capabilities (\(error)); start without them"
    case platform_step_no_new_privileges:
        "cannot set no_new_privs (\(error)), without which set-user-id programs would give user \(user) rights again"
    case platform_step_way_back:
        "user \(user) could become root again"
    case platform_step_become:
        "cannot become user \(user): \(error); only root can, with CAP_SETUID and CAP_SETGID"
    default:
        "did not become user \(user)"
    }
}

// MARK: Keys

/// The variables that `ejson run` has taken out of a program's environment, for `ejson` started by that program.
let withheldVariables = "EJSON_WITHHELD"

/// Why there may be no key here, when `ejson run` has started this program; else nothing.
func wordsForWithheldKeys(_ names: String?) -> String {
    guard let names else { return "" }
    return
        "; the `ejson run` that started this program took \(printable(names)) out of its environment, for the program "
        + "gets values and no keys: name the key again, with --keydir or --key-from-file"
}
