import ArgumentParser
import EJSON
import EJSONFormat

extension KubernetesSecrets.Format: ExpressibleByArgument {}

struct Kubernetes: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes",
        abstract: "Print Kubernetes Secret manifests.",
        discussion: """
            Takes the object "kubernetes_secrets", in the schema that krane uses:
            {"NAME": {"_type": "Opaque", "data": {"KEY": "VALUE"}}}. Beside "data",
            "_labels" and "_annotations" hold strings too, and "_comment" is left out; any
            other member is refused. One underscore in front of a key in these objects,
            which keeps its value in plaintext, is dropped. What Kubernetes would not take
            is refused with the rule that it breaks.

            EXAMPLES:
              ejson kubernetes secrets.ejson | kubectl apply -f -
              ejson kubernetes --format json secrets.ejson
            """
    )

    var decryption = DecryptionOptions()
    var format = KubernetesSecrets.Format.yaml
    var file = ""

    static let parameters: [Parameter<Self>] =
        DecryptionOptions.parameters { try $1(&$0.decryption) } + [
            .option(
                "--format", value: "format", default: KubernetesSecrets.Format.yaml, help: "How to print: yaml or json."
            ) { $0.format = $1 },
            .argument("file", help: "The document; - is standard input.") { $0.file = $1 },
        ]

    func validate() throws {
        try decryption.validate(reading: file)
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
