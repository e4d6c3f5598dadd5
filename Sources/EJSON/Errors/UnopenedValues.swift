/// Values that do not open although the private key is that of the document's public key.
package struct UnopenedValues: Hashable, Sendable {
    /// The number of these values.
    package var count: Int

    /// The number of boxed messages in the document.
    package let outOf: Int

    /// The paths of the first of them.
    package var paths: [String] = []

    /// The public key that one of them was sealed to, in hex, if it is known.
    package let sealedTo: String?

    /// How many paths are kept, because a document may have a million values.
    package static let pathLimit = 10
}

extension UnopenedValues {
    /// What is wrong, in words. `key` shows a public key, and `path` a key path.
    func cause(key: (String) -> String, path: (String) -> String) -> String {
        let origin = sealedTo.map { "sealed to another public key, \(key($0))" }
        guard count > 1 else {
            return "the box does not open: it was \(origin ?? "changed, or sealed to another public key")"
        }
        let object = count == outOf ? "none of the \(count) values opens" : "\(count) of \(outOf) values do not open"
        let others = count - paths.count
        let shown = paths.map(path).joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
        return "the private key is the right one, but \(object): they were "
            + "\(origin ?? "sealed to another public key, or changed") (\(shown))"
    }
}

extension EJSONError {
    /// The same error with what is known about values that do not open.
    package func explained(by values: UnopenedValues) -> EJSONError {
        var error = EJSONError(code, .unopened(values), file: file, position: position, path: path)
        error.publicKeyDigits = publicKeyDigits
        return error
    }

    /// One error about all `errors`, of which this is the first.
    package func concerningAll(_ errors: [EJSONError]) -> EJSONError {
        guard errors.count > 1, case .unopened(var values) = reason else { return self }
        values.count = errors.count
        values.paths = errors.prefix(UnopenedValues.pathLimit).compactMap(\.path)
        var error = explained(by: values)
        error.path = nil
        return error
    }
}
