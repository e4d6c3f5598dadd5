import CPlatform
import CommandLineFlags
import SystemPackage

// Messages about arguments.

/// The error, on one line whatever an argument contains, and the relevant usage.
func wordsForUsage(_ error: UsageError, of command: NamedCommand) -> [String] {
    [
        "Error: \(printableCharacters(of: Array(error.words.utf8)))",
        "Usage: \(CommandPage(command).usage) (more: \(command.name) --help)",
    ]
}

/// Shows help in the terminal's width and colours, else in 80 columns.
func showHelp(of command: NamedCommand, isLong: Bool) throws(Errno) {
    let columns = Int(platform_columns(STDOUT_FILENO))
    let width = columns > 0 ? columns : 80
    let help = CommandPage(command).help(
        isLong: isLong, HelpStyle(width: width, hasColors: TerminalStyle().hasColors))
    try writeToStandardOutput(Array(help.utf8).span)
}
