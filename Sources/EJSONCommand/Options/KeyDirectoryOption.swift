import ArgumentParser
import EJSON
import SystemPackage

/// `--keydir`: on the command itself and on every subcommand, so that it may stand anywhere.
struct KeyDirectoryOption: Declared {
    var keydir: String?

    static let parameters: [Parameter<Self>] = [
        .option(
            "-k", "--keydir", value: "dir",
            help: "Where private keys are. (default: $EJSON_KEYDIR, else /opt/ejson/keys)"
        ) { $0.keydir = $1 }
    ]

    func validate() throws {
        if keydir == "" { throw ValidationError("--keydir needs the path of a directory.") }
    }

    /// The key directory of this name, else of the one given before the subcommand, else the standard one.
    var directory: KeyDirectory {
        (unsafe keydir ?? Self.beforeSubcommand).map { KeyDirectory(FilePath(argument: $0)) } ?? .standard
    }

    /// What was given before the subcommand. Set while the options are read, used when the subcommand runs.
    nonisolated(unsafe) static var beforeSubcommand: String?
}
