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
            on the way are made, but not beside one of nearly the same name, unless --create
            says that this is meant. In an array, the index behind the last one, or -,
            appends. A value whose key begins with an underscore is a comment and stays in
            plaintext.

            From --stdin and --from-file, one line break at the end is dropped, because
            `echo` and editors add it; --keep-newline keeps it. With --base64 every byte
            counts. Nothing, or a lone line break, is an error: an empty value is set with
            --value ''.

            With --json the value is JSON: a number, true, false, null, an array or an
            object, and what was there goes, with all that is in it. The strings in it are
            sealed by the same rule as in the rest of the document.

            EXAMPLES:
              ejson set secrets.ejson environment.PASSWORD
              pass show db | ejson set secrets.ejson environment.PASSWORD --stdin
              ejson set secrets.ejson /tls.key --from-file key.pem --keep-newline
              ejson set secrets.ejson keystore --from-file store.p12 --base64
              ejson set secrets.ejson environment._USER --value app
              ejson set secrets.ejson pool.size --json --value 20

            EXIT STATUS:
              0 when the value is in the file; 1 when nothing was changed; 64 for wrong
              usage
            """
    )

    var source = ValueSource()
    var json = false
    var create = false
    var file = ""
    var path = PathArgument()

    static let parameters: [Parameter<Self>] =
        ValueSource.parameters { try $1(&$0.source) } + [
            .flag("--json", help: "The value is JSON, of any kind.") { $0.json = $1 },
            .flag("--create", help: "Make objects on the way also beside one of nearly the same name.") {
                $0.create = $1
            },
            .argument("file", help: "The document.") { $0.file = $1 },
            .argument("path", help: PathArgument.help) { $0.path = $1 },
        ]

    func validate() throws {
        try source.validate()
        try path.validate()
        if json, source.base64 { throw ValidationError("Base64 is no JSON: give --json or --base64.") }
        if let value = source.value, isNotUTF8(value) {
            throw ValidationError("The value is not UTF-8; to store its base64: --stdin --base64")
        }
    }

    func run() throws {
        // The value, and what is not sealed yet, is in this process in plaintext.
        forbidDumps()
        try reporting("Not changed", file) {
            let value = try source.read(prompt: path.path.description)
            let creating: NewObjects = create ? .always : .unlessSimilar
            if json {
                let new = try newJSON(value)
                try put { (document) throws(EJSONError) in
                    try document.setting(path.path, toJSON: new, creating: creating)
                }
            } else {
                try put { (document) throws(EJSONError) in
                    try document.setting(path.path, to: value, creating: creating)
                }
            }
        }
    }

    private func put(_ body: (Document) throws(EJSONError) -> SecretBytes) throws {
        try path.explainingSlashes {
            try change(file, concerning: path.path) { (document) throws(EJSONError) in
                if path.slashed != nil, try !document.holdsValue(at: path.path) {
                    throw EJSONError(.valueNotFound, .delivery(.missing), keyPath: path.path.description)
                }
                return try body(document)
            }
        }
    }

    private func newJSON(_ value: borrowing SecretBytes) throws -> NewJSON {
        do throws(EJSONError) {
            return try NewJSON(value)
        } catch {
            // The position is one in the value, not in the document.
            guard let position = error.position else { throw error }
            throw Failure(wordsForNewJSON(error, position))
        }
    }
}
