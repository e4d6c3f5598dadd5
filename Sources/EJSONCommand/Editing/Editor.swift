import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// The user's editor: `VISUAL`, else `EDITOR`, else `vi`, with options as a shell reads them. A blank variable counts
/// as unset. `GIT_EDITOR` is not used.
struct Editor {
    /// As the user wrote it.
    let command: Argument

    /// Whether the user has named none.
    private let isDefault: Bool

    /// The program and its options, when no shell is needed to split them.
    private let words: [Argument]
    private let known: KnownEditor?

    init() {
        let chosen = Self.chosen("VISUAL") ?? Self.chosen("EDITOR")
        command = chosen ?? "vi"
        isDefault = chosen == nil
        // A path may contain spaces. Errors are reported when the program is started.
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

    /// Refuses `vi` where there is no terminal for it: it would write escape sequences and wait. An editor that the user
    /// has named may be a program that needs none.
    ///
    /// - Parameter advice: what to do instead.
    func requireTerminal(advice: String) throws {
        guard isDefault, !systemIsTerminal(STDIN_FILENO) || !systemIsTerminal(STDOUT_FILENO) else { return }
        throw Failure(
            "standard input and output must be a terminal for the editor (\(command))",
            hint: "\(advice), or name another editor with VISUAL or EDITOR")
    }

    /// The command that edits a file. Known editors get options to keep copies of the text only in `directory`, to
    /// begin at `line`, and to wait until the user is done.
    func arguments(for file: FilePath, in directory: FilePath, atLine line: Int?) -> [Argument] {
        let options = (known?.options(words, directory, atLine: line) ?? []) + [Argument(file)]
        guard needsShell else { return words + options }
        return ["/bin/sh", "-c", Argument(bytes: command.bytes + Array(" \"$@\"".utf8)), command] + options
    }

    /// Whether an editor that returned this soon without changes may have left a window open. A terminal editor has
    /// none.
    func mayHaveLeftWindow(after milliseconds: Int) -> Bool {
        milliseconds < 2_000 && known?.worksOnTerminal != true
    }

    /// Avoided where possible: a shell between would get the keyboard's signals too.
    private let needsShell: Bool
}
