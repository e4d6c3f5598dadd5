import CommandLineFlags
import EJSON

/// What the scripts of the shells ask: see `CompletionQuestion`. Takes no key, and says nothing when it cannot answer.
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
        // What is not sealed yet is read with the rest.
        forbidDumps()
        let question = CompletionQuestion(shell, words, home: environmentArgument("HOME")?.bytes)
        let isEnv = question.words.first.map(isEJSON2Env) ?? false
        let answer = question.answer(of: EJSONTool.named, before: isEnv ? ["env"] : [])
        try reporting("Cannot complete") { try printLine(answer) }
    }
}
