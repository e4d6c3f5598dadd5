import CommandLineFlags
import EJSON
import SystemPackage

/// The user's editor: `VISUAL`, else `EDITOR`, else `vi`, with its options, as a shell reads them. A variable with
/// nothing but white space is unset. `GIT_EDITOR` is git's.
struct Editor {
    /// As the user wrote it.
    let command: Argument

    /// The program and its options, when no shell is needed to tell them apart.
    private let words: [Argument]
    private let known: KnownEditor?

    init() {
        command = Self.chosen("VISUAL") ?? Self.chosen("EDITOR") ?? "vi"
        // The path of a program may have spaces in it. Whatever is wrong with it is reported when it is started.
        let isProgram = command.bytes.contains(UInt8(ascii: "/")) && (try? Executable(command)) != nil
        words =
            isProgram
            ? [command]
            : command.bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                .map { Argument(bytes: Array($0)) }
        needsShell = !isProgram && command.bytes.contains { "|&;<>()$`\\\"'*?[#~=%{}!\n".utf8.contains($0) }
        known = KnownEditor(words)
    }

    private static func chosen(_ name: String) -> Argument? {
        environmentArgument(name).flatMap { $0.text?.allSatisfy(\.isWhitespace) ?? false ? nil : $0 }
    }

    /// What runs the editor on a file. Editors that are known are told to keep copies of the text, if at all, in
    /// `directory`, to begin at `line`, and to wait until the user is done.
    func arguments(for file: FilePath, in directory: FilePath, atLine line: Int?) -> [Argument] {
        let options = (known?.options(words, directory, atLine: line) ?? []) + [Argument(file)]
        guard needsShell else { return words + options }
        return ["/bin/sh", "-c", Argument(bytes: command.bytes + Array(" \"$@\"".utf8)), command] + options
    }

    /// Whether an editor that has returned so soon, and has changed nothing, may have left a window open. One that works
    /// on the terminal has none.
    func mayHaveLeftWindow(after milliseconds: Int) -> Bool {
        milliseconds < 2_000 && known?.worksOnTerminal != true
    }

    /// A shell between this process and the editor would get the signals of the keyboard too.
    private let needsShell: Bool
}
