import Foundation
import Testing

/// Looking at a repository runs nobody else's program.
@Suite struct HostileRepositoryTests {
    /// What would run if git took a configuration that somebody else has written.
    private static let trap = "touch RAN; false"

    /// A repository with a directory `sub` that is a bare repository to git, and a private key in it.
    private static let bare = """
        mkdir -p sub/objects sub/refs && touch sub/objects/x sub/refs/x && echo 'ref: refs/heads/main' > sub/HEAD
        printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tworktree = ".."\\n' > sub/config
        printf '\\tfsmonitor = "\(trap)"\\n\\tsshCommand = "\(trap)"\\n\\tpager = "\(trap)"\\n' >> sub/config
        printf '[diff]\\n\\texternal = "\(trap)"\\n[gpg]\\n\\tprogram = "\(trap)"\\n' >> sub/config
        cp keys/* sub/; cp secrets.ejson sub/
        """

    /// The configuration of the repository itself is somebody else's too, as in an archive that was unpacked.
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
        git config remote.origin.url 'ext::sh -c "\(trap)"'; git config remote.origin.promisor true
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
        // The trap is a trap: git, left to itself, runs it.
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
    }

    /// Without what git 2.38 has learned: a git that takes every bare repository.
    @Test func refusesABareRepositoryOnTheWayUp() throws {
        let scratch = try repository()
        try scratch.git("\(Self.bare); mkdir sub/deep; cp secrets.ejson sub/deep/")
        let result = try scratch.shell("cd sub/deep; $EJSON list --git secrets.ejson")
        #expect(result.status == 1 && result.error.contains("looks like a bare git repository"))
        #expect(try scratch.shell("find . -name RAN").output.isEmpty)
    }

    /// To git, run at the top, the directory is one like any other.
    @Test func aKeyInWhatLooksLikeARepositoryIsFound() throws {
        let scratch = try repository()
        try scratch.git("\(Self.bare); git add --force sub")
        let result = try scratch.shell("$EJSON check .")
        #expect(result.status == 1)
        #expect(result.error.contains("sub/\(Scratch.publicKey): a private key that git takes"), "\(result.error)")
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
        #expect(result.error.contains("could not be checked"))
        // There it is a finding like any other.
        let inside = try scratch.shell("cd inner; $EJSON check .")
        #expect(inside.status == 1 && inside.error.contains("a private key that git takes"))
    }

    /// git refuses a repository of another user's; that is not "all is well".
    @Test(.enabled(if: getuid() == 0)) func dubiousOwnershipIsAFinding() throws {
        let scratch = try repository()
        try scratch.git("rm .git/info/exclude; chown -R 12345 .")
        let result = try Command.shell("HOME=/var/empty $EJSON check .", in: scratch.url)
        #expect(result.status == 1)
        #expect(result.error.contains("keys/\(Scratch.publicKey): "))
        #expect(result.error.contains("dubious ownership"))
        let json = try Command.shell("HOME=/var/empty $EJSON check --json .", in: scratch.url)
        #expect(json.status == 1 && json.output.contains("privateKeyNotChecked"))
    }

    @Test func withoutGitAKeyInARepositoryIsAFinding() throws {
        let scratch = try repository()
        let result = try Command.shell("PATH=/var/empty $EJSON check .", in: scratch.url)
        #expect(result.status == 1 && result.error.contains("cannot run git"))
        let outside = try Scratch()
        try outside.writeSealed()
        #expect(try Command.shell("PATH=/var/empty $EJSON check .", in: outside.url).status == 0)
    }

    /// A program called git in the directory that is examined is not the user's git.
    @Test func gitIsNotLookedForInTheWorkingDirectory() throws {
        let scratch = try repository()
        try scratch.write("#!/bin/sh\ntouch RAN\n", to: "git", mode: 0o755)
        _ = try scratch.shell("PATH=:.:/usr/bin:/bin; $EJSON check .; $EJSON list --git secrets.ejson")
        #expect(try !scratch.entries().contains("RAN"))
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
        #expect(other.status == 1 && other.error.contains("not in the git repository of the working directory"))
    }

    @Test func takesNamesThatAreNotUTF8() throws {
        let scratch = try repository()
        try scratch.git(
            """
            name=$(printf 'caf\\351.ejson'); printf '%s' '\(Scratch.plain)' > "$name"; git add .
            printf '%s' '\(Scratch.plain)' > "$(printf 'x\\330\\200.ejson')"
            """)
        let result = try scratch.shell("$EJSON check .")
        #expect(result.error.contains("caf\\xe9.ejson:1:97: password: not encrypted\n"), "\(result.error)")
        #expect(result.error.contains("x\\u{600}.ejson:1:97: password: not encrypted\n"))
        let staged = try scratch.shell("$EJSON check --staged")
        #expect(staged.status == 1 && staged.error.contains("caf\\xe9.ejson:1:97: password: not encrypted\n"))
        let json = try scratch.shell("$EJSON check --json .")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["findings"] as? [Any])?.count == 2)
    }
}

/// Files that were found, and are not what they seem.
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

    /// What a user who is not root cannot look at is reported; that other users cannot read is left to `Tests/Faults`.
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
        let result = try scratch.shell("$EJSON check .")
        #expect(result.status == 1 && result.error.contains("secrets.ejson: this file has 2 names"))
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
        #expect(result.status == 1 && result.error.contains("in the Docker build context"))
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
