import CPlatform
import EJSON
import SystemPackage

/// Asks for a line of any length on the terminal at standard input, without showing it. The question goes to standard
/// error. The terminal is restored in every case, also after a signal.
///
/// - Throws: `Failure` when there was no line, or more than one: the shell would get the rest of a pasted text.
func readHidden(prompt: String) throws -> SecretBytes {
    var line = SecretBytes()
    while true {
        switch try readHidden(prompt: prompt, into: &line) {
        case .line: return line
        case .ended: throw Failure("no value was entered", hint: "for an empty value: --value ''")
        case .moreLines: throw Failure("that is more than one line", hint: "for such a value: --stdin or --from-file")
        case .notText: throw Failure("that was no line of text", hint: "for such a value: --stdin or --from-file")
        case .signal(let signal):
            // With the default action this process ends or stops here; when it continues, it asks again.
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
        throw Failure("cannot ask for the value", Errno.current)
    }
    defer {
        _ = unsafe platform_show_input(STDIN_FILENO, &terminal)
        printError("")
    }
    // Every byte that is typed is wiped.
    var key = try SecretBytes(capacity: 1)
    writeToStandardError(prompt)
    while true {
        let signal = platform_wait_for_input(STDIN_FILENO, -1)
        guard signal == 0 else {
            if signal > 0 { return .signal(signal) }
            throw Failure("cannot read the value", Errno.current)
        }
        switch readKey(into: &key) {
        case 0x0A, 0x0D: return outcomeAfterLine()
        case nil, 0x04: return .ended
        case 0x08, 0x7F: line.dropLastCharacter()
        case 0x15: line = SecretBytes()
        case .some(let byte) where byte < 0x20 && byte != 0x09: return .notText
        case .some: try key.withBytes { (bytes) throws(EJSONError) in try line.append(bytes) }
        }
    }
}

/// The next typed byte; `nil` at the end, and when the terminal is gone.
private func readKey(into key: inout SecretBytes) -> UInt8? {
    key.withRoom { room, count in
        // A failure ends the input.
        count = (try? systemRead(STDIN_FILENO, into: &room, at: 0)) ?? 0
    }
    return key.withBytes { $0.isEmpty ? nil : $0[0] }
}

/// Checks for more input after the end of a line: a terminal delivers several pasted lines in pieces.
private func outcomeAfterLine() -> Outcome {
    switch platform_wait_for_input(STDIN_FILENO, 100) {
    case 0: .moreLines
    case let signal where signal > 0: .signal(signal)
    default: .line
    }
}
