import Foundation
import Testing

/// `ejson git install` and `textconv`, in a real repository.
@Suite struct GitTests {
    // MARK: textconv

    @Test(arguments: [
        ("git diff HEAD~1", ["-  \"a\": \"x\",", "+  \"a\": \"A\","]),
        ("git log -p -1", ["-  \"a\": \"x\",", "+  \"a\": \"A\","]),
        ("git show", ["-  \"a\": \"x\",", "+  \"a\": \"A\","]),
        ("cd sub; git diff HEAD~1", ["-  \"a\": \"x\",", "+  \"a\": \"A\","]),
        ("git blame -s secrets.ejson", ["\"a\": \"A\",", "\"c\": \"y\""]),
    ])
    func gitShowsPlaintextToThoseWithTheKey(_ command: String, _ lines: [String]) throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git("mkdir sub; \(Scratch.commit(Scratch.setA, "two"))")
        let text = try scratch.git("export GIT_PAGER_IN_USE=1; \(command)")
        for line in lines { #expect(text.contains(line), "\(text)") }
        #expect(!text.contains("EJ[1:"))

        // Without the key, the changed values are still visible.
        let other = try scratch.git("export EJSON_KEYDIR=/var/empty GIT_PAGER_IN_USE=true; \(command)")
        #expect(other.contains(/"a": "sealed [0-9a-f]{8}",/) && !other.contains("\"A\"") && !other.contains("EJ[1:"))
        if command.contains("diff") { #expect(other.matches(of: /\n[-+]  "/).count == 2, "\(other)") }
    }

    /// Without git's pager the text is that of the repository, unless plaintext was requested.
    @Test func pipesAndFilesHoldNoPlaintext() throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(Scratch.commit(Scratch.setA, "two"))
        for command in ["git diff HEAD~1", "git log -p", "git show", "GIT_PAGER_IN_USE=0 git diff HEAD~1"] {
            let text = try scratch.git(command)
            #expect(text.contains("+  \"a\": \"EJ[1:") && !text.contains("\"A\""), "\(text)")
        }
        // A patch applies, and an editor that compares the file with `git show --textconv` sees no difference.
        try scratch.git(
            """
            git diff HEAD~1 > p.patch; git show --textconv HEAD:secrets.ejson | cmp - secrets.ejson
            git checkout -q HEAD~1; git apply p.patch; git diff --exit-code main -- secrets.ejson
            git checkout -q --force main; $EJSON git install --plaintext-everywhere
            """)
        #expect(try scratch.git("git diff HEAD~1").contains("+  \"a\": \"A\","))
        try scratch.git("$EJSON git install")
        #expect(try !scratch.git("git diff HEAD~1").contains("\"A\""))
    }

