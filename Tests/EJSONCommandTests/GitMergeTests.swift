import Foundation
import Testing

/// The merge driver that `ejson git install` sets up, in a real repository.
@Suite struct GitMergeTests {
    @Test func differentSecretsMergeWithoutAKey() throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(
            """
            git checkout -qb other; \(Scratch.commit(Scratch.addD, "d")); \(Scratch.commit(Scratch.setA, "a"))
            git checkout -q main; \(Scratch.commit(Scratch.addE, "e"))
            EJSON_KEYDIR=/var/empty git merge -q --no-edit other
            """)
        let plain = try scratch.git("$EJSON decrypt secrets.ejson")
        #expect(
            plain == """
                {
                  "_public_key": "\(Scratch.publicKey)",
                  "a": "A",
                  "b": {
                    "c": "y",
                    "e": "E",
                    "d": "D"
                  },
                  "l": ["p", "q"]
                }

                """)
    }

    /// git's other ways to merge.
    @Test(arguments: ["git rebase -q main other", "git cherry-pick main", "git revert --no-edit HEAD~1"])
    func rebaseAndItsLike(_ command: String) throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(
            """
            git checkout -qb other; \(Scratch.commit(Scratch.setA, "a")); \(Scratch.commit(Scratch.addD, "d"))
            git checkout -q main; \(Scratch.commit(Scratch.addE, "e")); git checkout -q other; \(command)
            """)
        let plain = try scratch.git("$EJSON decrypt secrets.ejson")
        #expect(plain.contains("\"d\": \"D\""))
        #expect(plain.contains("\"e\": \"E\"") == !command.contains("revert"))
        #expect(plain.contains("\"a\": \"A\"") == !command.contains("revert"))
    }

    @Test func aConflictMarksTheValueAlone() throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git(
            """
            git checkout -qb other; \(Scratch.commit(Scratch.setA.replacing("A", with: "O"), "o")); \(Scratch.commit(Scratch.addD, "d"))
            git checkout -q main; \(Scratch.commit(Scratch.setA, "a"))
            """)
        let merge = try scratch.outcome("git merge --no-edit other")
        #expect(merge.status == 1)
        #expect(merge.text.contains("secrets.ejson: a: \(Said.changedByBoth)\n"), "\(merge.text)")
        #expect(try scratch.git("git status --short") == "UU secrets.ejson\n")
        let lines = try scratch.read().split(separator: "\n").map { $0.prefix(8) }
        #expect(lines[2...6].map(String.init) == ["<<<<<<< ", "  \"a\": \"", "=======", "  \"a\": \"", ">>>>>>> "])
        #expect(try scratch.read().contains("\"d\": \"EJ[1:"))

        // It cannot be committed until one value is chosen.
        let refused = try scratch.outcome("git commit -qam merged")
        #expect(refused.status == 1 && refused.text.contains("secrets.ejson:3:1: \(Said.mergeConflict)"))
        try scratch.git("sed -i '/^<<<<<<</d; /^=======/,/^>>>>>>>/d' secrets.ejson; git commit -qam merged")
        #expect(try scratch.git("$EJSON decrypt secrets.ejson").contains("\"a\": \"A\""))
    }

    @Test func valuesOfAnotherKeyAreAConflict() throws {
        let scratch = try Scratch.withInstalledGit()
        try scratch.git("git checkout -qb other; \(Scratch.commit(Scratch.addD, "d")); git checkout -q main")
        let key = try scratch.git("$EJSON keygen -w").dropLast()
        try scratch.git(
            """
            $EJSON decrypt secrets.ejson | sed 's/\(Scratch.publicKey)/\(key)/' > rotated.json
            cat rotated.json > secrets.ejson; rm rotated.json; $EJSON encrypt secrets.ejson; git commit -qam rotated
            """)
        let merge = try scratch.outcome("git merge --no-edit other")
        #expect(merge.status == 1)
        #expect(
            merge.text.contains(
                "secrets.ejson: \(Said.newPublicKey)"
            ),
            "\(merge.text)")
        #expect(merge.text.contains("ejson rotate"))
        #expect(try scratch.read().contains("<<<<<<< ours\n  \"_public_key\": \"\(key)\""))
    }

    @Test func whatIsNoDocumentIsMergedByLinesAndLookedAt() throws {
        let scratch = try Scratch()
        try scratch.write("{\n1\n}\n", to: "base")
        try scratch.write("{\n2\n}\n", to: "ours")
        try scratch.write("{\n1\n}\n3\n", to: "theirs")
        let merge = try scratch.outcome("$EJSON git merge base ours theirs 7 secrets.ejson")
        #expect(merge.status == 1)
        #expect(
            merge.text.hasPrefix("secrets.ejson: \(Said.mergedByLine)")
                && merge.text.hasSuffix("\(Said.expectedKey) (at 2:1)\n"))
        #expect(try scratch.read("ours") == "{\n2\n}\n3\n")
        #expect(try scratch.outcome("$EJSON git merge base none theirs").status == 129)
    }
}

extension GitMergeTests {
    /// Two branches add different hosts; a third removes one, which takes a new key pair.
    @Test func recipientsMergeByName() throws {
        let scratch = try Scratch.withInstalledGit()
        let keys = try (0..<3).map { _ in try scratch.git("$EJSON keygen -w").dropLast() }
        try scratch.git(
            """
            $EJSON recipients add -q secrets.ejson web0 \(keys[0]); git commit -qam web0
            git checkout -qb other; $EJSON recipients add -q secrets.ejson web1 \(keys[1]); git commit -qam web1
            git checkout -qb removal main; $EJSON recipients remove -q secrets.ejson web0; git commit -qam removed
            git checkout -q main; $EJSON recipients add -q secrets.ejson web2 \(keys[2]); git commit -qam web2
            git merge -q --no-edit other
            """)
        let states = try scratch.git("$EJSON recipients secrets.ejson")
        #expect(states.matches(of: /\ (web\d)\ .*verified\n/).map(\.output.1) == ["web0", "web2", "web1"], "\(states)")
        let merge = try scratch.outcome("git merge --no-edit removal")
        #expect(merge.status == 1)
        #expect(merge.text.contains("web1, web2"), "\(merge.text)")
        #expect(merge.text.contains("ejson recipients add secrets.ejson NAME KEY"))
    }
}
