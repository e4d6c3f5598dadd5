/// The result of parsing a command line.
package enum CommandLineReading {
    case command(any Command)
    case help(NamedCommand, isLong: Bool)
    /// An error, and the command whose usage to show.
    case wrong(UsageError, NamedCommand)
}

/// A command and its name, with its parent commands.
package struct NamedCommand: Sendable {
    package let path: [String]
    package let type: any Command.Type

    package init(_ type: any Command.Type, named name: String) {
        path = [name]
        self.type = type
    }

    init(_ type: any Command.Type, _ path: [String]) {
        self.path = path
        self.type = type
    }

    /// The full name, as typed.
    package var name: String { path.joined(separator: " ") }
}

/// Parses the arguments of a tool, without its own name.
package func readCommandLine(_ arguments: [Argument], of tool: NamedCommand) -> CommandLineReading {
    var line = CommandLineReader(arguments[...], tool)
    do throws(CommandLineStop) {
        return try .command(tool.type.read(&line))
    } catch {
        switch error {
        case .help(let isLong): return .help(line.command, isLong: isLong)
        case .wrong(let error):
            // `--help` at the end of an invalid line still shows help.
            let asked = line.arguments.prefix { !$0.isTerminator }.last {
                $0.isOption && OptionSpelling($0).asksForHelp
            }
            guard let asked, error.kind != .unknownCommand else { return .wrong(error, line.command) }
            return .help(line.command, isLong: OptionSpelling(asked).name.count > 1)
        }
    }
}

private struct CommandLineReader {
    let whole: TerminatedLine
    /// Those of `command`, with their indices in the whole line.
    var arguments: ArraySlice<Argument>
    var command: NamedCommand
    var shared: [SharedAssignment] = []

    init(_ arguments: ArraySlice<Argument>, _ command: NamedCommand) {
        whole = TerminatedLine(tool: command.path.first ?? "", arguments: arguments)
        self.arguments = arguments
        self.command = command
    }

    mutating func enter(_ subcommand: Subcommand, _ arguments: ArraySlice<Argument>) -> any Command.Type {
        let type = subcommand.type()
        command = NamedCommand(type, command.path + [subcommand.name])
        self.arguments = arguments
        return type
    }
}

extension Command {
    fileprivate static func read(_ line: inout CommandLineReader) throws(CommandLineStop) -> any Command {
        if let meant = defaultSubcommand, let first = line.arguments.first, !isNamed(by: first) {
            return try line.enter(meant, line.arguments).read(&line)
        }
        var command = Self()
        var names = Parameters(.names)
        command.declare(in: &names)
        var reader = ArgumentReader(
            names.forms, line.arguments,
            ForgottenTerminator(names.forms, line.whole, isMeant: names.belongsAfterTerminator),
            surplusWords: names.surplusWords)
        let subcommands = subcommands
        if subcommands.isEmpty { try reader.readAll() } else { try reader.readOptions() }
        reader.add(line.shared)
        if !reader.assignments.isEmpty {
            var values = Parameters(.values(reader.assignments))
            command.declare(in: &values)
            if let error = values.error { throw .wrong(reader.terminator.explained(error)) }
        }
        do throws(UsageError) { try command.validate() } catch { throw .wrong(reader.terminator.completed(error)) }
        if subcommands.isEmpty { return command }
        guard let subcommand = try line.subcommand(of: subcommands, helpNames, reader) else { return command }
        return try line.enter(subcommand.0, subcommand.1).read(&line)
    }
}

extension Command {
    /// Whether the argument is a subcommand's name or asks for help.
    static func isNamed(by argument: Argument) -> Bool {
        if argument.isOption { return isHelp(OptionSpelling(argument).name) }
        return subcommands.contains { $0.isCalled(argument) }
            || helpNames.contains { $0.utf8.elementsEqual(argument.bytes) }
    }
}

extension CommandLineReader {
    /// The next subcommand and its arguments; `nil` when the command itself runs.
    mutating func subcommand(
        of subcommands: [Subcommand],
        _ helpNames: [String],
        _ reader: ArgumentReader
    ) throws(CommandLineStop) -> (Subcommand, ArraySlice<Argument>)? {
        let own = reader.assignments.filter { !reader.forms[$0.parameter].isShared }
        guard let name = reader.rest.first else {
            if own.isEmpty { throw .help(isLong: false) }
            return nil
        }
        guard own.isEmpty, !name.isTerminator else { throw .usage("Unexpected argument '\(name)'.") }
        let now = reader.assignments.map {
            SharedAssignment(name: reader.forms[$0.parameter].long, argument: $0.argument)
        }
        // Earlier options are passed on, even past a command that does not have them.
        shared = shared.filter { earlier in !now.contains { $0.name == earlier.name } } + now
        if let subcommand = subcommands.first(where: { $0.isCalled(name) }) {
            return (subcommand, reader.rest.dropFirst())
        }
        guard helpNames.contains(where: { $0.utf8.elementsEqual(name.bytes) }) else {
            throw .unknown(name, among: subcommands, helpNames)
        }
        try showHelp(of: reader.rest.dropFirst(), subcommands, helpNames)
    }

    /// `help`, and the names of the command in question. Help on help is the command's own help.
    private mutating func showHelp(
        of names: ArraySlice<Argument>,
        _ subcommands: [Subcommand],
        _ helpNames: [String]
    ) throws(CommandLineStop) -> Never {
        var subcommands = subcommands
        for name in names {
            if name.isOption {
                guard OptionSpelling(name).asksForHelp else { throw .usage("There is no option '\(name)'.") }
                break
            }
            if helpNames.contains(where: { $0.utf8.elementsEqual(name.bytes) }) { break }
            guard let subcommand = subcommands.first(where: { $0.isCalled(name) }) else {
                throw .unknown(name, among: subcommands, [])
            }
            subcommands = enter(subcommand, []).subcommands
        }
        throw .help(isLong: true)
    }
}

extension CommandLineStop {
    fileprivate static func unknown(
        _ name: Argument,
        among subcommands: [Subcommand],
        _ helpNames: [String]
    ) -> CommandLineStop {
        let names = subcommands.filter { !$0.isHidden }.flatMap(\.names) + helpNames
        let synonym = subcommands.first { $0.isKnownElsewhere(as: name) }?.name
        let guess = didYouMean(name.text.flatMap { nearest(to: $0, among: names) } ?? synonym)
        return .usage("There is no subcommand '\(name)'\(guess)", kind: .unknownCommand)
    }
}
