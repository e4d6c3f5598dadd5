#if os(Linux)
    import Foundation
    import Testing

    /// The questions of `ejson edit`, on a pseudo-terminal.
    @Suite struct EditTerminalTests {
        private static let question = Said.editAgain

        @Test(arguments: ["y\\n", "\\n", "Yes\\n"]) func offersToEditAgain(_ answer: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let script =
                "if [ -e again ]; then sed -i 's/{{/{/; s/horse/pony/' \"$1\"; "
                + "else touch again; sed -i 's/{/{{/' \"$1\"; fi"
            let screen = try test.editOnTerminal(script, typing: [Self.question: answer])
            #expect(screen.contains("Not saved: secrets.ejson:1:2: \(Said.expectedKey)\n\(Self.question)"))
            #expect(screen.hasSuffix("bytes to secrets.ejson.\nstatus 0\n"), "\(screen)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
            #expect(try test.kept().isEmpty)
        }

        @Test(arguments: ["n\\n", "\\x04"]) func keepsTheTextOfWhoDoesNot(_ answer: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let screen = try test.editOnTerminal("sed -i 's/{/{{/' \"$1\"", typing: [Self.question: answer])
            #expect(screen.contains("\(Said.isKept): ") && screen.hasSuffix("status 1\n"), "\(screen)")
            #expect(try test.keptText().hasPrefix("{{"))
        }

        @Test(
            arguments: [
                ("g\\n", "correct pony", 0, true), ("\\n", "correct pony", 0, true), ("d\\n", "correct horse", 0, true),
                ("q\\n", "correct horse", 1, false), ("x\\n", "correct horse", 1, false),
            ]) func asksWhatToDoWithAnUnfinishedEdit(
                _ answer: String, _ value: String, _ status: Int, _ isGone: Bool
            ) throws
        {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            _ = try test.edit("sed -i 's/horse/pony/' \"$1\"; exit 1")
            let question = "[G/d/q] "
            let screen = try test.editOnTerminal("true", typing: [question: answer])
            #expect(screen.hasSuffix("status \(status)\n"), "\(screen)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains(value))
            #expect(try test.kept().isEmpty == isGone)
        }

        @Test(arguments: ["\\n", "y\\n"]) func waitsForAWindowWhenSomebodySaysSo(_ answer: String) throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let script = "(until [ -e asked ]; do sleep 0.05; done; sed -i 's/horse/pony/' \"$1\"; touch saved) &"
            let question = "press Return. "
            let screen = try test.editOnTerminal(script, typing: [question: "touch asked:\(answer)"], as: "myeditor")
            #expect(screen.contains(Said.returnedAtOnce) && screen.hasSuffix("status 0\n"), "\(screen)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
            #expect(try test.kept().isEmpty)
        }

        /// When an editor stops itself, the shell gets the terminal, and the editor continues with the command.
        @Test func stopsWithTheEditor() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let screen = try test.editOnTerminal(
                "echo stopping; kill -STOP $$; sed -i s/horse/pony/ \"$1\"", typing: ["stopping": "fg"])
            #expect(screen.hasSuffix("status 0\n"), "\(screen)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
        }

        /// The terminal's interrupt reaches the editor, not the waiting command.
        @Test func controlCIsTheEditors() throws {
            let test = try EditScratch()
            try test.scratch.writeSealed()
            let script = "trap 'sed -i s/horse/pony/ \"$1\"; exit 0' INT; echo ready; while :; do sleep 0.05; done"
            let screen = try test.editOnTerminal(script, typing: ["ready": "\\x03"])
            #expect(screen.hasSuffix("status 0\n"), "\(screen)")
            #expect(try test.scratch.run(["decrypt", "secrets.ejson"]).output.contains("correct pony"))
        }
    }

    extension EditScratch {
        /// Runs `ejson edit secrets.ejson` on a terminal, types each answer (with Python's escapes) when its question is
        /// shown, and returns what is on the screen then, and the status.
        func editOnTerminal(_ script: String, typing answers: [String: String], as name: String = "ed") throws -> String
        {
            let editor = try scratch.write("#!/bin/sh\n\(script)\n", to: name, mode: 0o755)
            let arguments = answers.flatMap { ["'\($0)'", "'\($1)'"] }.joined(separator: " ")
            let program = try scratch.write(Self.terminal, to: "terminal.py")
            let result = try Command.shell(
                "python3 \(program) \(arguments)", environment: environment.merging(["EDITOR": editor]) { $1 },
                in: scratch.url)
            #expect(result.status == 0, "\(result.error)")
            return result.output
        }

        private static let terminal = #"""
            import os, pty, signal, sys, time

            answers = [(q.encode(), a.encode().decode("unicode_escape").encode()) for q, a in zip(sys.argv[1::2], sys.argv[2::2])]
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(os.environ["EJSON"], ["ejson", "edit", "secrets.ejson"])
            screen = b""
            while True:
                try:
                    part = os.read(terminal, 65536)
                except OSError:
                    break
                if not part:
                    break
                screen += part
                for question, answer in list(answers):
                    if question in screen:
                        answers.remove((question, answer))
                        if answer == b"fg":
                            assert os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])
                            os.kill(pid, signal.SIGCONT)
                            continue
                        if answer.startswith(b"touch asked:"):
                            open("asked", "w").close()
                            while not os.path.exists("saved"):
                                time.sleep(0.02)
                            answer = answer.split(b":")[1]
                        os.write(terminal, answer)
            status = os.waitpid(pid, 0)[1]
            print(screen.decode().replace("\r\n", "\n") + f"status {os.waitstatus_to_exitcode(status)}")
            """#
    }
#endif
