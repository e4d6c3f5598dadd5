#if os(Linux)
    import Foundation
    import Testing

    /// An edit changes values, never the key: with one wrong digit all values would be lost.
    @Suite struct EditPublicKeyTests {
        /// The sed script for the edited text, and the word in the message.
        static let changes = [
            ("one digit", "s/bccbe49f/bccbe49e/", "changed"),
            ("a digit too few", "s/bccbe49f/bccbe49/", "changed"),
            (Said.lowOrderPoint, "s/\(Scratch.publicKey)/\(String(repeating: "0", count: 64))/", "changed"),
            ("removed", "s/\"_public_key\": \"[0-9a-f]*\", //", "removed"),
            ("another spelling", "s/_public_key/_PUBLIC_KEY/", "removed"),
            ("twice", "s/{/{\"_public_key\": \"\(Scratch.publicKey)\", /", "changed"),
            ("an escape", "s/_public_key/\\\\u005fpublic_key/", "changed"),
        ]

        @Test(arguments: changes, [true, false])
        func isNotChanged(_ change: (name: String, sed: String, word: String), withKey: Bool) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let keys = withKey ? [] : ["--keydir", "/none"]
            let result = try test.edit("sed -i '\(change.sed)' \"$1\"", keys + ["secrets.ejson"])
            #expect(result.status == 1 && result.output.isEmpty, "\(change.name)")
            #expect(result.error.contains("\"_public_key\" was \(change.word)"), "\(result.error)")
            #expect(result.error.contains(Scratch.publicKey) && result.error.contains("ejson rotate --to"))
            #expect(result.error.contains(Said.isKept))
            #expect(try test.scratch.read() == before)
        }

        @Test func maySpellItInUpperCase() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let box = try test.boxes()["password"]
            let script = "sed -i 's/\(Scratch.publicKey)/\(Scratch.publicKey.uppercased())/' \"$1\""
            #expect(try test.edit(script).status == 0)
            #expect(try test.boxes()["password"] == box)
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).status == 0)
        }

        /// Refused even if the other private key is available: `rotate` changes keys.
        @Test func isNotChangedToAKeyThatIsHere() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let other = try test.scratch.run(["keygen", "-w"]).output.dropLast()
            let script = "sed -i 's/\(Scratch.publicKey)/\(other)/' \"$1\""
            #expect(try test.edit(script).status == 1)
            #expect(try test.scratch.recipient() == Scratch.publicKey)
        }

        @Test func isNotChangedInANewFile() throws {
            let test = try EditScratch()
            let script = "sed -i 's/\"_public_key\": \"[0-9a-f]*/\"_public_key\": \"\(Scratch.publicKey)/' \"$1\""
            let result = try test.edit(script, ["new.ejson"])
            #expect(result.status == 1 && result.error.contains("ejson edit --public-key"), "\(result.error)")
            #expect(!test.scratch.has("new.ejson"))
        }

        @Test func bringsBackToTheEditor() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            #expect(try test.edit("sed -i 's/bccbe49f/bccbe49e/; s/horse/pony/' \"$1\"").status == 1)
            let result = try test.edit("sed -i 's/bccbe49e/bccbe49f/' \"$1\"", ["--resume", "secrets.ejson"])
            #expect(result.status == 0, "\(result.error)")
            #expect(try test.scratch.run(["get", "secrets.ejson", "password"]).output == "correct pony")
        }

        /// A boxed message of another document would never open.
        @Test func refusesPastedBoxesOfAnotherDocument() throws {
            let test = try EditScratch()
            let other = try test.scratch.run(["keygen", "-w"]).output.dropLast()
            try test.scratch.write("{\"_public_key\": \"\(other)\", \"a\": \"one\"}", to: "other.ejson")
            #expect(try test.scratch.run(["encrypt", "other.ejson"]).status == 0)
            let box = try test.scratch.read("other.ejson").firstMatch(of: /EJ\[[^"]*/)?.output ?? ""
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let result = try test.edit("sed -i 's|correct horse|\(box)|' \"$1\"")
            #expect(result.status == 1 && result.error.contains(Said.sealedToAnother), "\(result.error)")
            #expect(try test.scratch.read() == before)
        }
    }
#endif
