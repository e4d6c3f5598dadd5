import ArgumentParser
import EJSON
import EJSONFormat

extension KubernetesSecrets.Format: ExpressibleByArgument {}

struct Kubernetes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes",
        _superCommandName: EJSONTool.name,
        abstract: "Print Kubernetes Secret manifests.",
        discussion: """
            Takes the object "kubernetes_secrets", in the schema that krane uses:
            {"NAME": {"_type": "Opaque", "data": {"KEY": "VALUE"}}}.

            EXAMPLES:
              ejson kubernetes secrets.ejson | kubectl apply -f -
              ejson kubernetes --format json secrets.ejson
            """
    )

    @OptionGroup var decryption: DecryptionOptions

    @Option(help: ArgumentHelp("How to print: yaml or json.", valueName: "format"))
    var format = KubernetesSecrets.Format.yaml

    @Argument(help: "The document; - is standard input.")
    var file: String

    func validate() throws {
        try decryption.validate(file)
    }

    func run() throws {
        try reporting("Decryption failed", file) {
            try decryption.decrypt(file) { _, plaintext, trail in
                let path = ValuePath(components: ["kubernetes_secrets"])
                let secrets = try KubernetesSecrets(in: plaintext, at: path)
                let manifests = try secrets.manifests(of: plaintext, format)
                try trail.delivers(secrets.names)
                try manifests.withBytes(writeToStandardOutput)
            }
        }
    }
}
