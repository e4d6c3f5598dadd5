import CPlatform
import EJSON

/// A progress line on standard error: only on a terminal, and only after a second. It is removed when the value goes.
final class ProgressLine: @unchecked Sendable {
    // Sendable: a `ProgressHandler` is called on one thread only.
    private let label: String
    /// When the line is shown next, in milliseconds.
    private var next: Int
    private var isShown = false

    /// `nil` without a terminal.
    init?(_ label: () -> String) {
        guard systemIsTerminal(STDERR_FILENO), environmentVariable("TERM") ?? "dumb" != "dumb" else { return nil }
        self.label = label()
        next = monotonicMilliseconds() + 1_000
    }

    deinit {
        if isShown { print("") }
    }

    func show(_ done: Int, _ total: Int) {
        let now = monotonicMilliseconds()
        guard now >= next else { return }
        next = now + 100
        isShown = true
        print("\(label): \(done / 1_000_000) of \(total / 1_000_000) MB")
    }

    /// Replaces the line: carriage return, then erase in line (ECMA-48, 8.3.41).
    private func print(_ text: String) {
        writeToStandardError("\r\u{1B}[K\(text)")
    }
}

/// Calls `body` with a handler that shows a progress line, if there is a terminal.
func showingProgress<Result: ~Copyable>(
    _ label: @autoclosure () -> String,
    _ body: (ProgressHandler?) throws -> Result
) throws -> Result {
    guard let line = ProgressLine(label) else { return try body(nil) }
    return try withExtendedLifetime(line) { try body { line.show($0, $1) } }
}
