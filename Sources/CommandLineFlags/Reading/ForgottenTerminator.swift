/// A whole command line, to show it with the `--` that it lacks.
struct TerminatedLine {
    /// The tool's name.
    let tool: String
    /// All arguments, without the tool's name.
    let arguments: ArraySlice<Argument>

    var hasTerminator: Bool { arguments.contains(where: \.isTerminator) }

    /// The line with `--` before the argument at `index`, quoted for a shell.
    func text(terminatedBefore index: Int) -> String {
        text(Array(arguments[..<index]), Array(arguments[index...]))
    }

    /// The line with `--` and an example after it. Nothing comes after a `--` that it has already.
    func text(endingIn example: String) -> String {
        text(Array(arguments.prefix { !$0.isTerminator }), [Argument(example)])
    }

    private func text(_ before: [Argument], _ after: [Argument]) -> String {
        ([Argument(tool)] + before + ["--"] + after).map { shellWord($0.bytes) }.joined(separator: " ")
    }
}

/// The `--` that a line may lack: what is started may stand among the positional arguments, and its options among ours.
///
/// All is worked out after an error only.
struct ForgottenTerminator {
    private let forms: [ParameterForm]
    private let line: TerminatedLine
    private let isMeant: (@Sendable (Argument) -> Bool)?
    /// The positional arguments before `--`, as indices in the line.
    private var positions: [Int] = []
    /// Whether the error says it already.
    var isSaid = false

    /// - Parameter isMeant: whether a positional argument is likely the first of those that belong after `--`.
    init(_ forms: [ParameterForm], _ line: TerminatedLine, isMeant: (@Sendable (Argument) -> Bool)? = nil) {
        self.forms = forms
        self.line = line
        self.isMeant = isMeant
    }

    mutating func note(position: Int) {
        if isMeant != nil { positions.append(position) }
    }

    /// What to say of an option that is likely meant for what is started; `nil` when that was not given.
    var words: String? {
        guard let rule, let terminated else { return nil }
        return "The \(rule): \(terminated)"
    }

    /// The end of a message about an unknown option, which may be meant for what is started.
    var hint: String {
        guard let rule, !line.hasTerminator else { return "" }
        return " The \(rule)" + (terminated.map { ": \($0)" } ?? ".")
    }

    /// The error about an option, and that the option is likely meant for what is started.
    func explained(_ error: UsageError) -> UsageError {
        guard !isSaid, !line.hasTerminator, let rule, let terminated else { return error }
        let isSentence = error.words.hasSuffix(".") || error.words.hasSuffix("?")
        return UsageError("\(error.words)\(isSentence ? " The" : "; the") \(rule): \(terminated)", kind: error.kind)
    }

    /// The error, with the line as it should be if nothing comes after `--`.
    func completed(_ error: UsageError) -> UsageError {
        guard case .nothingAfterTerminator(let example) = error.kind else { return error }
        return UsageError("\(error.words): \(terminated ?? line.text(endingIn: example))", kind: error.kind)
    }

    /// What comes after `--`, if anything may.
    private var rule: String? {
        let command = forms.first { $0.kind == .argumentsAfterTerminator }
        return command.map { "\($0.long) and its options come after --" }
    }

    /// The line with a `--` before what likely belongs after it.
    private var terminated: String? {
        guard let isMeant, let index = positions.first(where: { isMeant(line.arguments[$0]) }) else { return nil }
        return line.text(terminatedBefore: index)
    }
}
