import CommandLineFlags

struct GitIntegration: Command {
    static let documentation = Documentation(
        abstract: "Let git show, merge and check documents.",
        discussion: """
            After `ejson git install`, in one repository: git diff, git log -p, git show and
            git blame show documents in plaintext to those who hold the key, and show others
            which values have changed; git merge merges documents value by value, without
            any key; and a commit of plaintext values is refused.
            """,
        examples: [
            "ejson git install": "",
            "ejson git install --no-hook": "without the check before each commit",
            "ejson git uninstall": "",
        ]
    )

    static let subcommands = [
        Subcommand("install") { GitInstall.self },
        Subcommand("uninstall") { GitUninstall.self },
        Subcommand("textconv") { GitTextconv.self },
        Subcommand("merge") { GitMerge.self },
    ]
}
