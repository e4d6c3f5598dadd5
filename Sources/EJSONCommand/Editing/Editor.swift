import EJSON
import SystemPackage

/// The user's editor: `VISUAL`, else `EDITOR`, else `vi`, with its options, as a shell reads them. A variable with
/// nothing but white space is unset. `GIT_EDITOR` is git's.
struct Editor {
    /// As the user wrote it.
    let command: String

    /// The program and its options, when no shell is needed to tell them apart.
    private let words: [String]
    private let known: KnownEditor?

    init() {
        command = Self.chosen("VISUAL") ?? Self.chosen("EDITOR") ?? "vi"
        // The path of a program may have spaces in it. Whatever is wrong with it is reported when it is started.
        let isProgram = command.contains("/") && (try? Executable([command])) != nil
        words = isProgram ? [command] : command.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        needsShell = !isProgram && command.utf8.contains { "|&;<>()$`\\\"'*?[#~=%{}!\n".utf8.contains($0) }
        known = KnownEditor(words)
    }

    private static func chosen(_ name: String) -> String? {
        environmentVariable(name).flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    /// What runs the editor on a file. Editors that are known are told to keep copies of the text, if at all, in
    /// `directory`, to begin at `line`, and to wait until the user is done.
    func arguments(for file: FilePath, in directory: FilePath, atLine line: Int?) -> [String] {
        let options = (known?.options(words, directory, atLine: line) ?? []) + [file.string]
        guard needsShell else { return words + options }
        return ["/bin/sh", "-c", "\(command) \"$@\"", command] + options
    }

    /// Whether an editor that has returned so soon, and has changed nothing, may have left a window open. One that works
    /// on the terminal has none.
    func mayHaveLeftWindow(after time: Duration) -> Bool {
        time < .seconds(2) && known?.worksOnTerminal != true
    }

    /// A shell between this process and the editor would get the signals of the keyboard too.
    private let needsShell: Bool
}
