#if os(Linux)
    import Foundation
    import Testing

    /// A document with merge conflicts.
    @Suite struct ConflictTests {
        // MARK: Other commands

        /// The message has the lines and the possible resolutions, and the file is unchanged.
        @Test(arguments: [
            ["check", "secrets.ejson"], ["encrypt", "secrets.ejson"], ["decrypt", "secrets.ejson"],
            ["list", "secrets.ejson"], ["get", "secrets.ejson", "a"], ["set", "secrets.ejson", "a", "--value", "b"],
            ["run", "secrets.ejson", "--", "true"], ["rotate", "secrets.ejson"],
        ])
        func isNamed(_ arguments: [String]) throws {
            let test = try EditScratch.withConflict()
            let text = try test.scratch.read()
            let result = try test.run(arguments)
            #expect(result.status == 1 && result.output.isEmpty, "\(result.output)")
            #expect(
                result.errorLine.contains("secrets.ejson:3:1: \(Said.mergeConflict)"))
            for way in ["ejson edit", "git checkout --ours secrets.ejson", "--theirs"] {
                #expect(result.error.contains(way), "\(result.error)")
            }
            #expect(try test.scratch.read() == text)
        }

        /// The lines between the braces of a document, and the message.
        @Test(arguments: [
            (
                "<<<<<<< HEAD\n\"a\": 1\n||||||| base\n=======\n\"a\": 2\n>>>>>>> 3f2a1b (One: two)",
                "lines 3 to 8, 'HEAD' against '3f2a1b (One: two)'; "
            ),
            ("<<<<<<< \u{1B}[31m\n\"a\": 1\n=======\n>>>>>>> b", "'\\u{1b}[31m' against 'b'"),
            ("<<<<<<<\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>>", "lines 3 to 7; "),
            (
                "<<<<<<<<<< a\n\"a\": 1\n==========\n>>>>>>>>>> b\n<<<<<<< c\n=======\n>>>>>>> d",
                "lines 3 to 6, 'a' against 'b', and another; "
            ),
            ("<<<<<<< a\r\n\"a\": 1\r\n=======\r\n\"a\": 2\r\n>>>>>>> b\r", "lines 3 to 7, 'a' against 'b'; "),
            ("=======\n\"a\": 1", "secrets.ejson:3:1: \(Said.leftOfConflict)"),
            ("\"a\": 1\n>>>>>>> b", "secrets.ejson:4:1: \(Said.leftOfConflict)"),
            ("\"a\": \"\n<<<<<<< a\n=======\n>>>>>>> b\n\" 1", "secrets.ejson:3:6: \(Said.unterminatedString)"),
            ("<a>: 1", "secrets.ejson:3:1: \(Said.expectedKey)"),
        ])
        func isTold(_ lines: String, _ words: String) throws {
            let scratch = try Scratch()
            try scratch.write("{\n\"_public_key\": \"\(Scratch.publicKey)\",\n\(lines)\n}\n")
            let result = try scratch.run(["encrypt", "secrets.ejson"])
            #expect(result.status == 1 && result.errorLine.contains(words), "\(result.error)")
        }

        /// Markers in a value are text.
        @Test func aValueMayHoldMarkers() throws {
            let scratch = try Scratch()
            try scratch.write(
                "{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"\n<<<<<<< a\n=======\n>>>>>>> b\n\"}\n")
            #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
            #expect(try scratch.run(["get", "secrets.ejson", "a"]).output == "\n<<<<<<< a\n=======\n>>>>>>> b\n")
        }

        // MARK: Edit

        @Test func bothSidesAreShownAndOneIsKept() throws {
            let test = try EditScratch.withConflict()
            let theirs = try #require(
                try test.scratch.git("git show other:secrets.ejson").firstMatch(of: /"a": "(.*)"/)
            ).1
            let before = try test.boxes(in: "git show main:secrets.ejson")
            let result = try test.edit("cat \"$1\" > shown; \(Self.keepTheirs)")
            #expect(result.status == 0, "\(result.error)")
            #expect(
                try test.scratch.read("shown") == """
                    {
                      "_public_key": "\(Scratch.publicKey)",
                    <<<<<<< ours
                      "a": "A",
                    =======
                      "a": "O",
                    >>>>>>> theirs
                      "b": {
                        "c": "y",
                        "d": "D"
                      },
                      "l": ["p", "q"]
                    }

                    """)
            // Every value keeps the boxed message of its side.
            let after = try test.boxes()
            #expect(after["a"] == String(theirs) && after["c"] == before["c"])
            let expected = try test.scratch.git("git show other:secrets.ejson; git show main:secrets.ejson")
            #expect(after.values.allSatisfy { expected.contains($0) })
            try test.scratch.git("git commit -qam merged")
        }

        @Test(arguments: [
            (keepTheirs, "\"a\": \"O\""), ("sed -i '/^<<</d; /^===/,/^>>>/d' \"$1\"", "\"a\": \"A\""),
            ("sed -i '/^<<</d; /^===/,/^>>>/d; s/\"A\"/\"A and O\"/' \"$1\"", "\"a\": \"A and O\""),
            ("sed -i '/^<<</,/^>>>/d' \"$1\"", "\"b\": {"),
        ])
        func savingResolves(_ script: String, _ expected: String) throws {
            let test = try EditScratch.withConflict()
            let result = try test.edit(script)
            #expect(result.status == 0, "\(result.error)")
            #expect(try test.scratch.run(["check", "--open", "secrets.ejson"]).status == 0)
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains(expected))
            #expect(try test.kept().isEmpty)
        }

        /// The conflict markers of git's merge, in both styles.
        @Test(arguments: ["merge", "diff3", "zdiff3"]) func gitsOwnMarkersAreRead(_ style: String) throws {
            let test = try EditScratch.withConflict(
                "git config merge.conflictStyle \(style); rm .gitattributes; git commit -qam no")
            #expect(try test.scratch.read().contains("|||||||") == (style != "merge"))
            let result = try test.edit("cat \"$1\" > shown; \(Self.keepTheirs)")
            #expect(result.status == 0, "\(result.error)")
            #expect(try test.scratch.read("shown").contains("\"a\": \"A\",\n"))
            #expect(try test.scratch.run(["get", "secrets.ejson", "a"]).output == "O")
        }

        @Test func withoutAChangeNothingIsResolved() throws {
            let test = try EditScratch.withConflict()
            let text = try test.scratch.read()
            #expect(try test.edit("true").output == "secrets.ejson: \(Said.nothingChanged).\n")
            #expect(try test.scratch.read() == text)
        }

        @Test func markersThatAreLeftAreNamed() throws {
            let test = try EditScratch.withConflict()
            let text = try test.scratch.read()
            let result = try test.edit("sed -i 's/\"A\"/\"B\"/' \"$1\"")
            #expect(result.status == 1)
            #expect(
                result.error.contains("Not saved: secrets.ejson:3:1: \(Said.mergeConflict)"),
                "\(result.error)")
            #expect(result.error.contains("ejson edit --resume"))
            #expect(try test.scratch.read() == text)
            #expect(try test.edit(Self.keepTheirs, ["--resume", "secrets.ejson"]).status == 0)
            #expect(try test.scratch.run(["get", "secrets.ejson", "a"]).output == "O")
        }

        @Test func itIsOfferedToGoOn() throws {
            let test = try EditScratch.withConflict()
            let script =
                "if [ -e again ]; then \(Self.keepTheirs); else touch again; sed -i 's/\"A\"/\"B\"/' \"$1\"; fi"
            let screen = try test.editOnTerminal(script, typing: [Said.editAgain: "y\\n"])
            #expect(screen.hasSuffix("bytes to secrets.ejson.\nstatus 0\n"), "\(screen)")
            #expect(try test.scratch.run(["get", "secrets.ejson", "a"]).output == "O")
        }

        @Test func withoutTheKeySealedValuesAreShownAsTheyAre() throws {
            let test = try EditScratch.withConflict()
            let result = try test.edit(
                "cat \"$1\" > shown; \(Self.keepTheirs)", ["--keydir", "/none", "secrets.ejson"])
            #expect(result.status == 0 && result.error.contains(Said.noPrivateKey), "\(result.error)")
            #expect(try test.scratch.read("shown").matches(of: /"a": "EJ\[1:/).count == 2)
            #expect(try test.scratch.run(["get", "secrets.ejson", "a"]).output == "O")
        }

        // MARK: Different public keys

        /// With both private keys, values can be moved between the sides in plaintext and are sealed to the remaining
        /// key.
        @Test func aRotatedSideTakesTheOthersValues() throws {
            let test = try EditScratch.withConflict("$EJSON rotate --quiet secrets.ejson; git commit -qam rotated")
            let key = try #require(
                try test.scratch.git("git show main:secrets.ejson").firstMatch(of: /"_public_key": "(.*)"/)
            ).1
            let result = try test.edit(
                """
                cat "$1" > shown
                git show main:secrets.ejson > main; "$EJSON" decrypt main | sed 's/"A"/"O"/' > "$1"; rm main
                """)
            #expect(result.status == 0, "\(result.error)")
            let shown = try test.scratch.read("shown")
            #expect(
                shown.contains("\"a\": \"A\"") && shown.contains("\"a\": \"O\"") && !shown.contains("EJ["), "\(shown)")
            #expect(try test.scratch.read().contains(key))
            #expect(try test.scratch.run(["check", "--open", "secrets.ejson"]).status == 0)
            #expect(try test.scratch.run(["get", "secrets.ejson", "a"]).output == "O")
        }

        /// A boxed message of the other side would never open.
        @Test(arguments: [false, true]) func aMessageOfTheOtherKeyIsRefused(_ hasNoKey: Bool) throws {
            let test = try EditScratch.withConflict("$EJSON rotate --quiet secrets.ejson; git commit -qam rotated")
            let text = try test.scratch.read()
            try test.scratch.git("rm keys/\(Scratch.publicKey); \(hasNoKey ? "rm -f keys/*" : "true")")
            let result = try test.edit(
                """
                box=$(git show other:secrets.ejson | sed -n 's/^  "a": "\\(.*\\)",/\\1/p')
                git show main:secrets.ejson | sed "s|^  \\"a\\": .*|  \\"a\\": \\"$box\\",|" > "$1"
                """)
            #expect(result.status == 1, "\(result.output)")
            #expect(result.error.contains("a: \(Said.doesNotOpen)"), "\(result.error)")
            #expect(try test.scratch.read() == text)
        }

        @Test func thePublicKeyMustBeOfOneSide() throws {
            let test = try EditScratch.withConflict()
            let result = try test.edit(
                "\(Self.keepTheirs); sed -i \"s/\(Scratch.publicKey)/$(\"$EJSON\" keygen -w)/\" \"$1\"")
            #expect(result.status == 1 && result.error.contains("one of the two sides"), "\(result.error)")
        }

        @Test func aSideThatIsNoDocumentIsNamed() throws {
            let test = try EditScratch()
            try test.scratch.write(
                "{\n<<<<<<< a\n  \"_public_key\": \"\(Scratch.publicKey)\"\n=======\n  1\n>>>>>>> b\n}\n")
            let result = try test.edit("false")
            #expect(result.status == 1 && result.error.contains(Said.oneSideAlone), "\(result.error)")
        }

        // MARK: Scripts

        private static let keepTheirs = "sed -i '/^<<</,/^===/d; /^>>>/d' \"$1\""
    }

    extension EditScratch {
        /// A merge of two branches that have set `a` to other values, and of which the other has added `b.d`.
        ///
        /// - Parameter script: what is done on the branch `main` before the merge.
        static func withConflict(_ script: String = "true") throws -> EditScratch {
            let test = try EditScratch()
            try test.scratch.makeDocumentRepository()
            let setO = Scratch.setA.replacing("A", with: "O")
            try test.scratch.git(
                """
                git checkout -qb other; \(Scratch.commit(setO, "o")); \(Scratch.commit(Scratch.addD, "d"))
                git checkout -q main; \(Scratch.commit(Scratch.setA, "a")); \(script)
                if git merge --no-edit other; then exit 1; fi
                """)
            return test
        }

        /// The boxed messages in what a script prints, by key.
        func boxes(in script: String) throws -> [String: String] {
            Dictionary(
                uniqueKeysWithValues: try scratch.git(script).matches(of: /"(\w+)": "(EJ\[1:[^"]*)"/).map {
                    (String($0.output.1), String($0.output.2))
                })
        }
    }
#endif
