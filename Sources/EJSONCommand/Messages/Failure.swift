import ArgumentParser

/// A failure of the command itself, in words; those of the library are `EJSONError`s.
struct Failure: Error {
    var words: String
    var status = ExitCode.failure

    init(_ words: String, status: ExitCode = .failure) {
        self.words = words
        self.status = status
    }
}
