import EJSON
import SystemPackage

/// The user's editor: `VISUAL`, else `EDITOR`, else `vi`, with its options, as a shell reads them.
struct Editor {
    /// As the user wrote it.
    let command: String

    init() {
        command = environmentVariable("VISUAL") ?? environmentVariable("EDITOR") ?? "vi"
    }

    /// What runs the editor on a file. Editors that are known are told to keep copies of the text, if at all, in
    /// `directory`, and to begin at `line`.
    func arguments(for file: FilePath, in directory: FilePath, atLine line: Int?) -> [String] {
        var options: [String] = []
        if let known = KnownEditor(words.first ?? "") {
            options = known.options(directory) + (line.map { ["+\($0)"] } ?? [])
        }
        options.append(file.string)
        guard needsShell else { return words + options }
        return ["/bin/sh", "-c", "\(command) \"$@\"", command] + options
    }

    private var words: [String] {
        command.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    }

    /// A shell between this process and the editor would get the signals of the keyboard too.
    private var needsShell: Bool {
        words.isEmpty || command.utf8.contains { "|&;<>()$`\\\"'*?[#~=%{}!\n".utf8.contains($0) }
    }
}

/// Editors that keep copies of what they edit, and can be told not to.
private enum KnownEditor {
    case vim, nano, emacs

    /// By the name of the program that a command leads to: `vi` is often a link to vim.
    init?(_ command: String) {
        guard let path = try? Executable([command]).path, let resolved = try? resolvedPath(FilePath(path)),
            let name = resolved.lastComponent?.string
        else { return nil }
        if name.contains("vim") {
            self = .vim
        } else if name == "nano" {
            self = .nano
        } else if name.hasPrefix("emacs"), !name.hasPrefix("emacsclient") {
            self = .emacs
        } else {
            return nil
        }
    }

    func options(_ directory: FilePath) -> [String] {
        switch self {
        // The settings come behind those of the user's own files.
        case .vim: ["-n", "-i", "NONE", "-c", "set noswapfile noundofile nobackup nowritebackup"]
        case .nano: ["--backupdir=\(directory)"]
        case .emacs:
            ["--eval", "(setq make-backup-files nil auto-save-default nil create-lockfiles nil)"]
        }
    }
}
