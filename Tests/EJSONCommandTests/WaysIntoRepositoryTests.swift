import Foundation
import Testing

/// Plaintext that a branch or a patch brings gets a word, whichever way it comes.
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
        // The way, whether nothing is committed, and whether the merge driver has warned.
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
        #expect(text.contains("holds this value in plaintext") == isWarned, "\(text)")
        if isRefused { #expect(try scratch.git("git log --format=%H main") == before) }
        // Whichever way it came, the check for CI finds it.
        _ = try scratch.shell("git stash -q; git checkout -q plain")
        #expect(try scratch.shell("$EJSON check secrets.ejson").status == 1)
    }

    @Test func uninstallLeavesNoHook() throws {
        let scratch = try repository()
        try scratch.git("$EJSON git uninstall")
        #expect(try scratch.shell("grep -l ejson .git/hooks/* .git/config").output.isEmpty)
    }
}
