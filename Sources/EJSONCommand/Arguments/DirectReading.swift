import ArgumentParser

extension DeclaredCommand {
    /// Reads arguments without ArgumentParser; `nil` when there is anything out of the ordinary in them, right or wrong.
    static func read(_ arguments: ArraySlice<String>) -> (any DeclaredCommand)? {
        var rest = arguments
        do {
            var command = try Self(reading: &rest)
            try command.validate()
            guard let name = rest.popFirst() else { return command }
            return subcommands.first { $0.commandNames.contains(name) }?.read(rest)
        } catch {
            return nil
        }
    }

    /// Takes its own from the arguments; a command with subcommands leaves theirs.
    private init(reading arguments: inout ArraySlice<String>) throws {
        self.init()
        let parameters = Self.parameters
        var positional = parameters.filter(\.kind.isPositional)[...]
        var given = 0
        var isTerminated = false

        while let argument = arguments.first, Self.subcommands.isEmpty || argument.beginsWithDash {
            arguments.removeFirst()
            if argument == "--", let parameter = parameters.first(where: { $0.kind == .behindTerminator }) {
                while let argument = arguments.popFirst() { try parameter.read(&self, argument) }
            } else if argument == "--", Self.subcommands.isEmpty, !isTerminated {
                isTerminated = true
            } else if argument.beginsWithDash, argument != "-", !isTerminated {
                try read(option: argument, parameters, &arguments)
            } else {
                guard let parameter = positional.first else { throw NotRead() }
                try parameter.read(&self, argument)
                if parameter.kind.takesOne { positional.removeFirst() }
                given += 1
            }
        }
        guard given >= parameters.count(where: \.kind.isRequired) else { throw NotRead() }
    }

    /// Takes a flag, or an option with its value.
    private mutating func read(
        option argument: String,
        _ parameters: [Parameter<Self>],
        _ arguments: inout ArraySlice<String>
    ) throws {
        let end = argument.utf8.firstIndex(of: UInt8(ascii: "=")) ?? argument.endIndex
        let name = String(argument[..<end])
        guard let parameter = parameters.first(where: { $0.kind.isNamed && $0.names.contains(name) }) else {
            throw NotRead()
        }
        if parameter.kind == .flag {
            guard end == argument.endIndex else { throw NotRead() }
            try parameter.read(&self, name)
        } else if end != argument.endIndex {
            let value = argument[end...].dropFirst()
            guard !value.isEmpty else { throw NotRead() }
            try parameter.read(&self, String(value))
        } else {
            guard let value = arguments.popFirst(), !value.beginsWithDash else { throw NotRead() }
            try parameter.read(&self, value)
        }
    }
}

extension String {
    fileprivate var beginsWithDash: Bool { utf8.first == UInt8(ascii: "-") }
}
