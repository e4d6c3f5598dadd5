import ArgumentParser
import EJSON
import SystemPackage

/// `--keydir`: on the command itself and on every subcommand, so that it may stand anywhere.
struct KeyDirectoryOption: ParsableArguments {
    @Option(
        name: [.customShort("k"), .long],
        help: ArgumentHelp(
            "Where private keys are. (default: $EJSON_KEYDIR, else /opt/ejson/keys)",
            valueName: "dir"))
    var keydir: String?

    func validate() throws {
        if keydir == "" { throw ValidationError("--keydir needs the path of a directory.") }
    }

    /// The key directory: this option's, else the one given before the subcommand, else the standard one.
    var directory: KeyDirectory {
        (unsafe keydir ?? Self.beforeSubcommand).map { KeyDirectory(FilePath($0)) } ?? .standard
    }

    /// What was given before the subcommand. Set while the options are parsed, read when the subcommand runs.
    nonisolated(unsafe) static var beforeSubcommand: String?
}
