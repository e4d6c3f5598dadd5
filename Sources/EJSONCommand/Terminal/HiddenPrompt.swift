import CPlatform
import EJSON
import SystemPackage

/// Asks at the terminal that is standard input for a line, of any length, and does not show it. The question is on
/// standard error. Whatever happens, also a signal, the terminal is afterwards as it was.
///
/// - Throws: `Failure` when there was no line, or more than one: what is pasted after it would reach the shell.
func readHidden(prompt: String) throws -> SecretBytes {
    var line = SecretBytes()
    while true {
        switch try readHidden(prompt: prompt, into: &line) {
        case .line: return line
        case .ended: throw Failure("no value was entered")
        case .moreLines: throw Failure("that is more than one line", hint: "for such a value: --stdin or --from-file")
        case .notText: throw Failure("that was no line of text", hint: "for such a value: --stdin or --from-file")
        case .signal(let signal):
            // With what it does by default this process ends or stops here; when it goes on, it asks again.
            _ = raise(signal)
            line = SecretBytes()
        }
    }
}

private enum Outcome {
    case line
    case ended
    case moreLines
    case notText
    case signal(CInt)
}

private func readHidden(prompt: String, into line: inout SecretBytes) throws -> Outcome {
    var signals = sigset_t()
    var terminal = termios()
    unsafe platform_hold_signals(&signals)
    defer { unsafe platform_release_signals(&signals) }
    guard unsafe platform_hide_input(STDIN_FILENO, &terminal) == 0 else {
        throw Failure("cannot ask for the value: \(Errno.current)")
    }
    defer {
        _ = unsafe platform_show_input(STDIN_FILENO, &terminal)
        printError("")
    }
    writeToStandardError(prompt)
    while true {
        let signal = platform_wait_for_input(STDIN_FILENO, -1)
        guard signal == 0 else {
            if signal > 0 { return .signal(signal) }
            throw Failure("cannot read the value: \(Errno.current)")
        }
        switch readKey() {
        case 0x0A, 0x0D: return outcomeBehindLine()
        case nil, 0x04: return .ended
        case 0x08, 0x7F: line.dropLastCharacter()
        case 0x15: line = SecretBytes()
        case .some(let byte) where byte < 0x20 && byte != 0x09: return .notText
        case .some(let byte): try line.append([byte].span)
        }
    }
}

/// A byte of what is typed; `nil` at the end, and when the other side of the terminal is gone.
private func readKey() -> UInt8? {
    var byte: [UInt8] = [0]
    var span = byte.mutableSpan
    guard let count = try? systemRead(STDIN_FILENO, into: &span, at: 0), count == 1 else { return nil }
    return byte[0]
}

/// What comes after the end of a line: more, when several were pasted, because a terminal delivers them in pieces.
private func outcomeBehindLine() -> Outcome {
    switch platform_wait_for_input(STDIN_FILENO, 100) {
    case 0: .moreLines
    case let signal where signal > 0: .signal(signal)
    default: .line
    }
}
