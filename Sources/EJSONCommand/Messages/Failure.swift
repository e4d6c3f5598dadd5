/// A failure of the command itself, in words; those of the library are `EJSONError`s.
struct Failure: Error {
    var words: String
    var status = ExitStatus.failure

    init(_ words: String, status: ExitStatus = .failure) {
        self.words = words
        self.status = status
    }
}

/// The status to end with, when all has been said.
struct ExitStatus: Error, Equatable {
    let code: CInt

    init(_ code: CInt) { self.code = code }

    static let failure = ExitStatus(1)
    /// As the reference has it.
    static let unknownCommand = ExitStatus(3)
    /// EX_USAGE of sysexits(3).
    static let wrongUsage = ExitStatus(64)
}
