/// What is on the line already, for the functions that find values.
package struct CompletionContext {
    private(set) var given: [(name: String, argument: Argument)] = []

    /// The last value of an option, `keydir`, or of a positional argument, `file`.
    package subscript(name: String) -> Argument? { given.last { $0.name == name }?.argument }

    /// What is typed already of the value that is completed, if anything.
    package internal(set) var beginning = Argument(bytes: [])

    mutating func add(_ argument: Argument, to form: ParameterForm) {
        given.append((String(Substring(form.name)), argument))
    }
}
