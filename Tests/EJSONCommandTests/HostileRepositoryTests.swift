import Foundation
import Testing

/// Examining a repository never runs a program of somebody else.
@Suite struct HostileRepositoryTests {
    /// The trap: a program that a hostile configuration would run.
    private static let trap = "touch RAN; false"

    /// A repository with a private key in a directory `sub` that git takes for a bare repository.
    private static let bare = """
        mkdir -p sub/objects sub/refs && touch sub/objects/x sub/refs/x && echo 'ref: refs/heads/main' > sub/HEAD
        printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tworktree = ".."\\n' > sub/config
        printf '\\tfsmonitor = "\(trap)"\\n\\tsshCommand = "\(trap)"\\n\\tpager = "\(trap)"\\n' >> sub/config
        printf '[diff]\\n\\texternal = "\(trap)"\\n[gpg]\\n\\tprogram = "\(trap)"\\n' >> sub/config
        cp keys/* sub/; cp secrets.ejson sub/
        """

    /// The repository's own configuration is hostile too, as in an unpacked archive.
    private static let configured = """
        git config core.fsmonitor '\(trap)'; git config core.sshCommand '\(trap)'; git config core.pager '\(trap)'
        git config pager.log '\(trap)'; git config diff.external '\(trap)'; git config log.showSignature true
        git config gpg.program '\(trap)'; git config diff.trap.textconv '\(trap)'; git config diff.trap.command '\(trap)'
        git config filter.trap.clean '\(trap)'; git config filter.trap.process '\(trap)'; git config core.askPass '\(trap)'
        printf '*.ejson diff=trap filter=trap\\n* filter=trap\\n' > .git/info/attributes
        mkdir -p .git/hooks; for hook in post-index-change reference-transaction; do
            printf '#!/bin/sh\\n\(trap)\\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook; done
        """

    /// A blob is missing, and the configuration says how to fetch it.
    private static let partial = """
        git config extensions.partialClone origin; git config core.repositoryFormatVersion 1
        git config remote.origin.url 'ext::touch RAN'; git config remote.origin.promisor true
        git config protocol.ext.allow always; git config protocol.allow always; git config core.sshCommand '\(trap)'
        blob=$(git rev-parse HEAD:secrets.ejson)
        rm -f .git/objects/$(echo $blob | cut -c1-2)/$(echo $blob | cut -c3-)
        """

