/// What is wrong with a command line: one or two sentences on one line.
package struct UsageError: Error, Equatable {
    package enum Kind: Equatable, Sendable {
        case unknownCommand
        case wrongArguments
        /// Something must come after `--`, such as this. The line as it should be is added to the words.
        case nothingAfterTerminator(example: String)
    }

    package let words: String
    package let kind: Kind

    package init(_ words: String, kind: Kind = .wrongArguments) {
        self.words = words
        self.kind = kind
    }

    /// Text is required, and the bytes are not UTF-8.
    package static let notUTF8 = UsageError("it is not UTF-8")
}
