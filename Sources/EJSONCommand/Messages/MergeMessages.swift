import EJSON
import EJSONFormat

/// How to resolve a conflict.
func hint(_ finding: ConflictFinding, _ file: String) -> String {
    switch finding {
    case .leftover: "remove the line"
    case .conflict:
        "keep what is to stay of each and remove the markers (`ejson edit \(file)` shows both sides in plaintext), "
            + "or take one side of the whole file: git checkout --ours \(file), or --theirs"
    }
}

/// A version is not a document.
func messageForUnmergeable(_ document: DocumentArgument, _ version: MergeVersionName, _ error: EJSONError) -> Message {
    let message = message(for: error)
    return Message(
        "\(document.words): merged line by line, because \(version.rawValue) is no document: "
            + place(nil, nil, error.path) + message.words + (error.position.map { " (at \($0))" } ?? ""),
        hint: message.hint)
}

/// The versions cannot be compared value by value.
func messageForUnmergeable(_ document: DocumentArgument, _ problem: MergeProblem) -> Message {
    let reason =
        switch problem {
        case .duplicateKey(let path): "there are two values \(printable(path.description))"
        case .escapedUnderscore(let path): "the underscore of \(printable(path.description)) is spelled with an escape"
        case .changedSelection: "otherwise another value would be sealed, or no longer be"
        }
    return Message("\(document.words): merged line by line, because \(reason)", hint: "look at the result")
}

/// The values that both branches have changed.
func messagesForConflicts(_ merged: DocumentMerge, in document: DocumentArgument) -> [Message] {
    let document = document.words
    guard !merged.foreignValues.isEmpty || merged.conflicts.contains("_public_key") else {
        return merged.conflicts.map { Message("\(document): \(printable($0)): both branches have changed it") }
    }
    let paths = merged.foreignValues.map { printable($0) }.joined(separator: ", ")
    return [
        Message(
            "\(document): one branch has changed the public key, and the other "
                + (paths.isEmpty ? "has too" : "has values sealed to another one: \(paths)"),
            hint:
                "where both private keys are, `ejson edit` shows both in plaintext and seals what is saved to the public "
                + "key that is left; otherwise bring both branches to one key with `ejson rotate` before they are merged"
        )
    ]
}
