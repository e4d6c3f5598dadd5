import CommandLineFlags
import EJSON

/// Answers the completion scripts: see `CompletionQuestion`. Uses no key, and reports no errors.
struct Complete: Command {
    static let documentation = Documentation(
        abstract: "Say what can stand on a command line, for the completions of a shell.",
        usage: "<shell> -- <word> …")

    var shell = Shell.bash
    var words: [Argument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.argument("shell", help: "The shell that asks.", into: &shell)
        parameters.argumentsAfterTerminator("word", help: "The words on the line.", into: &words)
    }

    func run() throws {
        // A document may hold plaintext.
        forbidDumps()
        let question = CompletionQuestion(shell, words, home: environmentArgument("HOME")?.bytes)
        let isEnv = question.words.first.map(isEJSON2Env) ?? false
        let answer = question.answer(of: EJSONTool.named, before: isEnv ? ["env"] : [])
        try reporting("Cannot complete") { try printLine(answer) }
    }
}
