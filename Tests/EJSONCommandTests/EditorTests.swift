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
                (["EDITOR": "ed", "VISUAL": " \t"], ["ed"]),
                (["GIT_EDITOR": "none", "EDITOR": "ed"], ["ed"]),
                (["EDITOR": "BIN/my ed"], ["my ed"]),
                (["EDITOR": "BIN/it's $HOME"], ["it's $HOME"]),
                (["EDITOR": "BIN/my-ed -x"], ["my-ed", "-x"]),
                (["EDITOR": "'my-ed' -x 'two words'"], ["my-ed", "-x", "two words"]),
                (["EDITOR": "A=1 ed \"$B\"", "B": "b c"], ["ed", "b c"]),
                (
                    ["EDITOR": " "],
                    ["vi", "-n", "-i", "NONE", "-c", "set noswapfile noundofile nobackup nowritebackup"]
                ),
                (["EDITOR": "code"], ["code", "--wait"]),
                (["EDITOR": "BIN/code -n"], ["code", "-n", "--wait"]),
                (["EDITOR": "code -w -n"], ["code", "-w", "-n"]),
                (["EDITOR": "kate"], ["kate", "--block"]),
                (
                    ["EDITOR": "gvim"],
                    ["gvim", "-n", "-i", "NONE", "-c", "set noswapfile noundofile nobackup nowritebackup", "-f"]
                ),
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
            for name in [
                "ed", "my-ed", "vim.basic", "nano", "emacs", "emacsclient", "code", "kate",
            ] {
                try test.scratch.write(Self.script, to: "bin/\(name)", mode: 0o755)
            }
            for name in ["my ed", "it's $HOME"] {
                try FileManager.default.copyItem(
                    at: bin.appending(path: "ed"), to: bin.appending(path: name, directoryHint: .notDirectory))
            }
            for name in ["vi", "vim", "gvim"] {
                try FileManager.default.createSymbolicLink(
                    atPath: bin.appending(path: name).path(), withDestinationPath: "vim.basic")
            }
            let result = try test.run(
                ["edit", "secrets.ejson"],
                environment: environment.mapValues { $0.replacing("BIN", with: bin.path()) }
                    .merging(["PATH": "\(bin.path()):/usr/bin:/bin"]) { $1 })
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
            let expected = words.replacing("EDITOR", with: test.scratch.path("ed"))
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
                    + "No such file or directory; nothing was changed; name another with VISUAL or EDITOR")
            #expect(try test.kept().isEmpty)
        }

        /// An editor that hands the file to a window and returns. What is saved later is in memory, and is taken up.
        @Test(arguments: [
            "(until [ -e go ]; do sleep 0.05; done; sed -i 's/horse/pony/' \"$1\") > /dev/null 2>&1 &", "true",
        ])
        func whatAWindowSavesLaterIsKept(_ script: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.editClosingDescriptors(script, as: "myeditor")
            #expect(result.status == 0 && result.output == "secrets.ejson: nothing was changed.\n")
            #expect(result.error.contains("--wait") && result.error.contains("--resume secrets.ejson"))
            if script == "true" {
                // A window of a process that was there before; the text is gone, and the directory is closed to others.
                let directory = try #require(try test.kept().first)
                #expect(
                    try FileManager.default.attributesOfItem(
                        atPath: test.memory.appending(path: directory).path())[.posixPermissions] as? Int == 0o700)
                try Scratch.plain.replacing("horse", with: "pony").write(
                    to: test.memory.appending(path: directory).appending(path: "secrets.json"), atomically: false,
                    encoding: .utf8)
            } else {
                #expect(try test.edit("true").errorLine.contains("it is being edited already"))
                try test.scratch.write("", to: "go")
                try EditScratch.wait { try test.keptText().contains("pony") }
            }
            var resumed = try test.edit("true", ["--resume", "secrets.ejson"])
            for _ in 0..<100 where resumed.error.contains("being edited already") {
                resumed = try test.edit("true", ["--resume", "secrets.ejson"])
            }
            #expect(resumed.status == 0 && resumed.output.hasPrefix("Wrote "), "\(resumed.error)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
            #expect(try test.kept().isEmpty)
        }

        /// What a window may yet save of a new document must open, so its key stays.
        @Test func aKeyIsKeptForWhatIsSavedLater() throws {
            let test = try EditScratch()
            #expect(try test.edit("true", ["new.ejson"], as: "myeditor").status == 0)
            let directory = try #require(try test.kept().first)
            let key = try #require(
                try FileManager.default.contentsOfDirectory(atPath: test.scratch.keys.path()).first {
                    $0 != Scratch.publicKey
                })
            let text = "{\"_public_key\": \"\(key)\", \"a\": \"one\"}"
            try text.write(
                to: test.memory.appending(path: directory).appending(path: "new.json"), atomically: false,
                encoding: .utf8)
            #expect(try test.edit("true", ["--resume", "new.ejson"]).status == 0)
            #expect(try test.scratch.run(["decrypt", "new.ejson"]).output == text)
        }

        /// Whatever stands where the text was, the command ends, and says where it is.
        @Test(arguments: ["rm \"$1\"; mkfifo \"$1\"", "rm \"$1\"; mkdir \"$1\"", "ln -sf /dev/zero \"$1\""])
        func aTextThatIsNoFileIsAnError(_ script: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let result = try test.edit(script)
            #expect(result.status == 1 && result.error.contains("what the editor has left"), "\(result.error)")
            #expect(try test.scratch.read() == before)
        }

        @Test(arguments: ["chmod 644 \"$1\"", "chmod 0 \"$1\"", "cp \"$1\" c; rm \"$1\"; mv c \"$1\""])
        func anEditorMayReplaceTheText(_ script: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.edit("sed -i 's/horse/pony/' \"$1\"; \(script)")
            #expect(result.status == (script.contains(" 0 ") && getuid() != 0 ? 1 : 0), "\(result.error)")
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
