/// The documentation of a command, except its parameters. Help, man pages and the reference are made from it.
///
/// Texts are paragraphs separated by empty lines. Line breaks in a paragraph do not matter, indented lines are kept as
/// they are, and text in backticks is to be typed.
package struct Documentation: Sendable {
    /// One line: what the command does.
    package let abstract: String
    /// The usage without the command's name, when it cannot be derived from the parameters.
    package let usage: String?
    package let discussion: String
    /// Command lines, each with a short explanation or an empty text.
    package let examples: KeyValuePairs<String, String>
    /// The meaning of each exit status.
    package let exitStatuses: KeyValuePairs<String, String>
    /// Further sections, by heading.
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
