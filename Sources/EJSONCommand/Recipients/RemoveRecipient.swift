import CommandLineFlags
import EJSON
import SystemPackage

struct RemoveRecipient: Command {
    static let documentation = Documentation(
        abstract: "Remove recipients: makes a new key pair, and seals every value to it.",
        discussion: """
            The document gets a new key pair, every value is sealed again, and the remaining
            recipients get new entries. The removed ones can still read the old values in
            git's history, so the values are listed; change them at their source.

            When the document is a group, its members open others with its old key.
            Documents below the working directory, or --below, that list the old key are
            printed: update them with `ejson recipients set`.
            """,
        examples: [
            "ejson recipients remove secrets.ejson web1": "",
            "ejson recipients remove fleet.ejson web1 web2 --below ..": "",
        ],
        exitStatuses: [
            "0": "the recipients are removed",
            "1": "the file is unchanged",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var below = FilePath(".")
    var quiet = false
    var file = FileArgument(FilePath())
    var names: [RecipientNameArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--below", value: "dir", help: "Look for documents that list the old key here.", completion: .directory,
            into: &below)
        parameters.flag("--quiet", "-q", help: "Print nothing but errors and warnings.", into: &quiet)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.argument("file", help: "The document.", into: &file)
        parameters.arguments(
            "name", help: "The names of recipients.", completion: RecipientNameArgument.listed, into: &names)
    }

    func run() throws {
        try reporting("Not removed", file.document) {
            let names = names.compactMap(\.name)
            let outcome = try RecipientUpdate(file.path, decryption).apply(ignoring: Set(names)) { list in
                for name in names where !list.contains(where: { $0.name == name }) {
                    throw Failure(
                        wordsForUnknownRecipient(name, list.map(\.name.description)),
                        hint: "this shows them: ejson recipients \(shellWord(file.path))")
                }
                let kept = list.filter { !names.contains($0.name) }
                let keys = Set(list.filter { names.contains($0.name) }.map(\.key))
                for recipient in kept where keys.contains(recipient.key) {
                    printWarning(wordsForSameKey(recipient.name))
                }
                return kept
            }
            guard case .changed(let change) = outcome, !quiet else { return }
            // The file is written, so a failure to print this does not change the status.
            let words = names.map(\.description).joined(separator: ", ")
            try? printLine("Wrote \(change.byteCount) bytes to \(file.document.words), with a new key pair.")
            for line in wordsForReadValues(words, names.count, change.sealedPaths) { try? printLine(line) }
            let groups = DocumentsListing(change.oldPublicKey, below: below, except: file.path)
            for line in groups.lines(group: file.path) { try? printLine(line) }
        }
    }
}
