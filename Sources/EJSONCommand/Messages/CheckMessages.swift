import CommandLineFlags
import EJSON
import SystemPackage

// Messages of `ejson check` about other files than documents.

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

/// A merged document has a secret in plaintext.
func messageForMergedPlaintext(_ document: DocumentArgument) -> Message {
    Message(
        "the merged document holds this value in plaintext",
        hint: "run: ejson encrypt \(shellWord(document.file ?? "-")), and replace the secret")
}

/// One of many lines; the advice follows after the last one.
let wordsForFinding = "not encrypted"

extension CheckReport {
    /// What to do about the secrets that are not sealed.
    func advice(isStaged: Bool) -> String? {
        let files = unsealedFiles
        guard !files.isEmpty else { return nil }
        let words = files.map { shellWord($0) }
        let names = words.count > 5 ? "FILE…" : words.joined(separator: " ")
        return "To seal them, run: ejson encrypt \(names)\(isStaged ? " && git add \(names)" : "")"
            + "; replace what was ever committed or shared"
    }
}

let wordsForKeyInGit =
    "a private key that git takes; move it to a key directory outside of the repository, "
    + "and if it was ever committed, rotate the documents it opens"

func wordsForKeyInBuildContext(_ context: FilePath, beside document: FilePath) -> String {
    "a private key in the Docker build context \(printable(context.isEmpty ? "." : context)), "
        + "together with \(printable(document)); move it out, or name it in .dockerignore"
}
