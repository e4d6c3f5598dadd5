/// Values that do not open although the private key is that of the document's public key.
package struct UnopenedValues: Hashable, Sendable {
    /// How many they are.
    package var count: Int

    /// How many boxed messages the document has.
    package let outOf: Int

    /// The key paths of the first of them.
    package var paths: [String] = []

    /// In hex, a public key that one of them was sealed to, when that is known.
    package let sealedTo: String?

    /// How many key paths are kept: a document may have a million.
    package static let pathLimit = 10
}

extension EJSONError {
    /// The same error, about a value that does not open, with what is known of it.
    package func explained(by values: UnopenedValues) -> EJSONError {
        var error = EJSONError(code, .unopened(values), file: file, position: position, path: path)
        error.publicKeyDigits = publicKeyDigits
        return error
    }

    /// This error, the first of `errors`, about all of them.
    package func concerningAll(_ errors: [EJSONError]) -> EJSONError {
        guard errors.count > 1, case .unopened(var values) = reason else { return self }
        values.count = errors.count
        values.paths = errors.prefix(UnopenedValues.pathLimit).compactMap(\.path)
        var error = explained(by: values)
        error.path = nil
        return error
    }
}
