import ArgumentParser
import EJSON
import SystemPackage

/// `--keydir`: on the command itself and on every subcommand, so that it may stand anywhere.
struct KeyDirectoryOption: ParsableArguments {
    @Option(name: names, help: help)
    var keydir: String?

    static let names: NameSpecification = [.customShort("k"), .long]
    static let help = ArgumentHelp(
        "Where private keys are. (default: $EJSON_KEYDIR, else /opt/ejson/keys)", valueName: "dir")

    func validate() throws {
        try Self.validate(keydir)
    }

    static func validate(_ keydir: String?) throws {
        if keydir == "" { throw ValidationError("--keydir needs the path of a directory.") }
    }

    var directory: KeyDirectory { Self.directory(keydir) }

    /// The key directory of this name, else of the one given before the subcommand, else the standard one.
    static func directory(_ keydir: String?) -> KeyDirectory {
        (unsafe keydir ?? beforeSubcommand).map { KeyDirectory(FilePath($0)) } ?? .standard
    }

    /// What was given before the subcommand. Set while the options are parsed, read when the subcommand runs.
    nonisolated(unsafe) static var beforeSubcommand: String?
}
