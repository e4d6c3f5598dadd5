#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Asks somebody at a terminal, and returns the first letter of the answer in lower case, the first of `letters` when it
/// is empty; `nil` when nobody is there or the answer is none of them.
func ask(_ question: String, _ letters: [Character]) -> Character? {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
    writeToStandardError(question + " ")
    guard let line = readLine() else {
        printError("")
        return nil
    }
    guard let answer = line.lowercased().first(where: { !$0.isWhitespace }) else { return letters.first }
    return letters.contains(answer) ? answer : nil
}