    /// Neither patches nor the repository contain plaintext.
    @Test func patchesAreSealed() throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(Scratch.commit(Scratch.setA, "two"))
        let patch = try scratch.git("git format-patch -1 --stdout; git diff-tree -p HEAD")
        #expect(patch.matches(of: /\+  "a": "EJ\[1:/).count == 2 && !patch.contains("\"A\""))
        #expect(try scratch.git("git log -p > /dev/null; git for-each-ref refs/notes").isEmpty)
    }

    /// The text of a file and what is printed for it, with the key.
    @Test(arguments: [
        "", "x", "{\"_public_key\": 1}", "{\n<<<<<<< ours\n", "\u{FEFF}{}",
        "{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"plain\", \"_b\": \"c\"}",
    ])
    func textconvPrintsTheRestAsItIs(_ text: String) throws {
        let scratch = try Scratch()
        try scratch.write(text)
        let result = try scratch.shell("$EJSON git textconv -- secrets.ejson")
        #expect(result.output == text && result.error.isEmpty && result.status == 0)
    }

    @Test func textconvOpensWhatItCan() throws {
        let scratch = try Scratch()
        let other =
            "EJ[1:NYBy1jZYgNGu6jKa35EhODhR7SGijjt16WXQ0s0WYlQ=:AgICAgICAgICAgICAgICAgICAgICAgIC:UUN3UmRObiXBKdUSFuwYj9wJ+H3KZA==]"
        try scratch.seal("\"a\": \"x\", \"b\": \"\(other)\"")
        let result = try scratch.shell(
            "chmod 0644 keys/*; EJSON_AUDIT=log $EJSON git textconv --always secrets.ejson; ls")
        #expect(result.error.isEmpty, "no warning")
        #expect(result.output.contains(/"a": "x", "b": "sealed [0-9a-f]{8}"}/))
        #expect(!result.output.contains("log"), "no audit")
    }

    // MARK: install

    @Test func installsOnceAndTakesAllBack() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        let before = try scratch.git("find . -type f | sort | xargs sha256sum")
        let first = try scratch.git("$EJSON git install")
        #expect(first.split(separator: "\n").count == 6)
        let installed = try scratch.git("find . -type f | sort | xargs sha256sum")
        #expect(try scratch.git("mkdir sub; cd sub; $EJSON git install") == "All is set up already.\n")
        #expect(try scratch.git("find . -type f | sort | xargs sha256sum") == installed)
        try scratch.git("cd sub; $EJSON git uninstall; $EJSON git uninstall")
        #expect(try scratch.git("find . -type f | sort | xargs sha256sum") == before)
    }

    /// `.gitattributes` before, and with the line.
    @Test(arguments: [
        (nil, "LINE\n"), ("", "LINE\n"), ("* text=auto\n", "* text=auto\nLINE\n"), ("* text=auto", "* text=auto\nLINE"),
        ("*.a b\r\n", "*.a b\r\nLINE\r\n"), ("LINE\n*.x y\n", "LINE\n*.x y\n"), ("# LINE\n", "# LINE\nLINE\n"),
    ])
    func attributesKeepTheirOtherLines(_ before: String?, _ after: String) throws {
        let line = "*.ejson diff=ejson merge=ejson"
        let scratch = try Scratch()
        try scratch.makeRepository()
        if let before { try scratch.write(before.replacing("LINE", with: line), to: ".gitattributes") }
        try scratch.git("$EJSON git install --no-hook; $EJSON git install --no-hook")
        #expect(try scratch.read(".gitattributes") == after.replacing("LINE", with: line))
        #expect(!scratch.has(".git/hooks/pre-commit"))
        try scratch.git("$EJSON git uninstall")
        if let before, !before.isEmpty, !before.hasPrefix("LINE") {
            #expect(try scratch.read(".gitattributes") == before.replacing("LINE", with: line))
        }
    }

    @Test func theHookRefusesAndPasses() throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.write(Scratch.plain, to: "new.ejson")
        let refused = try scratch.outcome("git add new.ejson; git commit -qm new")
        #expect(refused.status == 1)
        #expect(refused.text.hasPrefix("new.ejson:1:97: password: \(Said.notEncrypted)\n"), "\(refused.text)")
        try scratch.git("$EJSON encrypt new.ejson; git add new.ejson; git commit -qm new")
        // The check covers what `git commit FILE` and `git commit --all` commit, not other staged content.
        try scratch.write(Scratch.plain, to: "new.ejson")
        #expect(try scratch.outcome("git commit -qm new new.ejson").status == 1)
        #expect(try scratch.outcome("git commit -qam new").status == 1)
        #expect(try scratch.outcome("cd keys; git commit -qam new").status == 1)
    }

    /// The pre-commit framework calls `entry` with the names of the files to be committed that match `files`.
    @Test func theFrameworksHookRefusesAndPasses() throws {
        let hooks = try String(
            contentsOf: Scratch.testdata.deletingLastPathComponent().appending(path: ".pre-commit-hooks.yaml"),
            encoding: .utf8)
        let entry = try #require(hooks.firstMatch(of: /\n  entry: ejson (.+)\n/)).1
        #expect(hooks.contains("\n  language: system\n  files: \\.ejson$\n"))
        let scratch = try Scratch()
        try scratch.write(Scratch.plain)
        #expect(try scratch.outcome("$EJSON \(entry) secrets.ejson").status == 1)
        try scratch.git("$EJSON encrypt secrets.ejson; $EJSON \(entry) secrets.ejson")
    }

    @Test func aHookThatIsThereStillRuns() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        let script = "#!/usr/bin/env bash\necho theirs\nexit 0\n"
        try scratch.write(script, to: ".git/hooks/pre-commit", mode: 0o755)
        try scratch.git("$EJSON git install")
        try scratch.write(Scratch.plain)
        #expect(try scratch.outcome("git add .; git commit -qm one").status == 1)
        #expect(
            try scratch.outcome("$EJSON encrypt secrets.ejson; git add .; git commit -qm one").text.contains("theirs"))
        try scratch.git("$EJSON git uninstall")
        #expect(try scratch.read(".git/hooks/pre-commit") == script)
        #expect(try scratch.mode(".git/hooks/pre-commit") == 0o755)
    }

    /// A hook that cannot be changed is reported with the line to add, and the rest is set up.
    @Test(arguments: [
        (
            "printf '#!/usr/bin/python3\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit",
            Said.noShellScript
        ),
        ("printf '#!/bin/sh\\n' > .git/hooks/pre-commit", Said.noShellScript),
        (
            "mkdir ../$(basename \"$PWD\")-hooks; git config core.hooksPath \"$PWD-hooks\"",
            Said.sharedHooks
        ),
    ])
    func aHookThatCannotBeChanged(_ script: String, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git(script)
        defer { _ = try? scratch.shell("rmdir \"$PWD-hooks\"") }
        let result = try scratch.shell("$EJSON git install")
        #expect(result.status == 1)
        #expect(result.error.contains(words) && result.error.contains(" check --staged || exit 1 "), "\(result.error)")
        #expect(scratch.has(".gitattributes"), "the rest is set up")
        try scratch.git("$EJSON git install --no-hook")
    }

    @Test func hooksOfTheRepositoryMayBeElsewhere() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.git("git config core.hooksPath .githooks; $EJSON git install; test -x .githooks/pre-commit")
        try scratch.write(Scratch.plain)
        #expect(try scratch.outcome("git add secrets.ejson; git commit -qm one").status == 1)
    }

    @Test func theCommandMayLieAnywhere() throws {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.writeSealed()
        try scratch.git(
            """
            mkdir '100% bin'"'s"; ln -s "$EJSON" '100% bin'"'s"/ejson; echo '/100*' >> .git/info/exclude
            PATH="$PWD/100% bin's:$PATH"; ejson git install; PATH=/usr/bin:/bin; git add --all; git commit -qm base
            git checkout -qb other; \(Scratch.commit(#"s/"password": .*/"password": "A", "_user": 1}/"#, "a"))
            git checkout -q main; \(Scratch.commit(#"s/"_user": .*/"_user": "u"}/"#, "u"))
            """)
        #expect(try scratch.git("GIT_PAGER_IN_USE=1 git show other").contains("\"password\": \"A\""))
        let merge = try scratch.outcome("git merge --no-edit other")
        #expect(merge.text.contains("secrets.ejson: _user: \(Said.changedByBoth)\n"), "\(merge.text)")
    }

    @Test func worksInAWorktree() throws {
        let scratch = try Scratch.withInstalledGit()
        let tree = "\"$PWD-tree\""
        defer { _ = try? scratch.shell("rm -rf \(tree)") }
        try scratch.git("git worktree add -q \(tree); cd \(tree); \(Scratch.commit(Scratch.setA, "a"))")
        #expect(try scratch.git("cd \(tree); GIT_PAGER_IN_USE=1 git show").contains("+  \"a\": \"A\","))
        #expect(try scratch.git("cd \(tree); $EJSON git install") == "All is set up already.\n")
        let refused = try scratch.outcome("cd \(tree); sed -i '\(Scratch.setA)' secrets.ejson; git commit -qam plain")
        #expect(refused.status == 1 && refused.text.contains("secrets.ejson:3:8: a: \(Said.notEncrypted)\n"))
    }

    @Test(arguments: ["install", "uninstall"])
    func needsARepository(_ command: String) throws {
        let result = try Scratch().shell("cd /; $EJSON git \(command)")
        #expect(result.status == 1)
        #expect(result.error.contains(": \(Said.notAWorkingTree)\n"))
    }

    @Test(arguments: ["git", "git install", "git uninstall", "git textconv", "git merge"])
    func hasHelp(_ command: String) throws {
        let result = try Scratch().shell("$EJSON \(command) --help")
        #expect(result.status == 0 && result.output.contains("EXAMPLES:\n  ejson git "), "\(result.output)")
        #expect(result.output.contains("USAGE: ejson \(command)"), "\(result.output)")
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(result.output)")
    }
}
