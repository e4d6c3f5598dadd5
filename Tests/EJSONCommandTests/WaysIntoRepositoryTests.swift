import Foundation
import Testing

/// Plaintext from a branch or a patch is always reported.
@Suite struct WaysIntoRepositoryTests {
    /// A repository whose branch `plain` has a secret in plaintext, committed without the hook.
    private func repository() throws -> Scratch {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(
            """
            git checkout -qb plain; \(Self.addPlaintext); git commit -qnam plain
            git format-patch -q -1; mv *.patch patch; git checkout -q main
            \(Scratch.commit(Scratch.setA, "other"))
            """)
        return scratch
    }

    private static let addPlaintext = #"sed -i 's/"c": \(.*\)/"c": \1,\n    "d": "in plaintext"/' secrets.ejson"#

    @Test(arguments: [
        // The command, whether it is refused, and whether the merge driver warned.
        ("git merge --no-edit plain", true, true),
        ("git merge --no-ff --no-edit plain", true, true),
        ("git checkout -q plain^ && git am -q patch", true, false),
        ("git cherry-pick plain", false, true),
        ("git checkout -q plain && git rebase main", false, true),
    ])
    func says(_ way: String, _ isRefused: Bool, _ isWarned: Bool) throws {
        let scratch = try repository()
        let before = try scratch.git("git log --format=%H main")
        let (status, text) = try scratch.outcome(way)
        #expect((status != 0) == isRefused, "\(text)")
        #expect(text.contains("b.d: "), "\(text)")
        #expect(text.contains(Said.plaintextInMerge) == isWarned, "\(text)")
        if isRefused { #expect(try scratch.git("git log --format=%H main") == before) }
        // The check for CI finds it in every case.
        _ = try scratch.shell("git stash -q; git checkout -q plain")
        #expect(try scratch.shell("$EJSON check secrets.ejson").status == 1)
    }

    /// If only one side has changed the document, git does not call the merge driver.
    @Test(arguments: [
        "git cherry-pick plain", "git checkout -q plain; git rebase main", "git merge --no-verify --no-edit plain",
        "git checkout -q plain; git reset -q --soft main; git commit -nqm again",
        "git checkout -q plain; git revert --no-edit HEAD; git revert --no-edit HEAD",
    ])
    func warnsWithoutTheDriver(_ way: String) throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(
            """
            git checkout -qb plain; \(Self.addPlaintext); git commit -qnam plain; git checkout -q main
            echo x > other; git add other; git commit -qm other
            """)
        let (status, text) = try scratch.outcome(way)
        #expect(status == 0, "\(text)")
        #expect(text.contains("b.d: \(Said.notEncrypted)") && text.contains("committed all the same"), "\(text)")
        #expect(!text.contains(Said.plaintextInMerge))
    }

    /// Existing commands in the warning hook still run, and a hook that is not a shell script is unchanged.
    @Test func theWarningHookKeepsWhatIsThere() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        let script = "#!/bin/sh\nset -eu\necho \"theirs: $2\" >&2\n"
        try scratch.write(script, to: ".git/hooks/prepare-commit-msg", mode: 0o755)
        try scratch.git("$EJSON git install")
        try scratch.write(Scratch.plain)
        let (status, text) = try scratch.outcome("git add secrets.ejson; git commit -nqm plain")
        #expect(
            status == 0 && text.contains("password: \(Said.notEncrypted)") && text.contains("theirs: message"),
            "\(text)")
        let sealed = try scratch.outcome("$EJSON encrypt secrets.ejson; git commit -qam sealed")
        #expect(sealed.status == 0 && !sealed.text.contains("warning"), "\(sealed.text)")
        try scratch.git("$EJSON git uninstall")
        #expect(try scratch.read(".git/hooks/prepare-commit-msg") == script)

        let python = "#!/usr/bin/env python3\n"
        try scratch.write(python, to: ".git/hooks/prepare-commit-msg", mode: 0o755)
        let installed = try scratch.shell("$EJSON git install")
        #expect(
            installed.status == 0 && installed.error.contains("prepare-commit-msg \(Said.noShellScript)"))
        #expect(try scratch.read(".git/hooks/prepare-commit-msg") == python)
        #expect(scratch.has(".git/hooks/pre-commit"))
    }

    @Test func uninstallLeavesNoHook() throws {
        let scratch = try repository()
        try scratch.git("$EJSON git uninstall")
        #expect(try scratch.shell("grep -l ejson .git/hooks/* .git/config").output.isEmpty)
    }
}
