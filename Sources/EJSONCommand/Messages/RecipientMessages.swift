import EJSON
import EJSONFormat
import SystemPackage

/// What to do about a list of recipients, an entry or a key that is wrong.
func hint(_ problem: RecipientProblem) -> String? {
    switch problem {
    case .duplicateList: "keep one, spelled plainly"
    case .tooMany: "put them into a document of their own, and make that a recipient"
    case .duplicateName: "names must be unique"
    case .unsupportedKeyType: "use an ed25519 key (ssh-keygen -t ed25519) or `ejson keygen -w`"
    case .severalKeys: "give the one that is meant, as of a host: ssh-keygen -F HOST"
    case .malformedBox: "restore the line from git"
    case .forged: "restore the line from git"
    case .privateKey: "give the public key: of ssh the file beside it that ends in .pub, of a key file its name"
    case .notAnIdentity: "name the private key: of ssh the file without .pub"
    case .passphrase: "use one without, or a key of `ejson keygen -w`"
    default: nil
    }
}

/// The first argument of `ejson recipients` is neither a subcommand nor a document.
func messageForUnknownSubcommand(_ word: FilePath, among names: [String]) -> Message {
    Message(
        "there is neither a document nor a subcommand of this name"
            + didYouMean(nearest(to: word.string, among: names)),
        hint: "the subcommands are \(names.joined(separator: ", ")); see: ejson recipients --help")
}

// MARK: Listing and changing

let wordsForNoRecipients = "no recipients: whoever opens it has its private key; add one: ejson recipients add"

/// A short form of a key; for ssh the fingerprint that ssh-keygen -l prints.
func shortWords(for key: RecipientKey) -> String {
    switch key {
    case .ssh(let key): "ssh-ed25519 \(key.fingerprint)"
    case .publicKey(let key): key.description
    }
}

func words(for state: RecipientListing.State) -> String {
    switch state {
    case .verified: "verified"
    case .forged: "not made by a holder of the document's key"
    case .notVerified: "not verified"
    }
}

/// A recipient of this name has another key, which has been able to read everything.
func messageForOtherKey(_ name: RecipientName, _ key: RecipientKey, _ file: FilePath) -> Message {
    Message(
        "\(name) is a recipient with another key, \(shortWords(for: key))",
        hint: "if that is the old key of a host that was reinstalled, run first: "
            + "ejson recipients remove \(shellWord(file)) \(name)")
}

/// The list, or the new recipient, is the document's own key.
func messageForOwnKey(_ name: RecipientName) -> Message {
    Message(
        "\(name) has the document's own public key, and a document does not open itself",
        hint: "leave out the group's own document")
}

/// A group's document is not named after the recipient.
func messageForGroupName(_ group: FilePath, _ name: RecipientName) -> Message {
    Message(
        "hosts look for the group's document in \(name).ejson beside the document or in the key directory, and it is "
            + "\(printable(group)) here",
        hint: "give it that name there, or name it with --identity")
}

func wordsForUnknownRecipient(_ name: RecipientName, _ names: [String]) -> String {
    "there is no recipient named \(name)\(didYouMean(nearest(to: name.description, among: names)))"
}

/// A removed recipient's key stays in the list under another name.
func wordsForSameKey(_ name: RecipientName) -> String {
    "\(name) has the same key, which can open the document as long as that is a recipient"
}

let messageForLastRecipient = Message(
    "then nobody could open it: its private key is not in the key directory", hint: "add another recipient first")

/// The values that removed recipients know, in lines.
func wordsForReadValues(_ names: String, _ count: Int, _ paths: [String]) -> [String] {
    guard !paths.isEmpty else { return [] }
    let subject = count == 1 ? "\(names) has been able to read" : "\(names) have been able to read"
    let values = paths.count == 1 ? "1 value" : "\(paths.count) values"
    let object = paths.count == 1 ? "Change it at its source:" : "Change them at their source:"
    return ["\(subject) \(values), and still can in git's history. \(object)"] + paths.map { "  \(printable($0))" }
}

