import ArgumentParser
import EJSON
import EJSONFormat
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct Get: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print one value in plaintext.",
        discussion: """
            A string is printed byte for byte, without quotes and escapes; of an object or
            array, a number and the like its JSON. A line feed is added on a terminal, and
            nowhere else. All of the document must open, or nothing is printed.

            EXAMPLES:
              ejson get secrets.ejson environment.PASSWORD
              ejson get secrets.ejson /tls.key > /dev/shm/tls.key
              ejson get --json secrets.ejson environment | jq keys

            EXIT STATUS:
              0 when it was printed; 1 when it was not, as when there is no such value;
              64 for wrong usage
            """
    )

    var decryption = DecryptionOptions()
    var search = DocumentSearch()
    var json = false
    var file = ""
    var path = PathArgument()

    static let parameters: [Parameter<Self>] =
        DecryptionOptions.parameters { try $1(&$0.decryption) } + DocumentSearch.parameters { try $1(&$0.search) } + [
            .flag("--json", help: "Print the value's JSON, a string with quotes and escapes.") { $0.json = $1 },
            .argument("file", help: "The document; - is standard input.") { $0.file = $1 },
            .argument("path", help: PathArgument.help) { $0.path = $1 },
        ]

    func validate() throws {
        try decryption.validate(reading: file)
        try path.validate()
    }

    func run() throws {
        try reporting("Decryption failed", file) {
            try decryption.decrypt(search.resolve(file)) { _, plaintext, trail in
                let value = try path.explainingSlashes { () throws -> SecretBytes in try self.value(in: plaintext) }
                try trail.delivers([path.path.description])
                try value.withBytes(writeToStandardOutput)
                if isatty(STDOUT_FILENO) == 1 { try printLine("") }
            }
        }
    }

    private func value(in plaintext: borrowing SecretBytes) throws(EJSONError) -> SecretBytes {
        guard json else { return try plaintext.value(at: path.path) }
        return try plaintext.json(at: path.path)
    }
}
