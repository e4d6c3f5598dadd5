import EJSON
import EJSONDelivery
import EJSONFormat

// About values, their names and paths, and the formats that carry them.

// MARK: Formats

/// Why a format cannot carry a value.
func wordsForFormat(_ format: String) -> String {
    let reason =
        switch EnvironmentFormat(rawValue: format) {
        case .dotenv:
            "readers of .env files disagree about $, control characters, and some uses of quotes and backslashes"
        case .docker: "it has no line breaks, and at most 64 KiB a line"
        case .github: "it has no carriage returns"
        case .shell, .nul, .json, nil: "it has no NUL bytes"
        }
    return "the format \(format) cannot carry this value unchanged; choose another (\(reason))"
}

/// `env --format github` outside of a runner.
let wordsOutsideOfRunner =
    "GITHUB_ENV is not set: the format github is for a step on a runner of GitHub Actions, and writes to that file; "
    + "to give the values to a command: ejson run -- COMMAND; for other programs: --format dotenv, docker or json"

let wordsForRedirectedEnv =
    "standard output is $GITHUB_ENV; leave out the redirection: the variables are appended to that file anyway, "
    + "and the runner must read from standard output what to mask in its log"

let wordsForRedirectedMasks =
    "standard output is a file; leave out the redirection: the runner must read from there what to mask in its log"

// MARK: Kubernetes

/// Which rule a secret breaks.
func words(_ problem: KubernetesProblem) -> String {
    switch problem {
    case .notAnObject: "not an object; a secret is {\"_type\": \"Opaque\", \"data\": {KEY: VALUE}}"
    case .noType: "no \"_type\"; a secret is {\"_type\": \"Opaque\", \"data\": {KEY: VALUE}}"
    case .notAString: "not a string; write numbers and the like in quotes"
    case .unknownMember:
        "a secret has \"_type\", \"data\", \"_labels\", \"_annotations\" and \"_comment\", and no other member"
    case .name:
        "not a name that Kubernetes takes: lower-case letters, digits, - and ., a letter or digit at both ends of each "
            + "part, at most 253 characters (a DNS subdomain)"
    case .dataKey:
        "not a key that Kubernetes takes: letters, digits, -, _ and ., no .. in front, not . alone, at most 253 characters"
    case .metadataKey:
        "not a key that Kubernetes takes for a label or annotation: at most 63 letters, digits, -, _ and ., a letter or "
            + "digit at both ends; in front of it, if need be, a DNS subdomain and a slash"
    case .labelValue:
        "not a value that Kubernetes takes for a label: at most 63 letters, digits, -, _ and ., a letter or digit at "
            + "both ends; for other text there is \"_annotations\""
    case .tooLarge: "the values have more than 1 MiB, which is all that Kubernetes takes in one secret; make two"
    case .annotationsTooLarge: "the annotations have more than 256 KiB, which is all that Kubernetes takes"
    }
}

// MARK: Paths

/// A path as another tool writes it.
func wordsForForeignPath(_ path: ValuePath) -> String {
    "this is how another tool writes a path; write: \(shellWord(path.description))"
}

/// A path with slashes that leads to nothing. `literal` is what it means here.
func wordsForSlashedPath(_ text: String, _ slashed: ValuePath, _ literal: ValuePath) -> String {
    return "'\(printable(text))' is one key with a slash in it here, and there is none; write: "
        + "\(shellWord(slashed.description)), or if such a key is meant: \(shellWord(literal.pointer))"
}

// MARK: New values

func wordsForNewValue(_ problem: ChangeProblem) -> String {
    switch problem {
    case .similarObject: "this would make an object beside one of nearly the same name; if that is meant: --create"
    case .duplicateKey: "a second member of this key; keep one"
    case .tooDeep: "with this value the document would be nested deeper than \(maximumNesting) levels"
    default: "\(problem)"
    }
}

/// The new value is not one JSON value.
func wordsForNewJSON(_ error: EJSONError, _ position: EJSONError.Position) -> String {
    let path = error.keyPath.map { printable($0) + ": " } ?? ""
    let words = error.reason == .syntax(.trailingContent) ? "text behind the end of the value" : words(for: error)
    return "the new value is not JSON, at \(position): \(path)\(words)"
}

// MARK: The object environment

/// What keeps `ejson run` from starting a program.
func wordsForEnvironment(_ error: EJSONError) -> String {
    switch error.reason {
    case .delivery(.notAPlainValue): "not a string, number or boolean; `ejson run` refuses it"
    case .delivery(.changesHowProgramsRun):
        "this variable would change how programs load or run; `ejson run` refuses it without --allow"
    default: words(for: error) + "; `ejson run` refuses it"
    }
}

/// The same, with the value.
func wordsForEnvironment(_ error: EJSONError, in file: DocumentArgument) -> String {
    place(file, error.position, error.keyPath) + wordsForEnvironment(error)
}