/// A group has a new key pair, and these documents list the old one.
func wordsForOutdatedGroups(_ files: [FilePath], _ group: FilePath) -> [String] {
    let subject = files.count == 1 ? "1 document lists" : "\(files.count) documents list"
    return [
        "\(subject) the old key of \(printable(group)), and its recipients cannot open "
            + "\(files.count == 1 ? "it" : "them") until that is the new one:"
    ] + files.map { "  \(printable($0))" } + [
        "Bring \(files.count == 1 ? "it" : "them") up to date, and commit all together: "
            + "ejson recipients set --from LIST \(shellWord(files[0]))\(files.count == 1 ? "" : " …")"
    ]
}

/// A file that may list an old key could not be read.
func wordsForUnsearched(_ reason: String) -> String { "whether it lists the old key was not seen: \(reason)" }

/// What was done to one of many documents.
func wordsForChange(_ added: [RecipientName], _ removed: [RecipientName], isDryRun: Bool) -> String {
    func names(_ names: [RecipientName]) -> String { shortList(names.map(\.description)) }
    let renewed = removed.filter { added.contains($0) }
    let parts = [
        (isDryRun ? "would add " : "added ", added.filter { !renewed.contains($0) }),
        (isDryRun ? "would give another key to " : "another key for ", renewed),
        (isDryRun ? "would remove " : "removed ", removed.filter { !renewed.contains($0) }),
    ].filter { !$0.1.isEmpty }.map { $0.0 + names($0.1) }
    let suffix =
        removed.isEmpty
        ? ""
        : "; a new key pair\(isDryRun ? " would be made" : ""), and what \(names(removed)) could read is in git's history"
    return parts.joined(separator: ", ") + suffix
}

// MARK: Other commands

/// A merge of a new key pair with recipients that were added to the old one.
func messageForLostRecipients(_ names: [String], isOurs: Bool, in document: DocumentArgument) -> Message {
    let file = shellWord(document.file ?? "FILE")
    return Message(
        "\(document.words): _recipients: \(isOurs ? "the other" : "this") branch has given the document a new key pair, and "
            + "\(shortList(names.map(printable))) \(names.count == 1 ? "was" : "were") added to the old one",
        hint: "resolve with that branch's _public_key and _recipients, then run for each: "
            + "ejson recipients add \(file) NAME KEY")
}

/// A recipient was removed from the list in the edited text.
func messageForRecipientRemovedByHand(_ name: RecipientName, _ file: FilePath) -> Message {
    Message(
        "\(name) was taken from _recipients, and could still open the document",
        hint: "put the line back, and run: ejson recipients remove \(shellWord(file)) \(name)")
}

/// The list was changed in the edited text, and no key is available to verify it.
func messageForUnverifiedList(_ file: FilePath) -> Message {
    Message(
        "_recipients was changed, and only a holder of the document's private key can change it",
        hint: "put it back, and see: ejson recipients --help")
}

/// --to names a public key whose private key is not here, and the document has recipients.
func messageForRecipientsWithoutKey(_ publicKey: PublicKey) -> Message {
    "the document has recipients, and its new private key must be sealed to them; that of \(publicKey) is not here"
}

/// The note for new documents without a stored key.
func wordsForStoredNowhere(_ names: [RecipientName]) -> String {
    "Its private key is stored nowhere but in it, sealed to \(shortList(names.map(\.description)))."
}

/// No recipient is left for the case that the usual keys are lost.
func wordsForMissingRecovery(_ names: [String], _ file: FilePath) -> String {
    let subject =
        names.count == 1
        ? "only \(printable(names[0])) can open this document" : "no recipient is named recovery, backup or offline"
    return "\(subject); add a key that is kept offline, for when the others are lost: "
        + "ejson recipients add \(shellWord(file)) recovery KEY"
}

// MARK: Checks

let wordsForMissingRecipient = "is in the list of recipients and cannot open this document; run: ejson recipients set"

func wordsForUnlistedRecipient(_ key: RecipientKey) -> String {
    "can open this document and is not in the list of recipients (\(shortWords(for: key))); run: ejson recipients set"
}

func wordsForDifferentKey(_ key: RecipientKey, listed: RecipientKey) -> String {
    "has the key \(shortWords(for: key)), and in the list of recipients \(shortWords(for: listed)); "
        + "run: ejson recipients set"
}
