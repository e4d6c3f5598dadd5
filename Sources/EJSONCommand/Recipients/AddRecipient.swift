import CommandLineFlags
import EJSON
import SystemPackage

struct AddRecipient: Command {
    static let documentation = Documentation(
        abstract: "Let somebody open a document.",
        discussion: """
            Seals the document's private key to the new recipient's key, in a line of its own; no
            other line changes. The key is a line as in authorized_keys or known_hosts,
            what ssh-keyscan prints, 64 hex digits, or a file with one of these. A document
            as the key makes a group: all who open that document open this one.

            ssh-keyscan trusts the network the first time. Compare the fingerprint that is
            shown with what `ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub` prints on
            the host.
            """,
        examples: [
            "ejson recipients add secrets.ejson web1 \"$(ssh-keyscan -t ed25519 web1)\"": "a host",
            "ejson recipients add secrets.ejson anna ~/.ssh/id_ed25519.pub": "a user",
            "ejson recipients add secrets.ejson web2 ~/.ssh/known_hosts": "a host that ssh knows",
            "ejson recipients add app.ejson fleet fleet.ejson": "all recipients of a document",
        ],
        exitStatuses: [
            "0": "the recipient can open the document",
            "1": "the file is unchanged",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var quiet = false
    var file = FileArgument(FilePath())
    var name = RecipientNameArgument.none
    var key: [Argument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--quiet", "-q", help: "Print nothing but errors and warnings.", into: &quiet)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.argument("file", help: "The document.", into: &file)
        parameters.argument("name", help: "The recipient's name, such as that of a host.", into: &name)
        parameters.arguments("key", help: "Its public key, or a file with it.", completion: .file, into: &key)
    }

    func run() throws {
        try reporting("Not added", file.document) {
            guard let name = name.name else { return }
            let source = try RecipientKeySource(key)
            let recipient = ListedRecipient(name, try source.key(for: name))
            let outcome = try RecipientUpdate(file.path, decryption).apply { list in
                if let old = list.first(where: { $0.name == name }) {
                    guard old.key == recipient.key else { throw Failure(messageForOtherKey(name, old.key, file.path)) }
                    return list
                }
                return list + [recipient]
            }
            warnOfGroupName(source, name)
            if quiet { return }
            // The file is written, so a failure to print this does not change the status.
            guard case .changed(let change) = outcome else {
                try? printLine("\(file.document.words): \(name) is a recipient already.")
                return
            }
            try? printLine("Wrote \(change.byteCount) bytes to \(file.document.words): \(name) can open it.")
            try? printLine("  \(shortWords(for: recipient.key))")
        }
    }

    /// A group's document is searched by the recipient's name.
    private func warnOfGroupName(_ source: RecipientKeySource, _ name: RecipientName) {
        let path = FilePath(source.text)
        guard isDocumentName(path.nameBytes), path.lastComponent?.string != "\(name).ejson" else { return }
        printWarning(messageForGroupName(path, name))
    }
}
