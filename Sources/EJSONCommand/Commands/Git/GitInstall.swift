import CommandLineFlags
import SystemPackage

struct GitInstall: Command {
    static let documentation = Documentation(
        abstract: "Set up diff, merge and the check before a commit, in this repository.",
        discussion: """
            Sets diff.ejson and merge.ejson in the repository's own configuration, to this
            command by its path, or on PATH when it is no longer there; adds the line
            `\(GitAttributes.line)` to .gitattributes, which is to be
            committed; and adds `ejson check --staged` to the hooks pre-commit,
            pre-merge-commit and pre-applypatch, which refuse, and prepare-commit-msg, which
            warns (cherry-pick, rebase, revert and --no-verify run no other), before what is
            there. Running it again changes nothing, or upgrades what an older version has
            set up. Every clone must be set up by itself.

            git diff, git log -p and git show then print plaintext in git's pager to those
            who hold the key. In pipes and files documents stay as they are, so that patches
            apply; to see plaintext there too: --plaintext-everywhere, or for one command
            GIT_PAGER_IN_USE=1 git diff.

            When a manager generates the hooks (lefthook, pre-commit, overcommit,
            simple-git-hooks, husky 4), the lines to add to its file are printed, and the
            status is 1 until they are there; husky's .husky/pre-commit is edited.
            """,
        examples: [
            "ejson git install": "",
            "ejson git install --no-hook": "",
        ],
        exitStatuses: [
            "0": "everything is set up",
            "1": "it is not",
            "64": "the arguments are wrong",
        ]
    )

    var hook = true
    var plaintextEverywhere = false

    mutating func declare(in parameters: inout Parameters) {
        parameters.invertibleFlag("--hook", help: "Check what is staged before each commit.", into: &hook)
        parameters.flag(
            "--plaintext-everywhere", help: "Show plaintext in pipes and files too, not just in git's pager.",
            into: &plaintextEverywhere)
    }

    func run() throws {
        try reporting("Not set up") {
            let repository = try GitRepository()
            let path = try ownPath()
            var isChanged = false
            func report(_ line: String) throws {
                isChanged = true
                try printLine(line)
            }
            if try repository.set(GitSettings(path: path, showsEverywhere: plaintextEverywhere)) {
                try report("Set diff.ejson and merge.ejson in the repository's configuration.")
            }
            if try repository.attributes.change({ GitAttributes.adding(to: $0) }) {
                try report("Added *.ejson to .gitattributes; commit it.")
            }
            // Last, because it may be refused, and the rest is useful without it.
            for file in hook ? try repository.addHooks(path) : [] {
                try report("Added the check to \(printable(file)).")
            }
            if !isChanged { try printLine("All is set up already.") }
        }
    }
}

struct GitUninstall: Command {
    static let documentation = Documentation(
        abstract: "Remove what `ejson git install` has set up.",
        discussion: """
            Removes the settings, the line in .gitattributes and the lines in the hooks, and
            nothing else.
            """,
        examples: [
            "ejson git uninstall": ""
        ],
        exitStatuses: [
            "0": "everything was removed",
            "1": "it is not",
            "64": "the arguments are wrong",
        ]
    )

    func run() throws {
        try reporting("Not removed") {
            let repository = try GitRepository()
            try repository.unset()
            _ = try repository.attributes.change { GitAttributes.removing(from: $0) }
            try repository.removeHooks()
        }
    }
}
