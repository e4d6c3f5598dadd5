import Foundation
import Testing

/// git without the configured command, or with another command of that name.
@Suite struct GitMissingCommandTests {
    /// Scripts that make the configured command unusable.
    static let ways = [
        "rm bin/ejson", "rm -r bin", "rm bin/ejson; touch bin/ejson",
        // Another tool of this name, with its error for unknown commands.
        "rm bin/ejson; printf '#!/bin/sh\\nexit 3\\n' > bin/ejson; chmod +x bin/ejson",
        "rm bin/ejson; printf '#!/bin/sh\\nexit 1\\n' > bin/ejson; chmod +x bin/ejson",
        "rm bin/ejson; printf '#!/no/such/interpreter\\n' > bin/ejson; chmod +x bin/ejson",
        "rm bin/ejson; printf '#!/bin/sh\\nkill -9 $$\\n' > bin/ejson; chmod +x bin/ejson",
    ]

    @Test(arguments: ways) func aMergeLeavesBothVersions(_ way: String) throws {
        let scratch = try Self.repository(whose: "git checkout -q main; \(Scratch.commit(Scratch.setA, "ours"))")
        let merge = try scratch.outcome("\(way); git merge --no-edit other")
        #expect(merge.status == 1 && merge.text.contains("CONFLICT"), "\(merge.text)")
        let text = try scratch.read()
        #expect(text.contains("<<<<<<< ours\n  \"a\": \"EJ[1:") && text.contains("\n>>>>>>> theirs\n"), "\(text)")
        #expect(text.matches(of: /"a": "EJ\[1:/).count == 2)
    }

    /// The line merge keeps their secret but is still a conflict: nobody has checked the result.
    @Test(arguments: ways) func aMergeThatNeedsNoMarkersIsAConflict(_ way: String) throws {
        let scratch = try Self.repository(
            whose: "git checkout -q main; \(Scratch.commit(#"s/"l": .*/"l": ["r"]/"#, "ours"))")
        let merge = try scratch.outcome("\(way); git merge --no-edit other")
        #expect(merge.status == 1 && merge.text.contains("CONFLICT"), "\(merge.text)")
        let plain = try scratch.git("$EJSON decrypt secrets.ejson")
        #expect(plain.contains("\"a\": \"O\"") && plain.contains("\"l\": [\"r\"]"), "\(plain)")
    }

    @Test func theCommandOnThePathIsFound() throws {
        let scratch = try Self.repository(whose: "git checkout -q main; \(Scratch.commit(Scratch.addD, "ours"))")
        try scratch.git(
            """
            mkdir new; mv bin/ejson new; PATH="$PWD/new:$PATH"; git merge -q --no-edit other
            GIT_PAGER_IN_USE=1 git log -p -1 --format= other | grep -q '"a": "O"'
            """)
        let plain = try scratch.git("$EJSON decrypt secrets.ejson")
        #expect(plain.contains("\"a\": \"O\"") && plain.contains("\"d\": \"D\""))
    }

