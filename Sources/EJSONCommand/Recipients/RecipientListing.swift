import EJSON
import EJSONFormat
import SystemPackage

/// What `ejson recipients` has found in one document.
struct RecipientListing {
    let file: DocumentArgument
    let publicKey: PublicKey
    let entries: [(recipient: Recipient, state: State)]

    /// Why the entries could not be verified.
    let reason: String?

    enum State: String {
        case verified
        case forged
        case notVerified = "not_verified"
    }

    var hasForgery: Bool { entries.contains { $0.state == .forged } }

    /// The document's name, and below it a tree of its recipients.
    func text(_ style: TerminalStyle) -> [String] {
        let title = style.styled(file.words, .heading)
        guard !entries.isEmpty else { return [title, "└── " + wordsForNoRecipients] }
        let rows = entries.enumerated().map { index, entry in
            let branch = index == entries.count - 1 ? "└── " : "├── "
            return [
                TerminalStyle.Cell(branch + entry.recipient.name.description),
                TerminalStyle.Cell(shortWords(for: entry.recipient.key)),
                TerminalStyle.Cell(words(for: entry.state), look(entry.state)),
            ]
        }
        return [title] + style.lines(rows) + (reason.map { ["Not verified: \($0)"] } ?? [])
    }

    private func look(_ state: State) -> TerminalStyle.Look {
        switch state {
        case .verified: .good
        case .forged: .bad
        case .notVerified: .faint
        }
    }
}

extension [RecipientListing] {
    /// One JSON object, in lines.
    var json: [String] {
        var lines = ["{\"documents\": ["]
        for (index, listing) in enumerated() {
            lines.append(
                "  {\"file\": \(jsonLiteral(listing.file.name)), "
                    + "\"public_key\": \(jsonLiteral(listing.publicKey.description)), \"recipients\": [")
            lines += listing.entries.enumerated().map { offset, entry in
                "    " + json(of: entry.recipient, entry.state) + (offset < listing.entries.count - 1 ? "," : "")
            }
            lines.append("  ]}" + (index < count - 1 ? "," : ""))
        }
        return lines + ["]}"]
    }

    private func json(of recipient: Recipient, _ state: RecipientListing.State) -> String {
        var (type, fingerprint) = ("x25519", "null")
        if case .ssh(let key) = recipient.key { (type, fingerprint) = ("ssh-ed25519", jsonLiteral(key.fingerprint)) }
        let members = [
            ("name", jsonLiteral(recipient.name.description)),
            ("type", jsonLiteral(type)),
            ("key", jsonLiteral(recipient.key.description)),
            ("fingerprint", fingerprint),
            ("state", jsonLiteral(state.rawValue)),
        ]
        return "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
}
