import EJSON
import SystemPackage

// What is said when a document names another public key than its values were sealed to, or would.

/// The edited text names another public key, or none. `change` is what was done to it; `file` is `nil` for a new one.
func messageForChangedPublicKey(_ change: String, _ publicKey: PublicKey, file: FilePath?) -> Message {
    let other =
        file.map { "to seal the document to another key: ejson rotate --to KEY \(shellWord($0))" }
        ?? "a new file for another key: ejson edit --public-key KEY"
    return Message(
        "\"_public_key\" was \(change), and nobody may hold the private key of another one",
        hint: "put it back: \(publicKey); \(other)")
}

func messageForUnprovenKey(_ publicKey: PublicKey, in directory: FilePath) -> Message {
    Message(
        "the private key of \(publicKey) is not in \(printable(directory)), so nothing proves that anybody holds it",
        hint: "put it there, or, if you are sure of the public key, add --untested-key")
}

/// Values do not open, though the private key is the right one.
func messageForUnopenedValues(_ error: EJSONError) -> Message {
    let restore = "restore the value from git, or put its plaintext there and encrypt again"
    guard case .unopened(let values) = error.reason else {
        return Message("the box does not open: it was changed, or sealed to another public key", hint: restore)
    }
    let key = values.sealedTo.map { "\($0.prefix(4))…\($0.suffix(4))" }
    if values.count == 1 {
        let cause = key.map { "it was sealed to another public key, \($0)" }
        return Message(
            "the box does not open: \(cause ?? "it was changed, or sealed to another public key")", hint: restore)
    }
    let isAll = values.count == values.outOf
    let object =
        isAll ? "none of the \(values.count) values opens" : "\(values.count) of \(values.outOf) values do not open"
    let others = values.count - values.paths.count
    let paths = values.paths.map(printable).joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    let cause =
        key.map { "they were sealed to another public key, \($0)" }
        ?? "they were sealed to another public key, or changed"
    let remedy: String
    if isAll, let digits = values.sealedTo {
        remedy = "put it back as \"_public_key\": \(digits)"
    } else if isAll {
        remedy = "put the \"_public_key\" back that they were sealed to; git's history has it"
    } else {
        remedy = "restore them from git, or put their plaintexts there and encrypt again"
    }
    return Message("the private key is the right one, but \(object): \(cause) (\(paths))", hint: remedy)
}

/// Values that were there before do not open with the document's key, and a new one was sealed to it.
func warnOfForeignValues(_ findings: [EJSONError], in file: DocumentArgument) {
    guard let first = findings.first else { return }
    let place = place(file, first.position, first.path)
    printWarning(
        "\(place)sealed to another public key than the document names, or changed", hint: "look: ejson check --open")
}

/// Two documents with the same boxed messages name different public keys.
func wordsForSharedValues(_ count: Int, with file: DocumentArgument, _ publicKey: PublicKey) -> String {
    (count == 1 ? "this value was" : "\(count) values from here on were")
        + " sealed together with values of \(file.words), "
        + "which names another public key, \(abbreviated(publicKey)); they open in one of the two documents only"
}

/// "_public_key" was replaced since the last commit, and values were not sealed again.
func wordsForReplacedPublicKey(_ count: Int, _ publicKey: PublicKey) -> String {
    (count == 1 ? "this value is" : "\(count) values from here on are")
        + " still sealed to the public key of the last commit; put it back, \(publicKey), and to change it: ejson rotate"
}
