package import SystemPackage

/// What a tool's command that writes its man pages is told: a directory, and the date that the pages bear.
package struct ManualOptions: ParameterGroup {
    package private(set) var directory = FilePath()
    private var date = ""

    package init() {}

    package mutating func declare(in parameters: inout Parameters) {
        parameters.option("--date", value: "year-month-day", help: "The date of the pages.", into: &date)
        parameters.argument("directory", help: "Where to write them.", completion: .directory, into: &directory)
    }

    package func validate() throws(UsageError) {
        if ManualEdition(date: date, version: "") == nil {
            throw UsageError("The date of the pages is missing, or is no date: --date 2026-11-27")
        }
    }

    /// The pages of all of a tool's commands, with where they go; none before `validate` has passed.
    package func pages(of tool: NamedCommand, version: String) -> [(path: FilePath, text: String)] {
        guard let edition = ManualEdition(date: date, version: version) else { return [] }
        return CommandPage(tool).manual(edition).map { (directory.appending($0.fileName), $0.text) }
    }
}
