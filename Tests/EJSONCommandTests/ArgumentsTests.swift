import ArgumentParser
import Testing

@testable import EJSONCommand

/// Arguments are read directly or by ArgumentParser, and what is read directly ArgumentParser reads alike.
@Suite(.serialized) struct ArgumentsTests {
    static let subcommands = EJSONTool.subcommands + GitIntegration.subcommands

    @Test(arguments: subcommands.indices) func readsAsArgumentParserDoes(_ index: Int) {
        compareReaders(of: Self.subcommands[index].type())
    }

    @Test func subcommandsHaveTheNamesOfTheirConfigurations() {
        for subcommand in Self.subcommands {
            let configuration = subcommand.type().configuration
            #expect(subcommand.names == [configuration.commandName ?? ""] + configuration.aliases)
        }
    }

    private func compareReaders<Command: DeclaredCommand>(of command: Command.Type) {
        let names = command.parameters.map(\.form).filter(\.kind.isNamed).flatMap(\.names)
        let values = names.filter { $0.hasPrefix("--") }.flatMap { ["\($0)=", "\($0)=x", "\($0)=-"] }
        let others = [
            "x", "a.b", "/a/b", "7", "json", "90d", "a,b", "secrets.ejson", "", "-", "--", "-x", "--bogus", "=", "é",
        ]
        let tokens = names + values + others
        var state: UInt64 = 1
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }

        for _ in 0..<1_000 {
            let arguments = (0..<random(7)).map { _ in tokens[random(tokens.count)] }
            guard let read = command.read(arguments[...]) as? Command else { continue }
            let parsed = try? command.parse(arguments)
            #expect(parsed == read, "\(command.configuration.commandName ?? "") \(arguments)")
        }
    }

    /// What users write, and containers wait for.
    @Test(arguments: [
        "", "--version", "-v", "keygen", "g -w", "--keydir k keygen -w", "--keydir=k keygen", "e a.ejson b.ejson",
        "encrypt -", "decrypt secrets.ejson", "d secrets.ejson -o plain", "decrypt --key-from-stdin f",
        "env -q secrets.ejson", "env --format github f", "kubernetes --format=json f", "run -- ./server --port 80",
        "run secrets.ejson --user app --require A,B --only A --only B --keydir k -- ./server",
        "run --env --file CONFIG --directory /run/secrets --stdin --select a.b --audit fd:3 -- nginx -g x",
        "get f a.b", "set f a.b --stdin", "unset f /a/b", "list --older-than 90d f", "check --staged", "diff a b",
        "rotate --dry-run d", "keys --json", "git install --no-hook", "git textconv f", "git merge -- a b c 7 -name",
        "init", "edit f",
    ])
    func readsOrdinaryArgumentsDirectly(_ line: String) {
        let arguments = line.split(separator: " ").map(String.init)
        #expect(EJSONTool.read(arguments[...]) != nil)
    }

    /// Wrong or out of the ordinary: that is for ArgumentParser.
    @Test(arguments: [
        "help", "--help", "-h", "decrypt", "decrypt --help", "decrypt a b", "decrypt --bogus a", "decrypt -o", "bogus",
        "decrypt a -o -x", "decrypt --key-from-stdin=x a", "run", "run --", "env --format xml f",
        "keygen --keydir", "get f a..b", "--generate-completion-script bash", "git", "git bogus", "-- decrypt f",
        "check f --staged", "decrypt --key-from-fd 1 f", "decrypt -",
    ])
    func leavesTheRest(_ line: String) {
        let arguments = line.split(separator: " ").map(String.init)
        // `git` alone has help to show, and `decrypt -` is an ordinary document.
        let isOrdinary = ["git", "decrypt -"].contains(line)
        #expect((EJSONTool.read(arguments[...]) != nil) == isOrdinary)
    }

    /// Whatever a group of options refuses is refused by every subcommand that has the group, wherever it stands.
    @Test(arguments: [
        "K", "init K", "keygen K", "encrypt K f", "decrypt f K", "edit K f", "get K f p", "check K f", "diff a b K",
        "rotate f K", "run K -- true", "env K f", "kubernetes f K", "keys K", "git textconv K f",
    ])
    func emptyKeyDirectory(_ line: String) throws {
        let arguments = line.split(separator: " ").map(String.init)
        for name in ["--keydir", "-keydir", "-k"] {
            let result = try Command.run(arguments.flatMap { $0 == "K" ? [name, ""] : [$0] })
            #expect(result.status == 64)
            #expect(result.error.contains("--keydir needs the path of a directory."))
        }
    }
}
