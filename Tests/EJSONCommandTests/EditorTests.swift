#if os(Linux)
    import Foundation
    import Testing

    /// Which editor is started, with which arguments, and what happens at its end.
    @Suite struct EditorTests {
        /// An editor that prints its arguments.
        private static let script = "#!/bin/sh\nprintf '%s\\n' \"${0##*/}\" \"$@\" > told\n"

        /// `bin` is on PATH. The expected arguments before the text's name.
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
            // On a terminal, because vi is not started without one.
            try require(program: "script")
            let result = try Command.shell(
                "script -qec '\"$EJSON\" edit secrets.ejson' /dev/null",
                environment: test.environment
                    .merging(environment.mapValues { $0.replacing("BIN", with: bin.path()) }) { $1 }
                    .merging(["PATH": "\(bin.path()):/usr/bin:/bin"]) { $1 }, in: test.scratch.url)
            #expect(result.status == 0, "\(result.output)")
            let seen = try test.scratch.read("told").split(separator: "\n").map(String.init)
            let text = try #require(seen.last)
            let directory = URL(filePath: text).deletingLastPathComponent().path().dropLast()
            #expect(seen.dropLast() == told.map { $0.replacing("DIRECTORY", with: directory) })
        }

        @Test(
            arguments: [
                ("exit 3", "\(Said.ended) status 3; \(Said.nothingChanged)"),
                ("kill -9 $$", "\(Said.wasEnded) signal 9; \(Said.nothingChanged)"),
                ("rm \"$1\"", "\(Said.removedText); \(Said.nothingChanged)"),
            ]) func aFailedEditorChangesNothing(_ script: String, _ words: String) throws
        {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let result = try test.edit(script)
            #expect(result.status == 1)
            #expect(result.errorLine.hasPrefix("Editing failed: secrets.ejson: "))
            #expect(result.errorLine.contains(test.scratch.path("ed")) && result.errorLine.hasSuffix(words))
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
                    "\(Said.ended) status 3; \(Said.nothingChanged), and the \(Said.isKept): /dev/shm/"))
            #expect(try test.scratch.read() == before)
            #expect(try test.keptText().contains("correct pony"))
        }

        /// Otherwise a file that the editor opens would become its standard stream.
        @Test func aClosedStreamIsDevNullForTheEditor() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let editor = try test.scratch.write(
                "#!/bin/sh\nreadlink /proc/$$/fd/0 /proc/$$/fd/2 > streams\n", to: "ed", mode: 0o755)
            _ = try Command.shell(
                "$EJSON edit secrets.ejson <&- 2>&-", environment: test.environment.merging(["EDITOR": editor]) { $1 },
                in: test.scratch.url)
            #expect(try test.scratch.read("streams") == "/dev/null\n/dev/null\n")
        }

        @Test func saysWhenThereIsNoSuchEditor() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.run(["edit", "secrets.ejson"], environment: ["EDITOR": "none-such -x"])
            #expect(result.status == 1)
            #expect(
                result.errorLine.hasPrefix(
                    "Editing failed: secrets.ejson: \(Said.cannotStartEditor) (none-such -x): \(Said.noSuchFile)"))
            #expect(try test.kept().isEmpty)
        }

        /// An editor that returns while its window is open. A text saved later is kept in memory, and the next edit
        /// uses it.
        @Test(arguments: [
            "(until [ -e go ]; do sleep 0.05; done; sed -i 's/horse/pony/' \"$1\") > /dev/null 2>&1 &", "true",
        ])
        func whatAWindowSavesLaterIsKept(_ script: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.editClosingDescriptors(script, as: "myeditor")
            #expect(result.status == 0 && result.output == "secrets.ejson: \(Said.nothingChanged).\n")
            #expect(result.error.contains("--wait") && result.error.contains("--resume secrets.ejson"))
            if script == "true" {
                // A window of an older process: the text is gone, and the directory is private.
                let directory = try #require(try test.kept().first)
                #expect(
                    try FileManager.default.attributesOfItem(
                        atPath: test.memory.appending(path: directory).path())[.posixPermissions] as? Int == 0o700)
                try Scratch.plain.replacing("horse", with: "pony").write(
                    to: test.memory.appending(path: directory).appending(path: "secrets.json"), atomically: false,
                    encoding: .utf8)
            } else {
                #expect(try test.edit("true").errorLine.contains(Said.isBeingEdited))
                try test.scratch.write("", to: "go")
                try EditScratch.wait { try test.keptText().contains("pony") }
            }
            var resumed = try test.edit("true", ["--resume", "secrets.ejson"])
            for _ in 0..<100 where resumed.error.contains(Said.isBeingEdited) {
                resumed = try test.edit("true", ["--resume", "secrets.ejson"])
            }
            #expect(resumed.status == 0 && resumed.output.hasPrefix("Wrote "), "\(resumed.error)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
            #expect(try test.kept().isEmpty)
        }

        /// A window may still save a new document, so its key is kept.
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

        /// Whatever replaces the text, the command ends, and reports where it is.
        @Test(arguments: ["rm \"$1\"; mkfifo \"$1\"", "rm \"$1\"; mkdir \"$1\"", "ln -sf /dev/zero \"$1\""])
        func aTextThatIsNoFileIsAnError(_ script: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let before = try test.scratch.read()
            let result = try test.edit(script)
            #expect(result.status == 1 && result.error.contains(Said.leftByEditor), "\(result.error)")
            #expect(try test.scratch.read() == before)
        }

        @Test(arguments: ["chmod 644 \"$1\"", "chmod 0 \"$1\"", "cp \"$1\" c; rm \"$1\"; mv c \"$1\""])
        func anEditorMayReplaceTheText(_ script: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.edit("sed -i 's/horse/pony/' \"$1\"; \(script)")
            #expect(result.status == (script.contains(" 0 ") && getuid() != 0 ? 1 : 0), "\(result.error)")
        }

        /// Control-C goes to the editor while it runs, and afterwards to the command.
        @Test func anInterruptIsTheEditors() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let result = try test.edit("kill -INT $PPID; kill -QUIT $PPID; sed -i 's/horse/pony/' \"$1\"")
            #expect(result.status == 0)
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
            let interrupted = try test.edit("kill -INT $$; sleep 60")
            #expect(interrupted.error.contains("\(Said.wasEnded) signal 2; \(Said.nothingChanged)"))
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
