import ArgumentParser

/// `ejson h [COMMAND]`, as the reference has it; `help` is ArgumentParser's own.
struct HelpAlias: DeclaredCommand {
    static let configuration = CommandConfiguration(commandName: "h", shouldDisplay: false)

    var command: [String] = []

    static let parameters: [Parameter<Self>] = [
        .optionalArguments("command", help: "") { $0.command += $1 }
    ]

    func run() throws {
        EJSONTool.main(["help"] + command)
    }
}