    /// Lines that `git merge-file` cannot merge are kept in both versions.
    @Test func whatHasNoLinesIsKeptInBothVersions() throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(
            """
            git checkout -qb other; printf 'theirs\\0\\n' > secrets.ejson; git commit -qnam theirs
            git checkout -q main; printf 'ours\\0\\n' > secrets.ejson; git commit -qnam ours
            """)
        let merge = try scratch.outcome("git merge --no-edit other")
        #expect(merge.status == 1 && merge.text.contains("CONFLICT"), "\(merge.text)")
        #expect(try scratch.read() == "<<<<<<< ours\nours\0\n=======\ntheirs\0\n>>>>>>> theirs\n")
    }

    @Test(arguments: ways) func theLogShowsTheTextAsItIs(_ way: String) throws {
        let scratch = try Self.repository(whose: "true")
        let log = try scratch.outcome("export GIT_PAGER_IN_USE=1; \(way); git log -p main other")
        #expect(log.status == 0 && log.text.contains("\n+  \"a\": \"EJ[1:"), "\(log.text)")
    }

    /// In the repository's own hooks, and in a directory that is committed.
    @Test(arguments: ["true", "git config core.hooksPath .githooks"])
    func nothingIsCommittedUnchecked(_ setUp: String) throws {
        let scratch = try Self.repository(whose: "true", before: setUp)
        try scratch.git("rm bin/ejson; echo > other.txt; git add other.txt")
        let refused = try scratch.outcome("git commit -qm text")
        #expect(refused.status == 1 && refused.text.contains("ejson: nothing is committed: "), "\(refused.text)")
        #expect(refused.text.contains("ejson git install") && refused.text.contains("--no-verify"))
        try scratch.git("mkdir new; ln -s \"$EJSON\" new/ejson; PATH=\"$PWD/new:$PATH\"; git commit -qm text")
    }

    /// A committed hook must not contain a path of one machine; the path is in the clone's configuration.
    @Test func aCommittedHookNamesNoPath() throws {
        let scratch = try Self.repository(whose: "true", before: "git config core.hooksPath .githooks")
        let hook = try scratch.read(".githooks/pre-commit")
        #expect(!hook.contains("bin/ejson") && !hook.contains(scratch.path("")), "\(hook)")
        try scratch.write(Scratch.plain, to: "new.ejson")
        let refused = try scratch.outcome("git add new.ejson; git commit -qm new")
        #expect(refused.status == 1 && refused.text.contains("new.ejson:1:97: password: \(Said.notEncrypted)\n"))
    }

    /// Paths of the command that need quoting for a shell or git.
    @Test(arguments: ["a b", "it's", "100%P", "$HOME", "`id`", "a\"b", "back\\slash", "semi;colon", "%O", "tab\there"])
    func thePathMayBeOdd(_ directory: String) throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.writeSealed()
        let quoted = "'" + directory.replacing("'", with: "'\\''") + "'"
        try scratch.git(
            """
            mkdir \(quoted); ln -s "$EJSON" \(quoted)/ejson; (PATH="$PWD/"\(quoted):$PATH; ejson git install)
            git add secrets.ejson .gitattributes; git commit -qm base
            git checkout -qb other; \(Scratch.commit(#"s/"password": .*/"password": "A", "_user": 1}/"#, "a"))
            git checkout -q main; \(Scratch.commit(#"s/"_user": .*/"_user": "u"}/"#, "u"))
            """)
        #expect(try scratch.git("GIT_PAGER_IN_USE=1 git show other").contains("\"password\": \"A\""))
        let merge = try scratch.outcome("git merge --no-edit other")
        #expect(merge.text.contains("secrets.ejson: _user: \(Said.changedByBoth)\n"), "\(merge.text)")
        try scratch.git("git merge --abort")
        try scratch.write(Scratch.plain)
        let refused = try scratch.outcome("git commit -qam plain")
        #expect(refused.status == 1 && refused.text.contains("password: \(Said.notEncrypted)"), "\(refused.text)")
    }

    /// The settings of earlier versions.
    @Test func anOlderInstallationIsUpgradedAndTakenBack() throws {
        let old = """
            git config diff.ejson.textconv "/gone/ejson git textconv --"
            git config merge.ejson.driver "/gone/ejson git merge -- %O %A %B %L %P"
            printf '%s\\n' '#!/bin/sh' '# ejson: begin; `ejson git uninstall` removes this' \
            '/gone/ejson check --staged || exit 1' '# ejson: end' 'echo theirs' > .git/hooks/pre-commit
            chmod +x .git/hooks/pre-commit
            """
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git("\(old); $EJSON git install")
        #expect(try !scratch.git("cat .git/config .git/hooks/pre-commit").contains("/gone/"))
        #expect(try scratch.git("$EJSON git install") == "All is set up already.\n")
        for setUp in ["true", old] {
            try scratch.git("\(setUp); $EJSON git uninstall")
            #expect(try !scratch.git("cat .git/config").contains("ejson"))
            #expect(try scratch.read(".git/hooks/pre-commit") == "#!/bin/sh\necho theirs\n")
        }
    }

    /// A repository with its own command in `bin`, a branch `other` with `a` set to `O`, and a script that is run in
    /// it.
    private static func repository(whose script: String, before: String = "true") throws -> Scratch {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git(
            """
            echo /bin >> .git/info/exclude; echo /new >> .git/info/exclude
            mkdir bin; ln -s "$EJSON" bin/ejson; \(before); bin/ejson git install
            """)
        try scratch.write(
            """
            {
              "_public_key": "\(Scratch.publicKey)",
              "a": "x",
              "b": {
                "c": "y"
              },
              "z": 1,
              "l": ["p", "q"]
            }

            """)
        try scratch.git(
            """
            $EJSON encrypt secrets.ejson; git add --all; git commit -qm base
            git checkout -qb other; \(Scratch.commit(Scratch.setA.replacing("A", with: "O"), "theirs")); \(script)
            """)
        return scratch
    }
}
