/// The completions at the cursor.
package struct Completions {
    /// Whole arguments, in the order in which they are shown.
    package var candidates: [Choice] = []
    /// What the shell offers by itself.
    package var shell: Offer = .nothing
    /// The prefix of what the shell offers by itself: `--output=`.
    package var prefix = ""

    package enum Offer: Equatable {
        case nothing
        case files
        case filesEnding(String)
        case directories
        /// A command and its arguments, beginning at this index.
        case command(at: Int)
    }
}

/// Finds what can follow on a command line after the arguments `before`, which begin with those of the tool; `current`
/// is the part of the completed argument that was typed.
package func completions(of tool: NamedCommand, after before: [Argument], current: Argument) -> Completions {
    var completer = Completer(CommandPage(tool), current)
    for argument in before {
        guard completer.pass(argument) else { return Completions() }
    }
    return completer.completions
}

private struct Completer {
    private var page: CommandPage
    private let current: Argument
    private var context = CompletionContext()
    private var reader: ArgumentReader
    private var positional: ArraySlice<Parameter>
    /// The option whose value comes next.
    private var option: Parameter?
    private var isTerminated = false
    private var given: Set<Int> = []
    private var passed = 0
    /// The index of the first argument after `--`.
    private var commandStart: Int?

    init(_ page: CommandPage, _ current: Argument) {
        self.page = page
        self.current = current
        reader = ArgumentReader(page.parameters.map(\.form), [])
        positional = page.parameters.filter(\.form.kind.isPositional)[...]
    }

    /// Skips an argument; `false` when nothing is known about the ones after it.
    mutating func pass(_ argument: Argument) -> Bool {
        passed += 1
        if let option {
            context.add(argument, to: option.form)
            self.option = nil
        } else if commandStart != nil {
            return true
        } else if argument.isTerminator, !isTerminated {
            isTerminated = true
            if page.parameters.contains(where: { $0.form.kind == .argumentsAfterTerminator }) { commandStart = passed }
        } else if argument.isOption, !isTerminated {
            pass(option: argument)
        } else if !page.hasSubcommands {
            guard let parameter = positional.first else { return false }
            context.add(argument, to: parameter.form)
            if !parameter.form.kind.isList { positional.removeFirst() }
        } else {
            guard let next = page.child(argument) else {
                guard let meant = page.defaultChild else { return false }
                enter(meant)
                passed -= 1
                return pass(argument)
            }
            enter(next)
        }
        return true
    }

    private mutating func enter(_ page: CommandPage) {
        let (before, count) = (context, passed)
        self = Completer(page, current)
        (context, passed) = (before, count)
    }

    private mutating func pass(option argument: Argument) {
        let spelling = OptionSpelling(argument)
        if let found = reader.find(spelling.name) {
            note(found, spelling.value)
        } else if spelling.mayBeBundle {
            for (found, value) in reader.bundle(argument) ?? [] { note(found, value) }
        }
    }

    private mutating func note(_ found: ArgumentReader.Found, _ value: ArraySlice<UInt8>?) {
        let parameter = page.parameters[found.parameter]
        given.insert(found.parameter)
        guard parameter.form.kind.takesValue else { return }
        if let value { context.add(Argument(bytes: Array(value)), to: parameter.form) } else { option = parameter }
    }

    // MARK: What can stand here

    var completions: Completions {
        if let option { return values(of: option, current.bytes[...], behind: []) }
        if let commandStart {
            let parameter = page.parameters.first { $0.form.kind == .argumentsAfterTerminator }
            guard case .command? = parameter?.completion else { return Completions() }
            return Completions(shell: .command(at: commandStart))
        }
        if !isTerminated, current.bytes.first == dash {
            let spelling = OptionSpelling(current)
            guard let value = spelling.value else { return names }
            guard let found = reader.find(spelling.name), page.parameters[found.parameter].form.kind.takesValue else {
                return Completions()
            }
            return values(of: page.parameters[found.parameter], value, behind: current.bytes[..<value.startIndex])
        }
        if page.hasSubcommands {
            let subcommands = page.children.map { Choice($0.command.path.last ?? "", $0.documentation.abstract) }
            let help = page.helpNames.prefix(1).map { Choice($0, "Show help of a subcommand.") }
            var completions = page.defaultChild.map { Completer($0, current).completions } ?? Completions()
            completions.candidates.insert(
                contentsOf: (subcommands + help).filter { $0.begins(with: current.bytes[...]) }, at: 0)
            return completions
        }
        guard let parameter = positional.first else { return Completions() }
        return values(of: parameter, current.bytes[...], behind: [])
    }

