import CPlatform
import EJSON

/// Asks a question on the terminal. Returns the first letter of the answer in lower case, or the first of `letters` for
/// an empty answer; `nil` without a terminal or for another answer.
func ask(_ question: String, _ letters: [Character]) -> Character? {
    guard systemIsTerminal(STDIN_FILENO), systemIsTerminal(STDERR_FILENO) else { return nil }
    writeToStandardError(question + " ")
    guard let line = readLine() else {
        printError("")
        return nil
    }
    guard let answer = line.lowercased().first(where: { !$0.isWhitespace }) else { return letters.first }
    return letters.contains(answer) ? answer : nil
}
