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
