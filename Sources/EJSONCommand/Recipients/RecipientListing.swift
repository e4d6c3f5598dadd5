import EJSON
import EJSONFormat
import SystemPackage

/// The result of `ejson recipients` for one document.
struct RecipientListing {
    let file: DocumentArgument
    /// `nil` when the document cannot be read.
    let publicKey: PublicKey?
    let entries: [(recipient: Recipient, state: State)]

    /// Why the document cannot be read, or the entries were not verified.
    let reason: String?

    enum State: String {
        case verified
        case forged
        case notVerified = "not_verified"
    }

    var hasForgery: Bool { entries.contains { $0.state == .forged } }

    /// The document's name and a tree of its recipients.
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
    var json: JSONText { .object([("documents", .array(map(\.json), .lines(indent: 2)))]) }
}

extension RecipientListing {
    fileprivate var json: JSONText {
        .object([
            ("file", .string(file.name)),
            ("public_key", publicKey.map { JSONText.string($0.description) }.orNull),
            ("error", reason.map(JSONText.string).orNull),
            ("recipients", .array(entries.map { json(of: $0.recipient, $0.state) }, .lines(indent: 4))),
        ])
    }

    private func json(of recipient: Recipient, _ state: State) -> JSONText {
        var (type, fingerprint) = ("x25519", JSONText.null)
        if case .ssh(let key) = recipient.key { (type, fingerprint) = ("ssh-ed25519", .string(key.fingerprint)) }
        return .object([
            ("name", .string(recipient.name.description)),
            ("type", .string(type)),
            ("key", .string(recipient.key.description)),
            ("fingerprint", fingerprint),
            ("state", .string(state.rawValue)),
        ])
    }
}
