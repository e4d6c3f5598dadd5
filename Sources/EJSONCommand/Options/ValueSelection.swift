import ArgumentParser
import EJSON
import EJSONFormat

/// Which values of a document are delivered, and under which names.
struct ValueSelection: Declared {
    var select: String?
    var trimUnderscore = false
    var only: [String] = []
    var require: [String] = []

    static let parameters: [Parameter<Self>] = [
        .option(
            "--select", value: "path",
            help: "The object whose members are taken: dotted, or a JSON Pointer. (default: environment)"
        ) { $0.select = $1 },
        .flag("--trim-underscore", help: "Strip leading underscores from the names.") { $0.trimUnderscore = $1 },
        .options("--only", value: "name,…", help: "Take these names only; each must be there.") { $0.only += $1 },
        .options("--require", value: "name,…", help: "Fail unless these names are there.") { $0.require += $1 },
    ]

    func validate() throws {
        _ = try path()
    }

    /// The selected path; `nil` when none was given.
    func path() throws -> ValuePath? {
        guard let select else { return nil }
        try requireOwnSpelling(of: select)
        guard let path = ValuePath(select) else {
            throw ValidationError("--select '\(select)' is no path: dotted, or a JSON Pointer.")
        }
        return path
    }

    /// Makes sure that a document has the object whose members are taken. With several documents each must: a misspelled
    /// one would leave the values of another environment in force, without a word.
    func requireObject(in plaintext: borrowing SecretBytes) throws(EJSONError) {
        let path = select.flatMap { ValuePath($0) } ?? ValuePath(components: ["environment"])
        _ = try SecretValues(plaintext, at: path)
    }

    /// The values, chosen and renamed; what they may hold is for the delivery to check.
    func values(in plaintext: borrowing SecretBytes, flattened: Bool = false) throws(EJSONError) -> SecretValues {
        let path = select.flatMap { ValuePath($0) } ?? ValuePath(components: ["environment"])
        var values = try SecretValues(plaintext, at: path, flattened: flattened)
        if trimUnderscore { try values.trimUnderscores() }
        try values.require(names(in: require))
        if !only.isEmpty { try values.keep(only: names(in: only)) }
        return values
    }
}

/// The names in `A,B` and in options given more than once.
func names(in lists: [String]) -> [String] {
    lists.flatMap { $0.split(separator: ",").map(String.init) }
}
