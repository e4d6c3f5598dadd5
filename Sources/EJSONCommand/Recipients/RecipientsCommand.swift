import CommandLineFlags

struct RecipientsCommand: Command {
    static let documentation = Documentation(
        abstract: "Show and change who can open a document.",
        discussion: """
            A document can hold its own private key, sealed to each of its recipients: the
            ed25519 ssh keys of hosts and users, keys of `ejson keygen`, and other
            documents, which make groups. A host whose ssh key is a recipient needs no
            setup: `sudo ejson run` finds /etc/ssh/ssh_host_ed25519_key.

            Adding a recipient needs a key that opens the document. Adding secrets needs
            none.
            """,
        examples: [
            "ejson recipients secrets.ejson": "who can open it",
            "ejson recipients add secrets.ejson web1 \"$(ssh-keyscan -t ed25519 web1)\"": "",
            "ejson recipients remove secrets.ejson web1": "with a new key pair",
            "ejson recipients set secrets/*.ejson --from hosts.recipients": "as a list says",
        ],
        exitStatuses: [
            "0": "it is done; without a subcommand, the recipients are shown",
            "1": "it is not, or an entry was not made by a holder of the document's key",
            "64": "the arguments are wrong",
        ]
    )

    static let subcommands = [
        Subcommand("show") { ShowRecipients.self },
        Subcommand("add") { AddRecipient.self },
        Subcommand("remove") { RemoveRecipient.self },
        Subcommand("set") { SetRecipients.self },
    ]

    static var defaultSubcommand: Subcommand? { subcommands[0] }
}
