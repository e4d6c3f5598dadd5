import CPlatform
import CommandLineFlags
import EJSON
import EJSONDelivery
import EJSONFormat
import SystemPackage

struct Get: Command {
    static let documentation = Documentation(
        abstract: "Print one value in plaintext.",
        discussion: """
            A string is printed byte for byte, without quotes and escapes; any other value
            is printed as JSON. A line feed is added on a terminal only. If any value of the
            document does not open, nothing is printed.
            """,
        examples: [
            "ejson get secrets.ejson environment.PASSWORD": "",
            "ejson get secrets.ejson /tls.key > /dev/shm/tls.key": "",
            "ejson get --json secrets.ejson environment | jq keys": "",
        ],
        exitStatuses: [
            "0": "the value is printed",
            "1": "it is not, as when there is no such value",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var search = DocumentSearch()
    var json = false
    var file = DocumentArgument.standardInput
    var path = PathArgument.root

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--json", help: "Print the value's JSON, a string with quotes and escapes.", into: &json)
        parameters.group(&search)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.argument(
            "file", help: "The document; - is standard input.", into: &file)
        parameters.argument("path", help: PathArgument.help, completion: .keyPaths(of: "file"), into: &path)
    }

    func validate() throws(UsageError) {
        try decryption.validate(reading: file)
    }

    func run() throws {
        try reporting("Decryption failed", file) {
            do {
                try decryption.decrypt(search.resolve(file)) { _, plaintext, trail in
                    let value = try path.explainingSlashes { () throws -> SecretBytes in try self.value(in: plaintext) }
                    try trail.delivers([path.path.description])
                    try value.withBytes(writeToStandardOutput)
                    if systemIsTerminal(STDOUT_FILENO) { try printLine("") }
                }
            } catch {
                throw path.explainingOrder(error, file, of: "get")
            }
        }
    }

    private func value(in plaintext: borrowing SecretBytes) throws(EJSONError) -> SecretBytes {
        guard json else { return try plaintext.value(at: path.path) }
        return try plaintext.json(at: path.path)
    }
}
