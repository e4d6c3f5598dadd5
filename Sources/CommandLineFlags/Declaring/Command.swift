/// A command: properties, and one declaration of the parameters that set them.
///
///     struct Copy: Command {
///         static let documentation = Documentation(abstract: "Copy a file.")
///
///         var isForced = false
///         var blockSize = 4_096
///         var source = FilePath()
///         var target: FilePath?
///
///         mutating func declare(in parameters: inout Parameters) {
///             parameters.flag("--force", "-f", help: "Replace what is there.", into: &isForced)
///             parameters.option("--block-size", value: "bytes", help: "How much to read at once.", into: &blockSize)
///             parameters.argument("source", help: "The file.", completion: .file, into: &source)
///             parameters.optionalArgument("target", help: "Where to.", completion: .file, into: &target)
///         }
///
///         func run() throws { … }
///     }
///
/// Parsing calls `declare` twice: first to collect the names, then to set the properties that were given. Help, man
/// pages and completions call it for the other details. A property's initial value is its default.
package protocol Command: ParameterGroup, Sendable {
    init()

    static var documentation: Documentation { get }

    /// Selected by name before a type is used: the runtime builds tables when a type is first used, and doing so for
    /// all commands took a tenth of every start.
    static var subcommands: [Subcommand] { get }

    /// The default subcommand, when the first argument names none: `tool files FILE` means `tool files list FILE`.
    static var defaultSubcommand: Subcommand? { get }

    /// The names of the help command, if there are subcommands.
    static var helpNames: [String] { get }

    mutating func run() throws
}

extension Command {
    package static var subcommands: [Subcommand] { [] }
    package static var defaultSubcommand: Subcommand? { nil }
    package static var helpNames: [String] { ["help"] }
    package mutating func declare(in parameters: inout Parameters) {}
    /// A command that has subcommands shows help when none is named.
    package mutating func run() throws {}
}

/// Parameters, of one command or of several.
package protocol ParameterGroup {
    mutating func declare(in parameters: inout Parameters)

    /// Called after all properties are set.
    ///
    /// - Throws: `UsageError` when the arguments contradict each other.
    func validate() throws(UsageError)
}

extension ParameterGroup {
    package func validate() throws(UsageError) {}
}

/// A command, selected by name before its type is used.
package struct Subcommand: Sendable {
    package let name: String
    package let alias: String?
    /// A hidden command works like any other but is not listed.
    package let isHidden: Bool
    /// What other tools call it, with one space between the words: suggested, not accepted.
    let elsewhere: StaticString
    package let type: @Sendable () -> any Command.Type

    package init(
        _ name: String,
        alias: String? = nil,
        isHidden: Bool = false,
        elsewhere: StaticString = "",
        _ type: @escaping @Sendable () -> any Command.Type
    ) {
        self.name = name
        self.alias = alias
        self.isHidden = isHidden
        self.elsewhere = elsewhere
        self.type = type
    }

    /// Its name and alias.
    package var names: [String] { [name, alias].compactMap { $0 } }

    func isKnownElsewhere(as name: Argument) -> Bool {
        elsewhere.description.utf8.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(name.bytes) }
    }

    func isCalled(_ argument: Argument) -> Bool {
        name.utf8.elementsEqual(argument.bytes) || alias?.utf8.elementsEqual(argument.bytes) ?? false
    }
}
