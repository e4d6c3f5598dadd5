import EJSON
import EJSONDelivery
import EJSONFormat

// About values, their names and paths, and the formats that carry them.

// MARK: Formats

/// Why a format cannot carry a value.
func messageForFormat(_ format: String) -> Message {
    let reason =
        switch EnvironmentFormat(rawValue: format) {
        case .dotenv:
            "readers of .env files disagree about $, control characters, and some uses of quotes and backslashes"
        case .docker: "it has no line breaks, and at most 64 KiB a line"
        case .github: "it has no carriage returns"
        case .shell, .nul, .json, nil: "it has no NUL bytes"
        }
    return Message("the format \(format) cannot carry this value unchanged: \(reason)", hint: "choose another format")
}

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

/// Which rule a secret breaks.
func message(_ problem: KubernetesProblem) -> Message {
    switch problem {
    case .notAnObject: Message("not an object", hint: "a secret is {\"_type\": \"Opaque\", \"data\": {KEY: VALUE}}")
    case .noType: Message("no \"_type\"", hint: "a secret is {\"_type\": \"Opaque\", \"data\": {KEY: VALUE}}")
    case .notAString: Message("not a string", hint: "write numbers and the like in quotes")
    case .unknownMember:
        "a secret has \"_type\", \"data\", \"_labels\", \"_annotations\" and \"_comment\", and no other member"
    case .name:
        Message(
            "not a name that Kubernetes takes: lower-case letters, digits, - and ., a letter or digit at both ends of each "
                + "part, at most 253 characters (a DNS subdomain)")
    case .dataKey:
        "not a key that Kubernetes takes: letters, digits, -, _ and ., no .. in front, not . alone, at most 253 characters"
    case .metadataKey:
        Message(
            "not a key that Kubernetes takes for a label or annotation: at most 63 letters, digits, -, _ and ., a letter or "
                + "digit at both ends; in front of it, if need be, a DNS subdomain and a slash")
    case .labelValue:
        Message(
            "not a value that Kubernetes takes for a label: at most 63 letters, digits, -, _ and ., a letter or digit at "
                + "both ends", hint: "for other text there is \"_annotations\"")
    case .tooLarge:
        Message("the values have more than 1 MiB, which is all that Kubernetes takes in one secret", hint: "make two")
    case .annotationsTooLarge: "the annotations have more than 256 KiB, which is all that Kubernetes takes"
    }
}

// MARK: Paths

/// A path as another tool writes it.
func wordsForForeignPath(_ path: ValuePath) -> String {
    "this is how another tool writes a path; write: \(shellWord(path.description))"
}

/// A path with slashes that leads to nothing. `literal` is what it means here.
func messageForSlashedPath(_ text: String, _ slashed: ValuePath, _ literal: ValuePath) -> Message {
    Message(
        "'\(printable(text))' is one key with a slash in it here, and there is none",
        hint: "write: \(shellWord(slashed.description)), or if such a key is meant: \(shellWord(literal.pointer))")
}

// MARK: The object environment

/// What keeps `ejson run` from starting a program.
func messageForEnvironment(_ error: EJSONError) -> Message {
    switch error.reason {
    case .delivery(.notAPlainValue): "not a string, number or boolean; `ejson run` refuses it"
    case .delivery(.changesHowProgramsRun):
        Message(
            "this variable would change how programs load or run; `ejson run` refuses it",
            hint: "if that is meant: --allow")
    default: Message("\(message(for: error).words); `ejson run` refuses it")
    }
}

/// The same, with the value.
func messageForEnvironment(_ error: EJSONError, in file: DocumentArgument) -> Message {
    messageForEnvironment(error).after(place(file, error.position, error.keyPath))
}
