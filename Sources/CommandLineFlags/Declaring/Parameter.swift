/// One flag, option or positional argument, with its documentation.
package struct Parameter: Sendable {
    package let form: ParameterForm
    /// The name of the value in help.
    package let valueName: String
    package let help: String
    /// Details for long help, man pages and the reference.
    let details: String
    /// Its heading; empty for the default one.
    let heading: String
    /// The default as text; `nil` when none is shown.
    let defaultSpelling: String?
    let choices: [Choice]
    let completion: Completion
    let isHidden: Bool
}

/// How a parameter is recognised on a command line.
package struct ParameterForm: Sendable {
    package let kind: ParameterKind
    /// The byte after the dash; 0 for none.
    package let short: UInt8
    /// The name with its dashes; for a positional argument, its name in help.
    package let long: String
    /// Whether it may precede a subcommand's name. It is then passed to the subcommand.
    let isShared: Bool

    /// The long name without its dashes.
    package var name: String.UTF8View.SubSequence { kind.isNamed ? long.utf8.dropFirst(2) : long.utf8[...] }
}

package enum ParameterKind: Equatable, Sendable {
    case flag
    /// `--name`, which `--no-name` turns off.
    case invertibleFlag
    case option
    /// An option that may be given more than once.
    case repeatedOption
    case argument(isRequired: Bool)
    /// All remaining positional arguments.
    case arguments(isRequired: Bool)
    /// All arguments after `--`.
    case argumentsAfterTerminator

    package var isNamed: Bool { isFlag || takesValue }
    package var isFlag: Bool { self == .flag || self == .invertibleFlag }
    package var takesValue: Bool { self == .option || self == .repeatedOption }
    package var isPositional: Bool { !isNamed && self != .argumentsAfterTerminator }
    package var isRequired: Bool { self == .argument(isRequired: true) || self == .arguments(isRequired: true) }
    package var isList: Bool { self == .arguments(isRequired: true) || self == .arguments(isRequired: false) }
}

/// How a value is completed.
package enum Completion: Sendable {
    case none
    case file
    /// Directories, and files with this ending.
    case files(ending: String)
    case directory
    /// The values that the function finds for the arguments on the line.
    case values(@Sendable (CompletionContext) -> [Choice])
    /// A comma-separated list of such values.
    case list(@Sendable (CompletionContext) -> [Choice])
    /// A command and its arguments.
    case command
}
