import CommandLineFlags
import EJSON

/// Answers the completion scripts: see `CompletionQuestion`. Uses no key, and reports no errors.
struct Complete: Command {
    static let documentation = CompletionOptions.documentation

    var options = CompletionOptions()

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&options)
    }

    func run() throws {
        // A document may hold plaintext.
        forbidDumps()
        let question = options.question(home: environmentArgument("HOME")?.bytes)
        let isEnv = question.words.first.map(isEJSON2Env) ?? false
        let answer = question.answer(of: EJSONTool.named, before: isEnv ? ["env"] : [])
        try reporting("Cannot complete") { try printLine(answer) }
    }
}
