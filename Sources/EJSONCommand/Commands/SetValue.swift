import ArgumentParser
import EJSON
import EJSONFormat
import SystemPackage

struct SetValue: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Seal one value, in place: a new one, or over an old one.",
        discussion: """
            Needs no private key. The value is asked for on a terminal, without showing it,
            or read with --stdin or --from-file. No other line of the file changes; objects
            on the way are made. In an array, the index behind the last one, or -, appends.
            A value whose key begins with an underscore is a comment and stays in plaintext.

            From --stdin and --from-file, one line break at the end is dropped, because
            `echo` and editors add it; --keep-newline keeps it. With --base64 every byte
            counts. Nothing, or a lone line break, is an error: an empty value is set with
            --value ''.

            EXAMPLES:
              ejson set secrets.ejson environment.PASSWORD
              pass show db | ejson set secrets.ejson environment.PASSWORD --stdin
              ejson set secrets.ejson /tls.key --from-file key.pem --keep-newline
              ejson set secrets.ejson keystore --from-file store.p12 --base64
              ejson set secrets.ejson environment._USER --value app

            EXIT STATUS:
              0 when the value is in the file; 1 when nothing was changed; 64 for wrong
              usage
            """
    )

    var source = ValueSource()
    var file = ""
    var path = PathArgument()

    static let parameters: [Parameter<Self>] =
        ValueSource.parameters { try $1(&$0.source) } + [
            .argument("file", help: "The document.") { $0.file = $1 },
            .argument("path", help: PathArgument.help) { $0.path = $1 },
        ]

    func validate() throws { try source.validate() }

    func run() throws {
        // The value, and what is not sealed yet, is in this process in plaintext.
        forbidDumps()
        try reporting("Not changed", file) {
            let value = try source.read(prompt: path.path.description)
            try change(file) { (document) throws(EJSONError) in try document.setting(path.path, to: value) }
        }
    }
}
