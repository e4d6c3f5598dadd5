import CommandLineFlags
import Testing

/// `crate NAME` means `crate show NAME`.
private struct Crate: Command {
    static let documentation = Documentation(abstract: "Crates.")
    static let subcommands = [Subcommand("show") { Show.self }, Subcommand("add") { Add.self }]
    static var defaultSubcommand: Subcommand? { subcommands[0] }
}

private struct Show: Command, Equatable {
    static let documentation = Documentation(abstract: "Show a crate.")
    var isLong = false
    var name = ""

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--long", "-l", help: "All of it.", into: &isLong)
        parameters.argument("name", help: "Which one.", completion: .files(ending: ".box"), into: &name)
    }
}

@Suite struct DefaultSubcommandTests {
    private let crate = NamedCommand(Crate.self, named: "crate")

    private func read(_ line: String) -> (any Command)? {
        guard case .command(let command) = readCommandLine(arguments(line), of: crate) else { return nil }
        return command
    }

    @Test(arguments: [
        ("box", false, "box"), ("show box", false, "box"), ("--long box", true, "box"), ("box -l", true, "box"),
        ("ad", false, "ad"), ("-- add", false, "add"), ("./add", false, "./add"),
    ]) func isMeantWhenNoneIsNamed(_ line: String, _ isLong: Bool, _ name: String) {
        #expect(read(line) as? Show == Show(isLong: isLong, name: name))
    }

    @Test func aNameIsNamed() { #expect(read("add x") as? Add == Add(name: "x")) }

    @Test(arguments: ["", "-h", "--help", "help"]) func helpIsThatOfTheCommand(_ line: String) {
        guard case .help(let command, _) = readCommandLine(arguments(line), of: crate) else {
            return #expect(Bool(false), "\(line)")
        }
        #expect(command.name == "crate")
    }

    @Test func completesBoth() {
        let first = completions(of: crate, after: [], current: Argument(bytes: []))
        #expect(first.candidates.map(\.name) == ["show", "add", "help"] && first.shell == .filesEnding(".box"))
        let options = completions(of: crate, after: arguments("x"), current: arguments("--")[0])
        #expect(options.candidates.map(\.name) == ["--long", "--help"])
    }

    @Test func theUsageSaysSo() {
        #expect(CommandPage(crate).usage == "crate [<options>] [<subcommand>]")
    }
}
