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
func message(_ problem: KubernetesProblem) -> Message { Message(problem.cause, hint: hint(problem)) }

private func hint(_ problem: KubernetesProblem) -> String? {
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
    messageForEnvironment(error).after(place(file, error.position, error.path))
}
