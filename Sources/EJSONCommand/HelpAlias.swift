import ArgumentParser

/// `ejson h [COMMAND]`, as the reference has it; `help` is ArgumentParser's own.
struct HelpAlias: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "h", shouldDisplay: false)

    @Argument var command: [String] = []

    func run() throws {
        EJSONTool.main(["help"] + command)
    }
}
