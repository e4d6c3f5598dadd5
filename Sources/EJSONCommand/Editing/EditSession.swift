import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// An edit, from the text in the editor to the document in the file. The text is kept until the file is written.
struct EditSession {
    let file: FilePath
    let directory: EditDirectory
    let editor: Editor

    /// Whether the text of an unfinished edit is used without a question.
    let resumes: Bool

    /// Throws when the sealed document must not be written.
    let check: (Document) throws -> Void

    /// Returns the number of bytes written; `nil` when nothing was changed.
    func run(_ document: borrowing EditedDocument) throws -> Int? {
        try prepare(document)
        var line: Int?
        while true {
            let mayHaveLeftWindow = try edit(document, atLine: line)
            var text = try editedText()
            if mayHaveLeftWindow, text.isSame(as: document.shown) {
                guard waitsForWindow() else { return nil }
                text = try editedText()
            }
            if text.isSame(as: document.shown) {
                directory.removeText()
                return nil
            }
            var failure: (any Error)?
            do {
                return try reporting("Not saved", DocumentArgument(file)) {
                    do {
                        let count = try document.save(text, check: check)
                        directory.removeText()
                        return count
                    } catch {
                        failure = error
                        if let change = error as? PublicKeyChange { throw Failure(change.message) }
                        throw error
                    }
                }
            } catch {
                guard let failure, isAboutText(failure), ask("Edit again? [Y/n]", ["y", "n"]) == "y" else {
                    printError(
                        Message("The edited text is kept: \(printable(directory.text))", hint: Self.hintOfKept(file)))
                    throw error
                }
                line = (failure as? EJSONError)?.position?.line ?? (failure as? PublicKeyChange)?.line
            }
        }
    }

    /// What to do with a text that is kept.
    private static func hintOfKept(_ file: FilePath) -> String {
        let file = shellWord(file)
        return "go on with it: ejson edit --resume \(file), or drop it: ejson edit --discard \(file)"
    }

    /// Writes the text, unless an unfinished edit is continued.
    private func prepare(_ document: borrowing EditedDocument) throws {
        if directory.hasText, try !directory.readText().isSame(as: document.shown),
            try takesUpText()
        {
            guard try directory.baseOfText() == document.version else {
                throw Failure(
                    "others have changed it since that edit began",
                    hint: "copy what you need from \(printable(directory.text)), then run: "
                        + "ejson edit --discard \(shellWord(file))")
            }
            return
        }
        try directory.begin(document.shown, base: document.version)
    }

    private func takesUpText() throws -> Bool {
        if resumes { return true }
        let question = "An edit of \(printable(file)) was not finished. Go on with it, drop it, or quit? [G/d/q]"
        switch ask(question, ["g", "d", "q"]) {
        case "g": return true
        case "d": return false
        default:
            throw Failure(
                "an edit of it was not finished, and is kept: \(printable(directory.text))", hint: Self.hintOfKept(file)
            )
        }
    }

    private func editedText() throws -> SecretBytes {
        do {
            return try directory.readText()
        } catch let failure as Failure {
            throw Failure(
                "\(failure.message.words); the edited text is kept: \(printable(directory.text))",
                hint: Self.hintOfKept(file))
        }
    }

    /// Asks the user when the editor's window is closed. Without a user, returns `false`; a text that is saved later
    /// stays in the private directory, and the next edit uses it.
    private func waitsForWindow() -> Bool {
        printWarning(messageForEditorInWindow(editor.command))
        if ask("When the window is closed, or if there is none, press Return.", ["y"]) != nil { return true }
        // Only an editor that still runs may need the text.
        if !directory.isHeldByEditor() { directory.removeText() }
        directory.awaitsText = true
        printError(wordsForLateText(file))
        return false
    }

    /// Runs the editor to its end. Returns whether the text may still be edited in a window.
    private func edit(_ document: borrowing EditedDocument, atLine line: Int?) throws -> Bool {
        // The editor's temporary files then go to the same directory.
        setEnvironmentVariable("TMPDIR", to: directory.path)
        let arguments = editor.arguments(for: directory.text, in: directory.path, atLine: line)
        let name = editor.command.description
        let ending: Message
        let start = monotonicMilliseconds()
        do throws(Errno) {
            switch try ChildProcess.runInForeground(arguments) {
            case .exited(0) where directory.hasText:
                return editor.mayHaveLeftWindow(after: monotonicMilliseconds() - start)
            case .exited(0): ending = "the editor (\(name)) has removed the text"
            case .exited(let status): ending = "the editor (\(name)) ended with status \(status)"
            case .killed(let signal): ending = "the editor (\(name)) was ended by signal \(signal)"
            }
        } catch {
            ending =
                Failure("cannot start the editor (\(name))", error, hint: "name another with VISUAL or EDITOR").message
        }
        // A text that cannot be read counts as changed and is kept.
        let isChanged =
            directory.hasText && (try? !directory.readText().isSame(as: document.shown)) ?? true
        guard isChanged else {
            directory.removeText()
            throw Failure("\(ending.words); nothing was changed", hint: ending.hint)
        }
        throw Failure(
            "\(ending.words); nothing was changed, and the edited text is kept: \(printable(directory.text))",
            hint: Self.hintOfKept(file))
    }
}

/// Whether another edit of the text can fix the error.
private func isAboutText(_ error: any Error) -> Bool {
    guard let error = error as? EJSONError else { return error is Failure || error is PublicKeyChange }
    return error.code != .inputOutput && error.code != .outOfMemory
}
