/// The arguments on the line, from which value completions are computed.
package struct CompletionContext {
    private(set) var given: [(name: String, argument: Argument)] = []

    /// The last value of an option, `keydir`, or of a positional argument, `file`.
    package subscript(name: String) -> Argument? { given.last { $0.name == name }?.argument }

    /// The part of the completed value that was typed; empty when nothing was.
    package internal(set) var beginning = Argument(bytes: [])

    mutating func add(_ argument: Argument, to form: ParameterForm) {
        given.append((String(Substring(form.name)), argument))
    }
}
