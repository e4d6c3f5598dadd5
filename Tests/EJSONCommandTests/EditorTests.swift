#if os(Linux)
    import Foundation
    import Testing

    /// Which editor is started, how, and what comes of its end.
    @Suite struct EditorTests {
        /// An editor that tells its arguments.
        private static let script = "#!/bin/sh\nprintf '%s\\n' \"${0##*/}\" \"$@\" > told\n"

        /// `bin` is searched for programs. What the editor is told in front of the text's name.
        @Test(
            arguments: [
                (["EDITOR": "ed"], ["ed"]),
                (["EDITOR": "ed  -x\t--wait"], ["ed", "-x", "--wait"]),
                (["EDITOR": "none", "VISUAL": "ed"], ["ed"]),
                (["EDITOR": "ed", "VISUAL": ""], ["ed"]),
                (["EDITOR": "'my-ed' -x 'two words'"], ["my-ed", "-x", "two words"]),
                (["EDITOR": "A=1 ed \"$B\"", "B": "b c"], ["ed", "b c"]),
                ([:], ["vi", "-n", "-i", "NONE", "-c", "set noswapfile noundofile nobackup nowritebackup"]),
                (
                    ["EDITOR": "vim -p"],
                    ["vim", "-p", "-n", "-i", "NONE", "-c", "set noswapfile noundofile nobackup nowritebackup"]
                ),
                (["EDITOR": "nano"], ["nano", "--backupdir=DIRECTORY"]),
                (
                    ["EDITOR": "emacs -nw"],
                    [
                        "emacs", "-nw", "--eval",
                        "(setq make-backup-files nil auto-save-default nil create-lockfiles nil)",
                    ]
                ),
                (["EDITOR": "emacsclient"], ["emacsclient"]),
            ] as [([String: String], [String])])
        func isStartedAsTheUserSays(_ environment: [String: String], _ told: [String]) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let bin = test.scratch.url.appending(path: "bin")
            try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: false)
            for name in ["ed", "my-ed", "vim.basic", "nano", "emacs", "emacsclient"] {
                try test.scratch.write(Self.script, to: "bin/\(name)", mode: 0o755)
            }
            for name in ["vi", "vim"] {
                try FileManager.default.createSymbolicLink(
                    atPath: bin.appending(path: name).path(), withDestinationPath: "vim.basic")
            }
            let result = try test.run(
                ["edit", "secrets.ejson"],
                environment: environment.merging(["PATH": "\(bin.path()):/usr/bin:/bin"]) { $1 })
            #expect(result.status == 0, "\(result.error)")
            let seen = try test.scratch.read("told").split(separator: "\n").map(String.init)
            let text = try #require(seen.last)
            let directory = URL(filePath: text).deletingLastPathComponent().path().dropLast()
            #expect(seen.dropLast() == told.map { $0.replacing("DIRECTORY", with: directory) })
        }

        @Test(
            arguments: [
                ("exit 3", "the editor (EDITOR) ended with status 3; nothing was changed"),
                ("kill -9 $$", "the editor (EDITOR) was ended by signal 9; nothing was changed"),
                ("rm \"$1\"", "the editor (EDITOR) has removed the text; nothing was changed"),
            ]) func aFailedEditorChangesNothing(_ script: String, _ words: String) throws
        {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let result = try test.edit(script)
            #expect(result.status == 1)
            let expected = words.replacing("EDITOR", with: test.scratch.path("editor"))
            #expect(result.errorLine == "Editing failed: secrets.ejson: \(expected)")
            #expect(try test.scratch.read() == before)
            #expect(try test.kept().isEmpty)
        }

        @Test func whatAFailedEditorHasSavedIsKept() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let result = try test.edit("sed -i 's/horse/pony/' \"$1\"; exit 3")
            #expect(result.status == 1)
            #expect(
                result.error.contains(
                    "ended with status 3; nothing was changed, and the edited text is kept: /dev/shm/"))
            #expect(try test.scratch.read() == before)
            #expect(try test.keptText().contains("correct pony"))
        }

        @Test func saysWhenThereIsNoSuchEditor() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.run(["edit", "secrets.ejson"], environment: ["EDITOR": "none-such -x"])
            #expect(result.status == 1)
            #expect(
                result.errorLine == "Editing failed: secrets.ejson: cannot start the editor (none-such -x): "
                    + "No such file or directory; name another with VISUAL or EDITOR; nothing was changed")
            #expect(try test.kept().isEmpty)
        }

        /// Control-C at the keyboard is for the editor; afterwards it is for the command again.
        @Test func anInterruptIsTheEditors() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.edit("kill -INT $PPID; kill -QUIT $PPID; sed -i 's/horse/pony/' \"$1\"")
            #expect(result.status == 0)
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
            let interrupted = try test.edit("kill -INT $$; sleep 60")
            #expect(interrupted.error.contains("was ended by signal 2; nothing was changed"))
        }

        /// It holds plaintext, as this process does.
        @Test func leavesNoCoreDump() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            _ = try test.edit("ulimit -c > limit")
            #expect(try test.scratch.read("limit") == "0\n")
        }
    }
#endif
