import EJSON
import EJSONDelivery
import EJSONFormat
import SystemPackage

// Messages about values, their names and paths, and formats.

// MARK: Formats

/// `env --format github` outside of a runner.
let messageOutsideOfRunner = Message(
    "GITHUB_ENV is not set: the format github is for a step on a runner of GitHub Actions, and writes to that file",
    hint: "to give the values to a command: ejson run -- COMMAND; for other programs: --format dotenv, docker or json")

let messageForRedirectedEnv = Message(
    "standard output is $GITHUB_ENV",
    hint: "leave out the redirection: the variables are appended to that file anyway, and the runner must read from "
        + "standard output what to mask in its log")

let messageForRedirectedMasks = Message(
    "standard output is a file",
    hint: "leave out the redirection: the runner must read from there what to mask in its log")

// MARK: Kubernetes

/// What to do when a secret breaks a rule.
func hint(_ problem: KubernetesProblem) -> String? {
    switch problem {
    case .notAnObject: "a secret is {\"_type\": \"Opaque\", \"data\": {KEY: VALUE}}"
    case .noType: "a secret is {\"_type\": \"Opaque\", \"data\": {KEY: VALUE}}"
    case .notAString: "write numbers and the like in quotes"
    case .labelValue: "for other text there is \"_annotations\""
    case .tooLarge: "make two"
    default: nil
    }
}

// MARK: Paths

/// A path as another tool writes it.
func wordsForForeignPath(_ path: ValuePath) -> String {
    "this is how another tool writes a path; write: \(shellWord(path.description))"
}

/// A path with slashes that leads to nothing. `literal` is its meaning here.
func messageForSlashedPath(_ text: String, _ slashed: ValuePath, _ literal: ValuePath) -> Message {
    Message(
        "'\(printable(text))' is one key with a slash in it here, and there is none",
        hint: "write: \(shellWord(slashed.description)), or if such a key is meant: \(shellWord(literal.pointer))")
}

/// The value was named before the document.
func messageForSwappedArguments(_ command: String, _ file: FilePath, _ path: String) -> Message {
    Message(
        "there is no such file",
        hint: "the document comes first: ejson \(command) \(shellWord(path)) \(shellWord(file))")
}

/// A new value has nearly the same name as another one.
func messageForTwin(_ path: ValuePath, _ twin: ValuePath, in file: DocumentArgument) -> Message {
    let isComment = path.components.last?.hasPrefix("_") == true && twin.components.last?.hasPrefix("_") != true
    return Message(
        "\(place(file, nil, path.description))this is a new value\(isComment ? ", which is not sealed," : "") beside "
            + printable(twin.description),
        hint: "if the other one was meant: ejson unset \(shellWord(file.name)) \(shellWord(path.description))")
}

// MARK: The object environment

let hintOfEnvironment = "put the values into an object \"environment\", or name another one with --select"

/// As in the reference, this is no error.
let messageForNoEnvironment = Message(
    "there is nothing to print, because the document has no object \"environment\"", hint: hintOfEnvironment)

/// Why `ejson run` would refuse a value.
func messageForEnvironment(_ error: EJSONError) -> Message {
    Message(
        "\(cause(of: error)); `ejson run` refuses it",
        hint: error.reason == .delivery(.changesHowProgramsRun) ? hint(DeliveryProblem.changesHowProgramsRun) : nil)
}

/// The same, with the value.
func messageForEnvironment(_ error: EJSONError, in file: DocumentArgument) -> Message {
    messageForEnvironment(error).after(place(file, error.position, error.path))
}
