import EJSON
import SystemPackage

// Messages about values that are sealed to another public key than the document's.

/// The edited text names another public key, or none. `change` is "changed" or "removed"; `file` is `nil` for a new
/// file.
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

let hintOfRestoring = "restore the value from git, or put its plaintext there and encrypt again"

/// What to do when values do not open, though the private key is the right one.
func hintOfUnopenedValues(_ reason: EJSONError.Reason?) -> String {
    guard case .unopened(let values) = reason, values.count > 1 else { return hintOfRestoring }
    guard values.count == values.outOf else {
        return "restore them from git, or put their plaintexts there and encrypt again"
    }
    guard let digits = values.sealedTo else {
        return "put the \"_public_key\" back that they were sealed to; git's history has it"
    }
    return "put it back as \"_public_key\": \(digits)"
}

/// A new value was sealed, and existing values do not open with the document's key.
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
