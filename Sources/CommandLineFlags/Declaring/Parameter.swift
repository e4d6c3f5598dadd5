/// One flag, option or positional argument, with all that is said of it.
package struct Parameter: Sendable {
    package let form: ParameterForm
    /// What help calls the value.
    package let valueName: String
    package let help: String
    /// What is said only where there is room: long help, man pages, the reference.
    let details: String
    /// The heading that it stands under; empty for the ordinary one.
    let heading: String
    /// How the default is written; `nil` when there is none to show.
    let defaultSpelling: String?
    let choices: [Choice]
    let completion: Completion
    let isHidden: Bool
}

/// What distinguishes a parameter's arguments from others.
package struct ParameterForm: Sendable {
    package let kind: ParameterKind
    /// The byte after the dash; 0 for none.
    package let short: UInt8
    /// With its dashes; of a positional argument, what help calls it.
    package let long: String
    /// Whether it may stand before a subcommand's name, and is then handed to that one.
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
    /// All positional arguments that are left.
    case arguments(isRequired: Bool)
    /// All that stands after `--`.
    case argumentsAfterTerminator

    package var isNamed: Bool { isFlag || takesValue }
    package var isFlag: Bool { self == .flag || self == .invertibleFlag }
    package var takesValue: Bool { self == .option || self == .repeatedOption }
    package var isPositional: Bool { !isNamed && self != .argumentsAfterTerminator }
    package var isRequired: Bool { self == .argument(isRequired: true) || self == .arguments(isRequired: true) }
    package var isList: Bool { self == .arguments(isRequired: true) || self == .arguments(isRequired: false) }
}

/// What a shell offers for a value.
package enum Completion: Sendable {
    case none
    case file
    /// Files whose names end so, and directories.
    case files(ending: String)
    case directory
    /// The values that the function finds, given what stands on the line already.
    case values(@Sendable (CompletionContext) -> [Choice])
    /// A list with commas of the values that the function finds.
    case list(@Sendable (CompletionContext) -> [Choice])
    /// A command and its arguments.
    case command
}
