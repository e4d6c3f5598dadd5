import ArgumentParser
import SystemPackage

struct GitInstall: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Set up diff, merge and the check before a commit, in this repository.",
        discussion: """
            Sets diff.ejson and merge.ejson in the repository's own configuration, to this
            command by its path; adds the line `\(GitAttributes.line)` to
            .gitattributes, which is to be committed; and adds `ejson check --staged` to the
            hook pre-commit, in front of what is there. To run it again changes nothing. Every
            clone has to be set up by itself.

            git diff and its like then print plaintext to those who hold the key: mind where
            their output goes. git format-patch and git diff --no-textconv do not.

            EXAMPLES:
              ejson git install
              ejson git install --no-hook

            EXIT STATUS:
              0 when all is set up, 1 when it is not
            """
    )

    var hook = true

    static let parameters: [Parameter<Self>] = [
        .invertibleFlag("--hook", default: true, help: "Check what is staged before each commit.") { $0.hook = $1 }
    ]

    func run() throws {
        try reporting("Not set up") {
            let repository = try GitRepository()
            let command = try ownCommand()
            // What may be refused comes first.
            let newHook = hook ? try repository.hook.adding(command) : nil
            var done: [String] = []
            if try repository.set(GitSettings(command: command)) {
                done.append("Set diff.ejson and merge.ejson in the repository's configuration.")
            }
            if try repository.attributes.change({ GitAttributes.adding(to: $0) }) {
                done.append("Added *.ejson to .gitattributes; commit it.")
            }
            if let newHook, try repository.hook.file.change({ _ in newHook }) {
                done.append("Added the check to \(printable(repository.hook.file.path.string)).")
            }
            if done.isEmpty { done = ["All is set up already."] }
            for line in done { try printLine(line) }
        }
    }
}

struct GitUninstall: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Take back what `ejson git install` has set up.",
        discussion: """
            Takes away the settings, the line in .gitattributes and the lines in the hook, and
            nothing else.

            EXAMPLES:
              ejson git uninstall

            EXIT STATUS:
              0 when all is taken back, 1 when it is not
            """
    )

    func run() throws {
        try reporting("Not taken back") {
            let repository = try GitRepository()
            try repository.unset()
            _ = try repository.attributes.change { GitAttributes.removing(from: $0) }
            _ = try repository.hook.file.change { $0.flatMap(PreCommitHook.removing) }
        }
    }
}
