/// What is wrong, and what to do about it.
///
/// On standard error the hint has a line of its own, as in age. Where a message must be one line, in lists, JSON and the
/// output for CI, the hint follows after a semicolon.
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

    /// The message with something in front: where it is, or what failed.
    func after(_ beginning: String) -> Message { Message(beginning + words, hint: hint) }

    /// The message with something more to do.
    func adding(hint more: String?) -> Message {
        guard let more else { return self }
        return Message(words, hint: hint.map { "\($0); \(more)" } ?? more)
    }
}

/// Writes a message to standard error, in one go.
func printError(_ message: Message) {
    printError(message.words + (message.hint.map { "\nHint: \($0)" } ?? ""))
}

/// Reports what is wrong and no reason to stop.
func printWarning(_ message: Message) { printError(message.after("Warning: ")) }

/// The same.
func printWarning(_ words: String, hint: String? = nil) { printWarning(Message(words, hint: hint)) }