    private func repository() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.makeRepository()
        try scratch.writeSealed()
        try scratch.git("git add secrets.ejson; git commit -qm one")
        return scratch
    }

    @Test(arguments: [
        ("a bare repository in the tree", bare), ("a hostile configuration", configured), ("a missing blob", partial),
        ("missing, by ssh", partial + "; git config remote.origin.url ssh://example.invalid/x"),
        ("missing, by a helper", partial + "; git config remote.origin.vcs sh"),
    ])
    func runsNothing(_ what: String, _ setUp: String) throws {
        let scratch = try repository()
        try scratch.git("rm -f .git/info/exclude; \(setUp)")
        // The trap works: git by itself runs it.
        for command in [
            "check .", "check --staged", "check sub", "check sub/secrets.ejson", "diff secrets.ejson",
            "diff sub/secrets.ejson", "list --git secrets.ejson", "list --git sub/secrets.ejson", "git uninstall",
            "init sub/new.ejson --public-key \(Scratch.publicKey)", "init new.ejson",
        ] {
            _ = try scratch.shell("timeout 20 $EJSON \(command); (cd sub 2>/dev/null && timeout 20 $EJSON \(command))")
            #expect(try !scratch.shell("find . -name RAN | grep .").output.contains("RAN"), "\(what): \(command)")
        }
    }

    /// The traps work: git by itself runs what these configurations name.
    @Test func theTrapsAreTraps() throws {
        let scratch = try repository()
        try scratch.git(Self.bare)
        _ = try scratch.shell("git -C sub ls-files --others .")
        #expect(try scratch.entries().contains("RAN"))
        let other = try repository()
        try other.git(Self.configured)
        _ = try other.shell("git status; git log -p secrets.ejson | cat")
        #expect(try other.entries().contains("RAN"))
        for url in ["", "; git config remote.origin.url ssh://example.invalid/x"] {
            let missing = try repository()
            try missing.git("\(Self.partial)\(url)")
            _ = try missing.shell("git log -p secrets.ejson | cat")
            #expect(try missing.entries().contains("RAN"), "\(url)")
        }
    }

    /// git before 2.38, which accepts every bare repository.
    @Test func refusesABareRepositoryOnTheWayUp() throws {
        let scratch = try repository()
        try scratch.git("\(Self.bare); mkdir sub/deep; cp secrets.ejson sub/deep/")
        let result = try scratch.shell("cd sub/deep; $EJSON list --git secrets.ejson")
        #expect(result.status == 1 && result.error.contains(Said.looksBare))
        #expect(try scratch.shell("find . -name RAN").output.isEmpty)
    }

    /// For git at the top it is an ordinary directory.
    @Test func aKeyInWhatLooksLikeARepositoryIsFound() throws {
        let scratch = try repository()
        try scratch.git("\(Self.bare); git add --force sub")
        let result = try scratch.shell("$EJSON check .")
        #expect(result.status == 1)
        #expect(result.error.contains("sub/\(Scratch.publicKey): \(Said.keyTakenByGit)"), "\(result.error)")
        #expect(try scratch.shell("$EJSON diff sub/secrets.ejson").status == 2)
        #expect(try scratch.shell("git commit -qm sub; $EJSON diff sub/secrets.ejson").status == 0)
        #expect(try scratch.shell("find . -name RAN").output.isEmpty)
    }

    @Test func aKeyInAnotherRepositoryIsNotPassedOver() throws {
        let scratch = try repository()
        try scratch.git("git init -q inner; cp keys/* inner/; cp secrets.ejson inner/")
        let result = try scratch.shell("$EJSON check .")
        #expect(result.status == 1)
        #expect(result.error.contains("inner/\(Scratch.publicKey): "))
        #expect(result.error.contains(Said.notChecked))
        // There it is a finding like any other.
        let inside = try scratch.shell("cd inner; $EJSON check .")
        #expect(inside.status == 1 && inside.error.contains(Said.keyTakenByGit))
    }

    /// git ignores nothing in a submodule; other keys are still checked.
    @Test func aKeyInASubmoduleIsNotPassedOver() throws {
        let (scratch, part) = (try repository(), try repository())
        try scratch.git(
            """
            git -c protocol.file.allow=always submodule add -q \(part.url.path()) part; git commit -qm part
            cp keys/* part/
            """)
        for _ in 1...2 {
            let result = try scratch.shell("$EJSON check .")
            #expect(result.status == 1 && result.error.split(separator: "\n").count == 1, "\(result.error)")
            #expect(
                result.error.contains("part/\(Scratch.publicKey): ") && result.error.contains(Said.notChecked))
            try scratch.git("git submodule deinit -q -f part; rm -rf part; mkdir part; cp keys/* part/")
        }
    }

    /// git refuses a repository of another user, which must be reported.
    @Test(.enabled(if: getuid() == 0)) func dubiousOwnershipIsAFinding() throws {
        let scratch = try repository()
        try scratch.git("rm .git/info/exclude; chown -R 12345 .")
        let result = try Command.shell("HOME=/var/empty $EJSON check .", in: scratch.url)
        #expect(result.status == 1)
        #expect(result.error.contains("keys/\(Scratch.publicKey): "))
        #expect(result.error.contains("dubious ownership"))
        for command in ["check --staged", "diff secrets.ejson", "list --git secrets.ejson"] {
            let result = try Command.shell("HOME=/var/empty $EJSON \(command)", in: scratch.url)
            #expect(result.status != 0 && result.error.contains("dubious ownership"), "\(command): \(result.error)")
        }
        let json = try Command.shell("HOME=/var/empty $EJSON check --json .", in: scratch.url)
        #expect(json.status == 1 && json.output.contains("privateKeyNotChecked"))
    }

    @Test func withoutGitAKeyInARepositoryIsAFinding() throws {
        let scratch = try repository()
        let result = try Command.shell("PATH=/var/empty $EJSON check .", in: scratch.url)
        #expect(result.status == 1 && result.error.contains(Said.cannotRunGit))
        let outside = try Scratch()
        try outside.writeSealed()
        #expect(try Command.shell("PATH=/var/empty $EJSON check .", in: outside.url).status == 0)
    }

    /// A program named git in the examined directory must not run.
    @Test func gitIsNotLookedForInTheWorkingDirectory() throws {
        let scratch = try repository()
        try scratch.write("#!/bin/sh\ntouch RAN\n", to: "git", mode: 0o755)
        _ = try scratch.shell("PATH=:.:/usr/bin:/bin; $EJSON check .; $EJSON list --git secrets.ejson")
        #expect(try !scratch.entries().contains("RAN"))
    }

    /// Settings and variables that make git use another work tree: files that it then does not list are not ignored.
    @Test(arguments: [
        ("the directory above is the work tree", "git config core.worktree ..", "", Said.keyTakenByGit),
        ("another directory is", "git config core.worktree /usr", "", Said.notChecked),
        ("GIT_WORK_TREE", "true", "GIT_WORK_TREE=/usr", Said.notChecked),
        (
            "GIT_DIR, and no .git", "mv .git repository; echo /repository > .gitignore",
            "GIT_DIR=$PWD/repository GIT_WORK_TREE=$PWD", Said.keyTakenByGit
        ),
        ("pathspecs", "true", "GIT_GLOB_PATHSPECS=1", Said.keyTakenByGit),
    ])
    func keysAreNotPassedOver(_ what: String, _ setUp: String, _ variables: String, _ words: String) throws {
        let scratch = try repository()
        try scratch.git("rm .git/info/exclude; \(setUp)")
        let result = try scratch.shell("\(variables) $EJSON check .")
        #expect(result.status == 1, "\(what)")
        #expect(result.error.contains("keys/\(Scratch.publicKey): ") && result.error.contains(words), "\(result.error)")
    }

    /// What is ignored is no finding, also in directories whose names git writes in quotes.
    @Test func ignoredKeysAreNoFinding() throws {
        let scratch = try repository()
        try scratch.git(
            """
            for name in 'a b' 'a"b' "$(printf 'a\\nb')" "$(printf 'caf\\303\\251')" "$(printf 'caf\\351')"; do
            mkdir "$name"; cp keys/* "$name"; done; echo /a* >> .git/info/exclude; echo '/caf*' >> .git/info/exclude
            """)
        let result = try scratch.shell("$EJSON check .")
        #expect(result.status == 0, "\(result.error)")
        try scratch.git("git add --force caf*")
        #expect(try scratch.shell("$EJSON check .").error.split(separator: "\n").count == 2)
    }

    /// `.git` is not a repository, so git would use a bare repository beside it.
    @Test func aDirectoryGitThatIsNoRepositoryIsSeenThrough() throws {
        let scratch = try Scratch()
        try require(program: "git")
        try scratch.writeSealed()
        try scratch.git("\(Self.bare); mv sub/* .; mkdir .git")
        let result = try scratch.shell("$EJSON check .; $EJSON diff secrets.ejson; $EJSON list --git secrets.ejson")
        #expect(result.error.contains(Said.notChecked), "\(result.error)")
        #expect(try !scratch.entries().contains("RAN"))
    }

    /// git blocks on a pipe with the name of a file that it reads.
    @Test(arguments: ["keys/.gitignore", ".gitignore", ".gitattributes", ".mailmap"])
    func aPipeIsNotWaitedFor(_ name: String) throws {
        let scratch = try repository()
        try scratch.git("mkfifo \(name)")
        let result = try scratch.shell("timeout 20 $EJSON check .; timeout 20 $EJSON list --git secrets.ejson")
        #expect(result.status == (name == "keys/.gitignore" ? 0 : 1))
        #expect(result.error.contains("\(name) \(Said.isNotAFile)"), "\(result.error)")
    }

    /// The history covers all commits or is an error, whatever the configuration.
    @Test(arguments: [
        ("git config log.showRoot false", "."), ("git config i18n.logOutputEncoding UTF-16", "."),
        ("git config diff.orderFile /none", "."), ("git clone -q --depth 1 \"file://$PWD\" clone", "clone"),
    ])
    func anOldValueIsNeverNew(_ setUp: String, _ directory: String) throws {
        let scratch = try repository()
        try scratch.git(
            """
            git commit -q --amend --no-edit --date=2020-01-01T00:00:00Z
            echo x > other; git add other; git commit -qm two; \(setUp)
            """)
        let result = try scratch.shell("cd \(directory); $EJSON list --older-than 90d secrets.ejson")
        #expect(result.status == 1, "\(result.output)")
        #expect(
            result.error.contains(directory == "." ? "\(Said.sealedBefore) 90 days ago" : "shallow"), "\(result.error)")
    }

    /// A value from the resolution of a conflict is only in the merge commit.
    @Test func aValueThatAMergeBroughtHasAHistory() throws {
        let scratch = try repository()
        let seal = "printf '%s' '\(Scratch.plain)' > secrets.ejson; $EJSON encrypt secrets.ejson; git add secrets.ejson"
        try scratch.git(
            """
            git checkout -qb other; \(seal); git commit -qm other; git checkout -q main; \(seal); git commit -qm main
            git merge -q other || { \(seal); GIT_AUTHOR_DATE=2020-01-01T00:00:00Z git commit -qm merged; }
            """)
        let result = try scratch.shell("$EJSON list --older-than 90d secrets.ejson")
        #expect(result.status == 1 && result.output.contains("2020-01-01  password  Test"), "\(result.output)")
    }

    /// git is found as a program, not as a directory, and also in a directory whose name is not UTF-8.
    @Test func gitIsFoundOnThePath() throws {
        let scratch = try repository()
        try scratch.git(
            "mkdir -p bin/git; mkdir \"$(printf 'b\\351')\"; ln -s \"$(command -v git)\" \"$(printf 'b\\351')/git\"")
        for path in ["\"$PWD/bin:/usr/bin:/bin\"", "\"$(printf \"$PWD/b\\351\")\""] {
            let result = try scratch.shell("PATH=\(path) $EJSON list --git secrets.ejson")
            #expect(result.status == 0, "\(path): \(result.error)")
        }
    }

    /// Reading stops after the size of a key, and git is not waited for.
    @Test func aLargeFileWithAKeysNameIsNotRead() throws {
        let scratch = try repository()
        try scratch.git("head -c 50000000 /dev/zero > \(String(repeating: "ab", count: 32)); git add ab*")
        let result = try scratch.shell("timeout 20 $EJSON check --staged")
        #expect(result.status == 0, "\(result.error)")
    }

    // MARK: What goes on working

    @Test func worksInHooksWorktreesAndSubmodules() throws {
        let scratch = try repository()
        // A partial commit has an index of its own, which the hook must see.
        try scratch.git(
            """
            printf '#!/bin/sh\\n"$EJSON" check --staged\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit
            printf '%s' '\(Scratch.plain)' > plain.ejson; git add plain.ejson; echo x > other; git add other
            git commit -qm other other
            git reset -q plain.ejson
            """)
        try scratch.git("git add plain.ejson")
        #expect(try scratch.outcome("git commit -qm plain").status != 0)
        try scratch.git("git reset -q; git worktree add -q tree; cp plain.ejson tree; cd tree; git add plain.ejson")
        #expect(try scratch.shell("cd tree; $EJSON check --staged").status == 1)
        #expect(try scratch.shell("cd tree; $EJSON diff secrets.ejson").status == 0)
        #expect(try scratch.shell("cd tree; $EJSON list --git secrets.ejson").output.contains("Test"))
        #expect(try scratch.shell("GIT_DIR=$PWD/.git $EJSON diff secrets.ejson").status == 0)

        let outer = try repository()
        try outer.git("git -c protocol.file.allow=always submodule add -q \(scratch.url.path()) part")
        #expect(try outer.shell("cd part; $EJSON diff secrets.ejson").status == 0)
        #expect(try outer.shell("cd part; $EJSON list --git secrets.ejson").output.contains("Test"))
        let other = try outer.shell("$EJSON list --git part/secrets.ejson")
        #expect(other.status == 1 && other.error.contains(Said.elsewhere))
    }

    @Test func takesNamesThatAreNotUTF8() throws {
        let scratch = try repository()
        try scratch.git(
            """
            name=$(printf 'caf\\351.ejson'); printf '%s' '\(Scratch.plain)' > "$name"; git add .
            printf '%s' '\(Scratch.plain)' > "$(printf 'x\\330\\200.ejson')"
            """)
        let result = try scratch.shell("$EJSON check .")
        #expect(result.error.contains("caf\\xe9.ejson:1:97: password: \(Said.notEncrypted)\n"), "\(result.error)")
        #expect(result.error.contains("x\\u{600}.ejson:1:97: password: \(Said.notEncrypted)\n"))
        let staged = try scratch.shell("$EJSON check --staged")
        #expect(staged.status == 1 && staged.error.contains("caf\\xe9.ejson:1:97: password: \(Said.notEncrypted)\n"))
        let json = try scratch.shell("$EJSON check --json .")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["findings"] as? [Any])?.count == 2)
    }

    /// Text for pasting into a shell names the right file.
    @Test func adviceCanBePasted() throws {
        // Not every sh reads the form with escapes.
        try require(program: "bash")
        let scratch = try Scratch()
        try scratch.git(
            """
            for name in 'caf\\351' 'e\\033[31m' 'a b' "it's" '-n' 'e\\314\\201' '\\303\\251'; do
            printf '%s' '\(Scratch.plain)' > "./$(printf -- "$name").ejson"; done
            """)
        let names = try scratch.shell("for f in ./*.ejson; do $EJSON check \"$f\" 2>&1 | grep -a '^To seal'; done")
            .output
        for line in names.split(separator: "\n") {
            let command = try #require(line.firstMatch(of: /run: ejson (encrypt .*?); replace/)?.1)
            let result = try Command.shell(
                "exec bash -c \"$SCRIPT\"", environment: ["SCRIPT": "$EJSON \(command)"], in: scratch.url)
            #expect(result.status == 0, "\(command): \(result.error)")
        }
        #expect(try scratch.shell("$EJSON check .").status == 0)
    }
}

