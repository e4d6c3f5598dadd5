import CommandLineFlags
import EJSON
import SystemPackage

/// Editors with options against copies of the text, and editors with an option that makes them wait.
enum KnownEditor {
    case vim(isWindow: Bool)
    case nano
    case emacs
    /// Another terminal editor.
    case onTerminal
    /// An editor with a window, and the options that make it wait; the first one is added.
    case window(waits: [Argument])

    /// Recognised by the name of the resolved program, because `vi` is often a link to vim; otherwise by the name as
    /// called.
    init?(_ words: [Argument]) {
        // An editor that is not found is unknown; starting it reports why.
        guard let path = try? Executable(words.first ?? "").path, let called = path.lastComponent?.string,
            let name = try? resolvedPath(path).lastComponent?.string
        else { return nil }
        if name.holds("vim") {
            let isWindow = ["g", "m", "rg", "e"].contains { called.hasPrefix($0 + "vi") } || words.contains("-g")
            self = .vim(isWindow: isWindow)
        } else if name == "nano" {
            self = .nano
        } else if name.hasPrefix("emacs"), !name.hasPrefix("emacsclient") {
            self = .emacs
        } else if let options = waitOptions[called] ?? waitOptions[name] {
            self = .window(waits: options)
        } else if terminalEditors.contains(name) || terminalEditors.contains(called) {
            self = .onTerminal
        } else {
            return nil
        }
    }

    var worksOnTerminal: Bool {
        switch self {
        case .vim(let isWindow): !isWindow
        case .nano, .emacs, .onTerminal: true
        case .window: false
        }
    }

    /// The options that are added to the user's.
    func options(_ words: [Argument], _ directory: FilePath, atLine line: Int?) -> [Argument] {
        let atLine = line.map { [Argument("+\($0)")] } ?? []
        switch self {
        // These settings override the user's configuration files.
        case .vim(let isWindow):
            return ["-n", "-i", "NONE", "-c", "set noswapfile noundofile nobackup nowritebackup"]
                + (isWindow ? ["-f"] : []) + atLine
        case .nano: return [Argument(bytes: Array("--backupdir=".utf8) + directory.bytes)] + atLine
        case .emacs:
            return ["--eval", "(setq make-backup-files nil auto-save-default nil create-lockfiles nil)"] + atLine
        case .onTerminal: return []
        case .window(let options):
            return options.contains(where: words.contains) ? [] : Array(options.prefix(1))
        }
    }
}

private let waitOptions: [String: [Argument]] = [
    "code": ["--wait", "-w"], "code-insiders": ["--wait", "-w"], "code-oss": ["--wait", "-w"],
    "codium": ["--wait", "-w"], "vscodium": ["--wait", "-w"], "cursor": ["--wait", "-w"],
    "windsurf": ["--wait", "-w"], "subl": ["--wait", "-w"], "sublime_text": ["--wait", "-w"],
    "atom": ["--wait", "-w"], "pulsar": ["--wait", "-w"], "zed": ["--wait", "-w"], "zeditor": ["--wait", "-w"],
    "gedit": ["--wait", "-w"], "xed": ["--wait", "-w"], "mate": ["--wait", "-w"], "bbedit": ["--wait", "-w"],
    "lapce": ["--wait", "-w"], "kate": ["--block", "-b"], "gnome-text-editor": ["--standalone", "-s"],
]

private let terminalEditors: Set = [
    "busybox", "vi", "nvi", "ed", "ex", "hx", "helix", "kak", "micro", "joe", "jed", "jmacs", "mcedit", "mg", "ne",
    "zile",
    "elvis", "vis",
]
