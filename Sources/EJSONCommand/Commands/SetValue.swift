import CommandLineFlags
import EJSON
import EJSONAuthoring
import EJSONFormat
import SystemPackage

struct SetValue: Command {
    static let documentation = Documentation(
        abstract: "Set one value, in place, and seal it.",
        discussion: """
            Needs no private key. The value is asked for on a terminal without showing it,
            or read with --stdin or --from-file. No other line of the file changes. Missing
            objects in the path are created, but without --create not beside one of nearly
            the same name. In an array, the index after the last one, or -, appends. A value
            whose key begins with an underscore is a comment and stays in plaintext. A new
            key that differs from another one only in case or in leading underscores is
            probably a typing error, so a warning names both.

            With --stdin and --from-file, one line break at the end is dropped, because
            `echo` and editors add it; --keep-newline keeps it. With --base64 every byte
            counts. No input, or only a line break, is an error: to set an empty value, use
            --value ''.

            With --json, the value is JSON: a string, a number, true, false, null, an array
            or an object. It replaces what was there, objects and arrays included. Strings
            in it are sealed by the same rule as in the rest of the document.
            """,
        examples: [
            "ejson set secrets.ejson environment.PASSWORD": "",
            "pass show db | ejson set secrets.ejson environment.PASSWORD --stdin": "",
            "ejson set secrets.ejson /tls.key --from-file key.pem --keep-newline": "",
            "ejson set secrets.ejson keystore --from-file store.p12 --base64": "",
            "ejson set secrets.ejson environment._USER --value app": "",
            "ejson set secrets.ejson pool.size --json --value 20": "",
        ],
        exitStatuses: [
            "0": "the value was set",
            "1": "nothing was changed",
            "64": "the arguments are wrong",
        ]
    )

    var source = ValueSource()
    var json = false
    var create = false
    var file = DocumentArgument.standardInput
    var path = PathArgument.root

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&source)
        parameters.flag("--json", help: "The value is JSON, of any kind.", into: &json)
        parameters.flag(
            "--create", help: "Create objects in the path even beside one of nearly the same name.", into: &create)
        parameters.argument("file", help: "The document.", into: &file)
        parameters.argument("path", help: PathArgument.help, completion: .keyPaths(of: "file"), into: &path)
        parameters.surplus(
            "The value is not given as an argument, which other users and the shell's history would show: leave it out to "
                + "be asked for it, or use --stdin.")
    }

    func validate() throws(UsageError) {
        if path.mayHoldValue {
            throw UsageError(
                "The value is not given after an equals sign: leave it out to be asked for it, or use --stdin. (A key with "
                    + "such a sign is written as a JSON Pointer: /a=b)")
        }
        if json, source.base64 { throw UsageError("Base64 is no JSON: give --json or --base64.") }
    }

    func run() throws {
        // This process holds the new value, and values that are not sealed yet.
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
        var twin: ValuePath?
        do {
            try path.explainingSlashes {
                try change(file, concerning: path.path) { (document) throws(EJSONError) in
                    if path.slashed != nil, try !document.holdsValue(at: path.path) {
                        throw EJSONError(.valueNotFound, .delivery(.missing), path: path.path.description)
                    }
                    twin = try document.twin(of: path.path)
                    return try body(document)
                }
            }
        } catch {
            throw path.explainingOrder(error, file, of: "set")
        }
        if let twin { printWarning(messageForTwin(path.path, twin, in: file)) }
    }

    private func newJSON(_ value: borrowing SecretBytes) throws -> NewJSON {
        do throws(EJSONError) {
            return try NewJSON(value)
        } catch {
            // The position is in the value, not in the document.
            guard let position = error.position else { throw error }
            throw Failure(messageForNewJSON(error, position))
        }
    }
}
