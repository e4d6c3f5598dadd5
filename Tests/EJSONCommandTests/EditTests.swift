#if os(Linux)
    import Foundation
    import Testing

    @Suite struct EditTests {
        @Test func showsThePlaintextInAPrivatePlaceInMemory() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.edit(
                "cat \"$1\" > shown; stat -c '%a %n' \"$1\" \"$(dirname \"$1\")\" > modes; echo \"$TMPDIR\" >> modes")
            #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
            #expect(try test.scratch.read("shown") == Scratch.plain)
            let modes = try test.scratch.read("modes").split(separator: "\n")
            let directory = try #require(modes.last)
            #expect(directory.hasPrefix(test.memory.path()))
            #expect(modes == ["600 \(directory)/secrets.json", "700 \(directory)", directory])
            #expect(try test.kept().isEmpty)
        }

        @Test func keepsTheBoxesOfWhatDidNotChange() throws {
            let test = try EditScratch()
            try test.scratch.seal("\n\"a\": \"one\",\r\n\t\"b\": \"two\", \"n\": 1.50,\n\"c\": \"three\"")
            let before = try test.boxes()
            let result = try test.edit("sed -i 's/two/TWO/; s/\"c\"/\"d\"/' \"$1\"")
            let after = try test.boxes()
            #expect(result.output == "Wrote \(try test.scratch.read().utf8.count) bytes to secrets.ejson.\n")
            #expect(after["a"] == before["a"] && after["b"] != before["b"] && after["d"] == before["c"])
            #expect(
                try test.scratch.run(["decrypt", "secrets.ejson"]).output
                    == "{\"_public_key\": \"\(Scratch.publicKey)\", "
                    + "\n\"a\": \"one\",\r\n\t\"b\": \"TWO\", \"n\": 1.50,\n\"d\": \"three\"}")
        }

        @Test(arguments: [
            "true", "touch \"$1\"", "cp \"$1\" copy; mv copy \"$1\"", "sed -i 's/horse/h\\\\u006frse/' \"$1\"",
        ])
        func withoutAChangeTheFileIsNotTouched(_ script: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let (inode, text) = (try test.scratch.inode(), try test.scratch.read())
            let result = try test.edit(script)
            #expect(result.status == 0)
            #expect(result.output == "secrets.ejson: \(Said.nothingChanged).\n")
            #expect(try test.scratch.inode() == inode && test.scratch.read() == text)
            #expect(try test.kept().isEmpty)
        }

        @Test func needsNoPrivateKeyToAddAndReplace() throws {
            let test = try EditScratch()
            try test.scratch.seal(#""a": "one", "b": "two""#)
            let before = try test.boxes()
            let result = try test.edit(
                #"sed -i 's/"b": "EJ[^"]*"/"b": "TWO", "c": "three"/' "$1""#, ["--keydir", "/none", "secrets.ejson"])
            #expect(result.status == 0)
            #expect(result.error.contains("\(Said.shownSealed)\n"))
            #expect(try test.boxes()["a"] == before["a"])
            let opened = try test.scratch.run(["decrypt", "secrets.ejson"]).output
            #expect(opened.contains(#""a": "one", "b": "TWO", "c": "three""#))
        }

        @Test func sealsWhatWasNotSealed() throws {
            let test = try EditScratch()
            try test.scratch.write(Scratch.plain)
            let result = try test.edit("sed -i 's/horse/pony/' \"$1\"")
            #expect(result.status == 0, "\(result.error)")
            #expect(try test.boxes().keys.sorted() == ["password"])
        }

        @Test func followsALink() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            try FileManager.default.createSymbolicLink(
                atPath: test.scratch.path("link.ejson"), withDestinationPath: "secrets.ejson")
            #expect(try test.edit("sed -i 's/horse/pony/' \"$1\"", ["link.ejson"]).status == 0)
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
        }

        // MARK: New files

        @Test func makesANewFileWithANewKey() throws {
            let test = try EditScratch()
            let script = "cp \"$1\" shown; sed -i 's/\"environment\": {/&\"A\": \"one\"/' \"$1\""
            let result = try test.edit(script, ["new.ejson"])
            #expect(result.status == 0, "\(result.error)")
            let key = try #require(try test.scratch.read("shown").firstMatch(of: /"_public_key": "([0-9a-f]{64})"/))
            #expect(test.scratch.has("keys/\(key.output.1)"))
            #expect(try test.scratch.read("new.ejson").contains("\"A\": \"EJ[1:"))
            #expect(try test.scratch.run(["decrypt", "new.ejson"]).output.contains("\"A\": \"one\""))
            #expect(try test.kept().isEmpty)
        }

        @Test(arguments: [("true", 0), ("exit 1", 1)]) func makesNothingOfAnUnchangedTemplate(
            _ script: String, _ status: Int32
        ) throws {
            let test = try EditScratch()
            #expect(try test.edit(script, ["new.ejson"]).status == status)
            #expect(!test.scratch.has("new.ejson"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: test.scratch.keys.path()) == [Scratch.publicKey])
            #expect(try test.kept().isEmpty)
        }

        @Test func makesANewFileForAGivenKey() throws {
            let test = try EditScratch()
            let arguments = ["--keydir", "/none", "--public-key", Scratch.publicKey, "new.ejson"]
            #expect(try test.edit("sed -i 's/\"environment\": {/&\"A\": \"one\"/' \"$1\"", arguments).status == 0)
            #expect(try test.scratch.run(["decrypt", "new.ejson"]).output.contains("\"A\": \"one\""))
            #expect(
                try test.edit("true", arguments).errorLine.hasPrefix("Editing failed: new.ejson: \(Said.existsAlready)")
            )
        }

        @Test(arguments: [
            ["edit"], ["edit", "-"], ["edit", "--resume", "--discard", "f"], ["edit", "--key-from-stdin", "f"],
            ["edit", "--public-key", "zz", "f"],
        ]) func wrongUsage(_ arguments: [String]) throws {
            #expect(try Command.run(arguments).status == 64)
        }
    }
#endif