    /// The options that can still be given, with as many dashes as were typed.
    private var names: Completions {
        let hasOneDash = current.bytes.count > 1 && current.bytes[1] != dash
        var candidates: [Choice] = []
        for (index, parameter) in page.parameters.enumerated() where parameter.form.kind.isNamed && !parameter.isHidden
        {
            if given.contains(index), parameter.form.kind != .repeatedOption { continue }
            candidates.append(Choice(parameter.form.long, parameter.help))
            if parameter.form.kind == .invertibleFlag {
                candidates.append(Choice(parameter.form.inverse, "Not: \(parameter.help)"))
            }
            if let short = parameter.shortName, current.bytes.count == 1 {
                candidates.append(Choice(short, parameter.help))
            }
        }
        candidates.append(Choice("--help", "Show help."))
        if hasOneDash { candidates = candidates.map { Choice(String($0.name.dropFirst()), $0.help) } }
        return Completions(candidates: candidates.filter { $0.begins(with: current.bytes[...]) })
    }

    private func values(
        of parameter: Parameter,
        _ beginning: ArraySlice<UInt8>,
        behind prefix: ArraySlice<UInt8>
    ) -> Completions {
        guard let prefix = String(validating: prefix, as: UTF8.self) else { return Completions() }
        var context = context
        context.beginning = Argument(bytes: Array(beginning))
        switch parameter.completion {
        case .none:
            return Completions(candidates: parameter.choices.offered(for: beginning, behind: prefix))
        case .file: return Completions(shell: .files, prefix: prefix)
        case .files(let ending): return Completions(shell: .filesEnding(ending), prefix: prefix)
        case .directory: return Completions(shell: .directories, prefix: prefix)
        case .command: return Completions(shell: .command(at: passed))
        case .values(let find):
            return Completions(candidates: find(context).offered(for: beginning, behind: prefix))
        case .list(let find):
            let comma = beginning.lastIndex(of: UInt8(ascii: ","))
            let start = comma.map { $0 + 1 } ?? beginning.startIndex
            context.beginning = Argument(bytes: Array(beginning[start...]))
            guard let list = String(validating: beginning[..<start], as: UTF8.self) else { return Completions() }
            return Completions(candidates: find(context).offered(for: beginning[start...], behind: prefix + list))
        }
    }
}

extension CommandPage {
    fileprivate var hasSubcommands: Bool { !subcommands.isEmpty }

    /// The page of the default subcommand.
    fileprivate var defaultChild: CommandPage? {
        command.type.defaultSubcommand.map { CommandPage(NamedCommand($0.type(), command.path + [$0.name])) }
    }

    /// The page of a subcommand, hidden or not.
    fileprivate func child(_ name: Argument) -> CommandPage? {
        command.type.subcommands.first { $0.isCalled(name) }.map { subcommand in
            CommandPage(NamedCommand(subcommand.type(), command.path + [subcommand.name]), alias: subcommand.alias)
        }
    }
}

extension Choice {
    fileprivate func begins(with bytes: ArraySlice<UInt8>) -> Bool { name.utf8.starts(with: bytes) }

    /// Whether a shell can show it on one line.
    fileprivate var isOneLine: Bool {
        name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

extension [Choice] {
    fileprivate func offered(for beginning: ArraySlice<UInt8>, behind prefix: String) -> [Choice] {
        filter { $0.isOneLine && $0.begins(with: beginning) }.map { Choice(prefix + $0.name, $0.help) }
    }
}
