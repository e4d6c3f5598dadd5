/// The complete documentation of a command, from which help, man pages, the reference and completions are made.
package struct CommandPage {
    package let command: NamedCommand
    package let alias: String?
    package let documentation: Documentation
    package let parameters: [Parameter]
    /// The visible ones.
    let subcommands: [Subcommand]
    let helpNames: [String]

    package init(_ command: NamedCommand, alias: String? = nil) {
        self.command = command
        self.alias = alias
        documentation = command.type.documentation
        parameters = command.type.parameters
        subcommands = command.type.subcommands.filter { !$0.isHidden }
        helpNames = subcommands.isEmpty ? [] : command.type.helpNames
    }

    /// The pages of its subcommands.
    package var children: [CommandPage] {
        subcommands.map { subcommand in
            CommandPage(NamedCommand(subcommand.type(), command.path + [subcommand.name]), alias: subcommand.alias)
        }
    }

    /// The page and those of all subcommands, recursively.
    package var all: [CommandPage] { [self] + children.flatMap(\.all) }

    /// `ejson decrypt [<options>] <file>`.
    package var usage: String {
        if let usage = documentation.usage { return command.name + " " + usage }
        var words = [command.name, "[<options>]"]
        if !subcommands.isEmpty {
            words.append(command.type.defaultSubcommand == nil ? "<subcommand>" : "[<subcommand>]")
        }
        for parameter in parameters {
            let name = "<\(parameter.form.long)>"
            switch parameter.form.kind {
            case .flag, .invertibleFlag, .option, .repeatedOption: break
            case .argument(isRequired: true): words.append(name)
            case .argument(isRequired: false): words.append("[\(name)]")
            case .arguments(isRequired: true): words.append("\(name) …")
            case .arguments(isRequired: false): words.append("[\(name) …]")
            case .argumentsAfterTerminator: words.append("[-- \(name) …]")
            }
        }
        return words.joined(separator: " ")
    }

    /// The positional arguments.
    var arguments: [Parameter] { parameters.filter { !$0.form.kind.isNamed } }

    /// The options, by heading, those without one first.
    var options: [(heading: String, parameters: [Parameter])] {
        var groups: [(heading: String, parameters: [Parameter])] = [("", [])]
        for parameter in parameters where parameter.form.kind.isNamed && !parameter.isHidden {
            if let index = groups.firstIndex(where: { $0.heading == parameter.heading }) {
                groups[index].parameters.append(parameter)
            } else {
                groups.append((parameter.heading, [parameter]))
            }
        }
        groups[0].parameters.append(.help)
        return groups
    }
}

extension Command {
    fileprivate static var parameters: [Parameter] {
        var command = Self()
        var parameters = Parameters(.documentation)
        command.declare(in: &parameters)
        return parameters.parameters
    }
}

extension Parameter {
    fileprivate static let help = Parameter(
        form: ParameterForm(kind: .flag, short: UInt8(ascii: "h"), long: "--help", isShared: false), valueName: "",
        help: "Show help: -h in short, --help in full.", details: "", heading: "", defaultSpelling: nil,
        choices: [], completion: .none, isHidden: false)

    /// `-o`, if there is one.
    var shortName: String? { form.short == 0 ? nil : "-" + String(Unicode.Scalar(form.short)) }

    /// `--output`, `--[no-]hook`.
    var longName: String { form.kind == .invertibleFlag ? "--[no-]" + form.long.dropFirst(2) : form.long }

    /// `-o, --output <file>`, `<file>`.
    var title: String {
        guard form.kind.isNamed else { return "<\(form.long)>" }
        let names = [shortName, longName].compactMap { $0 }.joined(separator: ", ")
        return form.kind.takesValue ? "\(names) <\(valueName)>" : names
    }

    /// The help and the default in one text.
    var sentence: String {
        var sentence = help
        if !choices.isEmpty {
            if sentence.hasSuffix(".") { sentence.removeLast() }
            sentence += ": \(alternatives(choices.map(\.name)))."
        }
        return defaultSpelling.map { "\(sentence) (default: \($0))" } ?? sentence
    }
}
