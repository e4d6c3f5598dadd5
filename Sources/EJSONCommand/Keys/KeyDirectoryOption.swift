import CommandLineFlags
import EJSON
import SystemPackage

/// `--keydir`, for the command itself and every subcommand, so that it may be given anywhere.
struct KeyDirectoryOption: ParameterGroup {
    var keydir: FilePath?

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--keydir", "-k", value: "dir",
            help: "Where private keys are. (default: $EJSON_KEYDIR, else /opt/ejson/keys)", isShared: true,
            completion: .directory, into: &keydir)
    }

    /// The key directory of this name, else the standard one.
    var directory: KeyDirectory { keydir.map { KeyDirectory($0) } ?? .standard }
}
