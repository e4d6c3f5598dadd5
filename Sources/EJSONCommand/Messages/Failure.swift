/// A failure of the command itself. The library's failures are `EJSONError`s.
struct Failure: Error {
    var message: Message
    var status: ExitStatus

    init(_ message: Message, status: ExitStatus = .failure) {
        self.message = message
        self.status = status
    }

    init(_ words: String, hint: String? = nil, status: ExitStatus = .failure) {
        self.init(Message(words, hint: hint), status: status)
    }

    /// What failed and what to do, in one line.
    var words: String { message.line }
}

/// Ends the command with a status; everything has been reported.
struct ExitStatus: Error, Equatable {
    let code: CInt

    init(_ code: CInt) { self.code = code }

    static let failure = ExitStatus(1)
    /// The same as in the reference.
    static let unknownCommand = ExitStatus(3)
    /// EX_USAGE of sysexits(3).
    static let wrongUsage = ExitStatus(64)
}
