/// What the command that answers the scripts of the shells is told: see `CompletionQuestion`.
package struct CompletionOptions: ParameterGroup {
    private var shell = Shell.bash
    private var words: [Argument] = []

    package static let documentation = Documentation(
        abstract: "Say what can stand on a command line, for the completions of a shell.",
        usage: "<shell> -- <word> …")

    package init() {}

    package mutating func declare(in parameters: inout Parameters) {
        parameters.argument("shell", help: "The shell that asks.", into: &shell)
        parameters.argumentsAfterTerminator("word", help: "The words on the line.", into: &words)
    }

    /// - Parameter home: the user's home directory, which a tilde stands for.
    package func question(home: [UInt8]?) -> CompletionQuestion {
        CompletionQuestion(shell, words, home: home)
    }
}
