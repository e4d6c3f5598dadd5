import SystemPackage

// What `ejson check` says about files beside documents.

func wordsForKeyNotChecked(_ reason: String) -> String {
    "a private key, and whether git takes it could not be checked: \(reason); run `ejson check` in the repository that "
        + "it is in, or move the key out of it"
}

let wordsForTooManyRules =
    "which private keys and documents a Docker build takes was not checked to the end: there are too many of them for the "
    + "rules of .dockerignore; leave them out of the directory, or write fewer rules"

func wordsForHardLink(_ names: Int) -> String {
    "this file has \(names) names (hard links), and a document is replaced when it changes, so no command changes it; "
        + "make it a file of its own: cp FILE FILE.new && mv FILE.new FILE"
}

/// The result of a merge holds a secret in plaintext.
func wordsForMergedPlaintext(_ document: DocumentArgument) -> String {
    "the merged document holds this value in plaintext; run: ejson encrypt \(shellWord(document.file ?? "-")), and replace the secret"
}
