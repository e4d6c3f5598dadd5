import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

/// What to do when a value cannot be changed.
func hint(_ problem: ChangeProblem, _ file: String) -> String? {
    switch problem {
    case .publicKey: "to give the document a new key pair: ejson rotate \(file)"
    case .container:
        "name a value in it (`ejson list \(file)` shows them), give all of it with --json, or unset it first"
    case .noSuchElement: "the index after the last one, or -, appends"
    case .alreadyBoxed: "put it into the file as it is"
    case .notText: "to store its base64: --base64"
    case .similarObject: "to make the new object: --create"
    case .duplicateKey: "keep one"
    case .othersSelection: "edit the file, and run: ejson encrypt \(file)"
    case .notAContainer: "name another path, or remove the value first: ejson unset \(file) PATH"
    case .tooDeep: "put it further up"
    }
}

/// The new value is not JSON.
func messageForNewJSON(_ error: EJSONError, _ position: EJSONError.Position) -> Message {
    let path = error.path.map { printable($0) + ": " } ?? ""
    let message: Message =
        switch error.reason {
        case .syntax(.trailingContent): "text after the end of the value"
        case .syntax(.unexpectedEnd): "it ends in the middle; is a closing brace or bracket missing?"
        default: message(for: error)
        }
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
