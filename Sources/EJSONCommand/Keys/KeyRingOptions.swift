import CommandLineFlags
import EJSON
import SystemPackage

/// Where a command searches private keys: `--keydir` and `--identity`.
struct KeyRingOptions: ParameterGroup {
    var keyDirectory = KeyDirectoryOption()
    var identities: [FilePath] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&keyDirectory)
        parameters.options(
            "--identity", value: "file",
            help: "A private key that is one of the document's recipients: an ssh key, a key file or a document. "
                + "(default: $EJSON_IDENTITY)",
            completion: .file, into: &identities)
    }

    func validate() throws(UsageError) {
        if identities.contains(where: \.isEmpty) { throw UsageError("--identity needs the path of a file.") }
    }

    /// Whether keys or identities are named on the command line.
    var namesKeys: Bool { keyDirectory.keydir != nil || !identities.isEmpty }

    /// The key directories, systemd's credentials among them, and the identities.
    func ring(_ policy: KeyDirectory.Policy) -> KeyRing {
        KeyRing(directory: keyDirectory.keydir, identities: identities, policy: policy)
    }
}
