import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

/// Why a value cannot be changed.
func message(_ problem: ChangeProblem) -> Message {
    switch problem {
    case .publicKey:
        Message(
            "this is the document's public key, which seals all values",
            hint: "to give the document a new key pair: ejson rotate FILE")
    case .container:
        Message(
            "an object or array, and not a value",
            hint: "name a value in it (`ejson list FILE` shows them), give all of it with --json, or unset it first")
    case .notAContainer: "neither an object nor an array, so it can hold nothing"
    case .noSuchElement:
        Message("the array has no such index", hint: "the index after the last one, or -, appends")
    case .alreadyBoxed: Message("the new value is a boxed message already", hint: "put it into the file as it is")
    case .notText: Message("the new value is not UTF-8 text", hint: "to store its base64: --base64")
    case .similarObject:
        Message(
            "this would make an object beside one of nearly the same name", hint: "to make the new object: --create")
    case .duplicateKey: Message("a second member of this key", hint: "keep one")
    case .tooDeep: "with this value the document would be nested deeper than \(maximumNesting) levels"
    case .othersSelection:
        Message(
            "this would change whether another value is sealed", hint: "edit the file, and run: ejson encrypt")
    }
}

/// The new value is not one JSON value.
func messageForNewJSON(_ error: EJSONError, _ position: EJSONError.Position) -> Message {
    let path = error.keyPath.map { printable($0) + ": " } ?? ""
    let message =
        error.reason == .syntax(.trailingContent) ? "text after the end of the value" : message(for: error)
    return message.after("the new value is not JSON, at \(position): \(path)")
}

// MARK: Editors

func messageForEditorInWindow(_ command: Argument) -> Message {
    Message(
        "the editor (\(command)) returned at once, and nothing was changed",
        hint: "an editor with a window needs the option that makes it wait: code --wait, subl --wait, gedit --wait, "
            + "kate --block, gvim -f")
}

func wordsForLateText(_ file: FilePath) -> String {
    "What it saves later stays in memory, closed to others; go on with it: ejson edit --resume \(shellWord(file))"
}
