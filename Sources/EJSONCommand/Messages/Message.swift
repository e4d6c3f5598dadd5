/// What is wrong, and what to do about it.
///
/// On standard error the hint is on a line of its own, as in age. In lists, JSON and the output for CI a message is one
/// line, and the hint follows a semicolon.
struct Message: Equatable, ExpressibleByStringInterpolation {
    var words: String
    var hint: String?

    init(_ words: String, hint: String? = nil) {
        self.words = words
        self.hint = hint
    }

    init(stringLiteral words: String) { self.init(words) }

    /// All of it in one line.
    var line: String { hint.map { "\(words); \($0)" } ?? words }

    /// The message, and its hint on a line of its own.
    var text: String { words + (hint.map { "\nHint: \($0)" } ?? "") }

    /// The message after a beginning, such as a position or what failed.
    func after(_ beginning: String) -> Message { Message(beginning + words, hint: hint) }

    /// The message with another hint.
    func adding(hint more: String?) -> Message {
        guard let more else { return self }
        return Message(words, hint: hint.map { "\($0); \(more)" } ?? more)
    }
}

/// Writes a message to standard error, in one go.
func printError(_ message: Message) { printError(message.text) }

/// Reports a problem that is not an error.
func printWarning(_ message: Message) { printError(message.after("Warning: ")) }

/// The same.
func printWarning(_ words: String, hint: String? = nil) { printWarning(Message(words, hint: hint)) }
