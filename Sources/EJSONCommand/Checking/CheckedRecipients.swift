import EJSON
import SystemPackage

extension CheckReport {
    /// Problems of a document's list of recipients that are visible without a key.
    mutating func addRecipients(of document: Document, _ file: DocumentArgument) {
        let list: RecipientList
        do throws(EJSONError) {
            list = try document.recipients()
        } catch {
            return add([error], in: file)
        }
        if let wantedRecipients { compare(list, with: wantedRecipients, file) }
        warnOfMissingRecovery(list, file)
    }

    private mutating func compare(_ list: RecipientList, with wanted: [ListedRecipient], _ file: DocumentArgument) {
        let wantedKeys = Dictionary(wanted.map { ($0.name, $0.key) }) { $1 }
        for recipient in list.entries {
            switch wantedKeys[recipient.name] {
            case .none: add(recipient.name, "recipientNotListed", wordsForUnlistedRecipient(recipient.key), in: file)
            case .some(recipient.key): continue
            case .some(let key):
                add(recipient.name, "recipientKeyDiffers", wordsForDifferentKey(recipient.key, listed: key), in: file)
            }
        }
        for recipient in wanted where list[recipient.name] == nil {
            add(recipient.name, "recipientMissing", wordsForMissingRecipient, in: file)
        }
    }

    private mutating func add(_ name: RecipientName, _ code: String, _ words: String, in file: DocumentArgument) {
        add(Finding(file: file, path: "_recipients", code: code, words: "\(name) \(words)"))
    }

    private mutating func warnOfMissingRecovery(_ list: RecipientList, _ file: DocumentArgument) {
        guard let path = file.file, !list.entries.isEmpty else { return }
        let names = list.entries.map(\.name.description)
        let isKept = names.contains { name in
            ["recovery", "backup", "offline"].contains { name.lowercased().holds($0) }
        }
        // For documents that a group opens, the group's document is warned about instead.
        if isKept || isGroup(list.entries, beside: path) { return }
        add(
            Finding(
                file: file, path: "_recipients", code: "noRecoveryRecipient",
                words: wordsForMissingRecovery(names, path), isWarning: true))
    }

    private func isGroup(_ entries: [Recipient], beside file: FilePath) -> Bool {
        entries.contains { recipient in
            guard case .publicKey = recipient.key else { return false }
            return exists(file.removingLastComponent().appending("\(recipient.name).ejson"))
        }
    }
}
