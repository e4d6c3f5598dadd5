import ArgumentParser

extension DeclaredCommand {
    /// Reads arguments without ArgumentParser; `nil` when there is anything out of the ordinary in them, right or wrong.
    static func read(_ arguments: ArraySlice<String>) -> (any DeclaredCommand)? {
        var rest = arguments
        do {
            var command = Self()
            let parameters = Self.parameters
            var forms: [ParameterForm] = []
            // By their indices, for the reason given below.
            for index in parameters.indices { forms.append(parameters[index].form) }
            for assignment in try assignments(of: &rest, to: forms, beforeSubcommand: !subcommands.isEmpty) {
                try parameters[assignment.parameter].read(&command, assignment.argument)
            }
            try command.validate()
            guard let name = rest.popFirst() else { return command }
            return subcommands.first { $0.isCalled(name) }?.type().read(rest)
        } catch {
            return nil
        }
    }
}

/// A parameter, by its index, and what it takes: a value, or a flag's name.
private struct Assignment {
    let parameter: Int
    let argument: String
}

/// Takes the arguments of a command, or those in front of a subcommand's name.
///
/// It knows nothing of the command's type: generic code that is not specialised looks its types up when it first runs,
/// which took as long as all other reading.
private func assignments(
    of arguments: inout ArraySlice<String>,
    to forms: [ParameterForm],
    beforeSubcommand: Bool
) throws(NotRead) -> [Assignment] {
    var assignments: [Assignment] = []
    var positional = forms.indices.filter { forms[$0].kind.isPositional }[...]
    var given = 0
    var isTerminated = false

    while let argument = arguments.first, !beforeSubcommand || argument.beginsWithDash {
        arguments.removeFirst()
        if argument == "--", let index = forms.firstIndex(where: { $0.kind == .behindTerminator }) {
            assignments += arguments.map { Assignment(parameter: index, argument: $0) }
            arguments = []
        } else if argument == "--", !beforeSubcommand, !isTerminated {
            isTerminated = true
        } else if argument.beginsWithDash, argument != "-", !isTerminated {
            try assignments.append(assignment(of: argument, to: forms, &arguments))
        } else {
            guard let index = positional.first else { throw NotRead() }
            assignments.append(Assignment(parameter: index, argument: argument))
            if forms[index].kind.takesOne { positional.removeFirst() }
            given += 1
        }
    }
    guard given >= forms.count(where: \.kind.isRequired) else { throw NotRead() }
    return assignments
}

/// Takes a flag, or an option with its value.
private func assignment(
    of argument: String,
    to forms: [ParameterForm],
    _ arguments: inout ArraySlice<String>
) throws(NotRead) -> Assignment {
    let end = argument.utf8.firstIndex(of: UInt8(ascii: "=")) ?? argument.endIndex
    let name = String(argument[..<end])
    guard let index = forms.firstIndex(where: { $0.kind.isNamed && $0.names.contains(name) }) else {
        throw NotRead()
    }
    if forms[index].kind == .flag {
        guard end == argument.endIndex else { throw NotRead() }
        return Assignment(parameter: index, argument: name)
    }
    if end != argument.endIndex {
        let value = argument[end...].dropFirst()
        guard !value.isEmpty else { throw NotRead() }
        return Assignment(parameter: index, argument: String(value))
    }
    guard let value = arguments.popFirst(), !value.beginsWithDash else { throw NotRead() }
    return Assignment(parameter: index, argument: value)
}

extension String {
    fileprivate var beginsWithDash: Bool { utf8.first == UInt8(ascii: "-") }
}
