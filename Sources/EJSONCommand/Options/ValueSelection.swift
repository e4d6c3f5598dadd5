import CommandLineFlags
import EJSON
import EJSONDelivery
import EJSONFormat

/// Which values of a document are delivered, and under which names.
struct ValueSelection: ParameterGroup {
    var select: PathArgument?
    var trimUnderscore = false
    var only: [NameList] = []
    var require: [NameList] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--select", value: "path",
            help: "The object whose members are taken: dotted, or a JSON Pointer. (default: environment)",
            completion: .objects(of: "file"), into: &select)
        parameters.flag("--trim-underscore", help: "Strip leading underscores from the names.", into: &trimUnderscore)
        parameters.options(
            "--only", value: "name,…", help: "Take these names only; each must be there.",
            completion: .names(of: "file"), into: &only)
        parameters.options(
            "--require", value: "name,…", help: "Fail unless these names are there.", completion: .names(of: "file"),
            into: &require)
    }

    private var path: ValuePath { select?.path ?? ValuePath(components: ["environment"]) }

    /// Verifies that a document has the selected object. With several documents each must have it: otherwise a
    /// misspelled one would silently leave the values of another environment.
    func requireObject(in plaintext: borrowing SecretBytes) throws(EJSONError) {
        _ = try SecretValues(plaintext, at: path)
    }

    /// The selected and renamed values. The delivery checks their content.
    func values(in plaintext: borrowing SecretBytes, flattened: Bool = false) throws(EJSONError) -> SecretValues {
        var values = try SecretValues(plaintext, at: path, flattened: flattened)
        if trimUnderscore { try values.trimUnderscores() }
        try values.require(names(in: require))
        if !only.isEmpty { try values.keep(only: names(in: only)) }
        return values
    }
}
