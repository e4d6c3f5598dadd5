/// What is said of a command beside its parameters. Help, man pages and the reference are made from it.
///
/// Texts are paragraphs that an empty line parts; their line breaks do not count. Lines that are indented stay as they
/// are. What stands between backticks is something to type.
package struct Documentation: Sendable {
    /// One line: what the command does.
    package let abstract: String
    /// How it is called, when that cannot be told from its parameters: without the command's own name.
    package let usage: String?
    package let discussion: String
    /// Command lines, each with a word on it or an empty text.
    package let examples: KeyValuePairs<String, String>
    /// What each exit status means.
    package let exitStatuses: KeyValuePairs<String, String>
    /// What else there is to say, by heading.
    package let sections: KeyValuePairs<String, String>

    package init(
        abstract: String,
        usage: String? = nil,
        discussion: String = "",
        examples: KeyValuePairs<String, String> = [:],
        exitStatuses: KeyValuePairs<String, String> = [:],
        sections: KeyValuePairs<String, String> = [:]
    ) {
        self.abstract = abstract
        self.usage = usage
        self.discussion = discussion
        self.examples = examples
        self.exitStatuses = exitStatuses
        self.sections = sections
    }
}
