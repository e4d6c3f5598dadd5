import CommandLineFlags
import EJSON
import EJSONDelivery
import EJSONFormat

extension KubernetesSecrets.Format: ArgumentChoice {}

struct Kubernetes: Command {
    static let documentation = Documentation(
        abstract: "Print Kubernetes Secret manifests.",
        discussion: """
            Takes the object "kubernetes_secrets", in the schema that krane uses: {"NAME":
            {"_type": "Opaque", "data": {"KEY": "VALUE"}}}. Beside "data", "_labels" and
            "_annotations" hold strings too, and "_comment" is left out; any other member is
            refused. One leading underscore of a key in these objects, which keeps its value
            in plaintext, is dropped. Anything that Kubernetes would not accept is refused,
            with the violated rule.
            """,
        examples: [
            "ejson kubernetes secrets.ejson | kubectl apply -f -": "",
            "ejson kubernetes --format json secrets.ejson": "",
        ],
        exitStatuses: [
            "0": "the manifests are printed",
            "1": "nothing is printed",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var format = KubernetesSecrets.Format.yaml
    var file = DocumentArgument.standardInput

    mutating func declare(in parameters: inout Parameters) {
        parameters.option("--format", value: "format", help: "How to print.", into: &format)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.argument(
            "file", help: "The document; - is standard input.", into: &file)
    }

    func validate() throws(UsageError) {
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
