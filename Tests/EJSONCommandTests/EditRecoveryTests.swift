#if os(Linux)
    import Foundation
    import Testing

    /// No typed text is lost, and no change of others is overwritten.
    @Suite struct EditRecoveryTests {
        private static let kept =
            "ejson edit --resume secrets.ejson"

        @Test func keepsWhatCannotBeSaved() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let result = try test.edit("printf '{\\n \"a\": \"x\",\\n}' > \"$1\"")
            #expect(result.status == 1)
            #expect(result.error.hasPrefix("Not saved: secrets.ejson:2:10: \(Said.trailingComma)\n"))
            #expect(result.error.contains(Self.kept))
            #expect(try test.scratch.read() == before)
            #expect(try test.keptText() == "{\n \"a\": \"x\",\n}")
        }

        @Test func goesOnWithWhatWasKept() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.boxes()
            _ = try test.edit("sed -i 's/^{/{{\"b\": \"two\", /' \"$1\"")
            let refused = try test.edit("exit 7")
            #expect(refused.status == 1)
            #expect(refused.error.contains("\(Said.notFinished), and is kept: /dev/shm/"))
            let result = try test.edit("sed -i 's/^{{/{/' \"$1\"", ["--resume", "secrets.ejson"])
            #expect(result.status == 0, "\(result.error)")
            #expect(try test.boxes()["password"] == before["password"])
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("\"b\": \"two\""))
            #expect(try test.kept().isEmpty)
        }

        @Test func dropsWhatWasKept() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            _ = try test.edit("echo x >> \"$1\"")
            #expect(try test.edit("touch started", ["--discard", "secrets.ejson"]).status == 0)
            #expect(try test.kept().isEmpty)
            #expect(try !test.scratch.entries().contains("started"))
            #expect(try test.edit("cp \"$1\" shown").status == 0)
            #expect(try test.scratch.read("shown") == Scratch.plain)
        }

        /// First only the editor survives, then it ends too.
        @Test func aKilledEditIsFoundAgain() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let killed = try test.edit("sed -i 's/horse/pony/' \"$1\"; kill -9 $PPID")
            #expect(killed.status == 9)
            #expect(try test.scratch.read() == before)
            #expect(try test.edit("true").error.contains(Said.notFinished))
            let resumed = try test.edit("true", ["--resume", "secrets.ejson"])
            #expect(resumed.status == 0, "\(resumed.error)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
        }

        /// An unchanged text is dropped without a question.
        @Test func aKilledEditWithoutAChangeIsForgotten() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            #expect(try test.edit("kill -9 $PPID").status == 9)
            #expect(try test.edit("true").status == 0)
            #expect(try test.kept().isEmpty)
        }

        /// A new file's key is stored before anything is sealed to it.
        @Test func aKilledEditOfANewFileHasItsKey() throws {
            let test = try EditScratch()
            let script = "sed -i 's/\"environment\": {/&\"A\": \"one\"/' \"$1\"; kill -9 $PPID"
            #expect(try test.edit(script, ["new.ejson"]).status == 9)
            #expect(try test.edit("true", ["--resume", "new.ejson"]).status == 0)
            #expect(try test.scratch.run(["decrypt", "new.ejson"]).output.contains("\"A\": \"one\""))
            #expect(try FileManager.default.contentsOfDirectory(atPath: test.scratch.keys.path()).count == 2)
        }

        /// Also while only the editor still runs.
        @Test(arguments: ["", "kill -9 $PPID\n"]) func oneEditAtATime(_ first: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            _ = try test.edit("\(first)EDITOR=true $EJSON edit secrets.ejson 2> said\necho $? >> said; touch over")
            while !test.scratch.has("over") { usleep(1_000) }
            let said = try test.scratch.read("said")
            #expect(
                said.hasPrefix("Editing failed: secrets.ejson: \(Said.isBeingEdited)\n"))
            #expect(said.hasSuffix("\n1\n"))
        }

        @Test func overwritesNoChangeOfOthers() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let theirs = Scratch.plain.replacing("horse", with: "mule")
            try test.scratch.write(theirs, to: "theirs.ejson")
            #expect(try test.scratch.run(["encrypt", "theirs.ejson"]).status == 0)
            let result = try test.edit("sed -i 's/horse/pony/' \"$1\"; cp theirs.ejson secrets.ejson")
            #expect(result.status == 1)
            #expect(
                result.error.hasPrefix(
                    "Not saved: secrets.ejson: \(Said.changedMeanwhile)"))
            #expect(result.error.contains(Self.kept))
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output == theirs)
            #expect(try test.keptText().contains("correct pony"))
            let resumed = try test.edit("true", ["--resume", "secrets.ejson"])
            #expect(resumed.status == 1 && resumed.error.contains(Said.changedSince))
        }

        @Test func overwritesNoNewFileOfOthers() throws {
            let test = try EditScratch()
            try test.scratch.write("theirs", to: "theirs")
            let result = try test.edit("echo >> \"$1\"; cp theirs new.ejson", ["new.ejson"])
            #expect(result.status == 1 && result.error.hasPrefix("Not saved: new.ejson: \(Said.exists)\n"))
            #expect(try test.scratch.read("new.ejson") == "theirs")
        }

        /// Somebody else could have made it, to read the text.
        @Test func usesNoDirectoryThatOthersCanEnter() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            _ = try test.edit("echo x >> \"$1\"")
            let directory = test.memory.appending(path: try #require(test.kept().first)).path()
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory)
            let result = try test.edit("true", ["--discard", "secrets.ejson"])
            #expect(result.status == 1 && result.error.contains(Said.openToOthers))
        }
    }
#endif
