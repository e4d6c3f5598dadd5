import CPlatform
import EJSON

/// Asks somebody at a terminal, and returns the first letter of the answer in lower case, the first of `letters` when it
/// is empty; `nil` when nobody is there or the answer is none of them.
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