/// Found files that are not regular documents.
@Suite struct FoundFileTests {
    @Test func whatIsNotARegularFileIsAFinding() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.git(
            """
            mkfifo pipe.ejson; mkdir directory.ejson; ln -s nowhere dangling.ejson; ln -s /dev/zero endless.ejson
            mkfifo Dockerfile; mkfifo .dockerignore; mkfifo keys/\(String(repeating: "ab", count: 32))
            """)
        let result = try scratch.shell("timeout 20 $EJSON check .")
        #expect(result.status == 1)
        for name in ["pipe", "dangling", "endless"] { #expect(result.error.contains("\(name).ejson: "), "\(name)") }
        #expect(!result.error.contains("directory.ejson"))
        #expect(result.error.contains(".dockerignore"))
    }

    /// Files that a user cannot read are reported. `Tests/Faults` covers other users.
    @Test(.enabled(if: getuid() != 0)) func whatCannotBeReadIsAFinding() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.git("mkdir -p closed listed/deep; chmod 000 closed; chmod 444 listed; chmod 000 keys/*")
        let result = try scratch.shell("$EJSON check .; chmod -R u+rwX .")
        for name in ["closed", "listed/deep", "keys/"] { #expect(result.error.contains(name), "\(name)") }
    }

    @Test func otherHardLinksAreAFinding() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.git("mkdir other; ln secrets.ejson other/backup")
        for argument in [".", "secrets.ejson"] {
            let result = try scratch.shell("$EJSON check \(argument)")
            #expect(result.status == 1 && result.error.contains("secrets.ejson: \(Said.hasTwoNames)"), "\(argument)")
        }
    }

    /// Fourteen `**/` took hours.
    @Test func aDockerignoreCannotKeepTheCheckBusy() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let deep = String(repeating: "a/", count: 60)
        let pattern = String(repeating: "**/", count: 400) + String(repeating: "*a", count: 200) + "b"
        try scratch.git("mkdir -p \(deep); cp keys/* \(deep); touch Dockerfile; echo '\(pattern)' > .dockerignore")
        let name = String(repeating: "a", count: 200)
        try scratch.git("mkdir -p \(name); cp keys/* \(name)/")
        let result = try scratch.shell("timeout 60 $EJSON check .")
        #expect(result.status == 1 && result.error.contains(Said.keyInBuildContext))
    }

    /// Many rules times many files would take hours: the check stops earlier and reports that.
    @Test func rulesTimesKeysEnd() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let pattern = "**/" + String(repeating: "*a", count: 20) + "b\n"
        try scratch.write(String(repeating: pattern, count: 20_000), to: ".dockerignore")
        let name = String(repeating: "a", count: 200)
        try scratch.git(
            "touch Dockerfile; for i in $(seq 60); do mkdir -p k$i/\(name)/\(name); cp keys/* k$i/\(name)/\(name); done"
        )
        let result = try scratch.shell("timeout 100 $EJSON check .")
        #expect(result.status == 1)
        #expect(result.error.contains("Dockerfile: which private keys and documents"), "\(result.error.prefix(1_000))")
    }

    /// Many Dockerfiles with the same rules are one build context, and the rules are read once.
    @Test func manyDockerfilesAreOneContext() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write(String(repeating: "other\n", count: 150_000), to: ".dockerignore")
        try scratch.git("for i in $(seq 300); do : > $i.Dockerfile; done")
        let result = try scratch.shell("timeout 60 $EJSON check .")
        #expect(result.status == 1)
        #expect(result.error.contains(Said.keyInBuildContext))
    }

    @Test func aDockerfileHasItsOwnIgnoreFile() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.git("touch Dockerfile prod.Dockerfile; echo keys > .dockerignore")
        #expect(try scratch.shell("$EJSON check .").status == 0)
        try scratch.git("echo other > prod.Dockerfile.dockerignore")
        #expect(try scratch.shell("$EJSON check .").status == 1)
    }
}
