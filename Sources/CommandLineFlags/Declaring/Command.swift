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
/// Reading calls `declare` twice: to learn the names, and to set the properties of those that were given. Help, man
/// pages and completions call it to learn the rest. A default is what the property holds before.
package protocol Command: ParameterGroup, Sendable {
    init()

    static var documentation: Documentation { get }

    /// Told by their names before their types are touched: the runtime makes tables for a type when it is first used,
    /// and for all commands of a tool that took a tenth of every start.
    static var subcommands: [Subcommand] { get }

    /// The subcommand that is meant when the first argument names none: `tool files FILE` for `tool files list FILE`.
    static var defaultSubcommand: Subcommand? { get }

    /// What the command that shows help is called beside the subcommands. Only where there are some.
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

    /// Called when all properties are set.
    ///
    /// - Throws: `UsageError` when what was given does not fit together.
    func validate() throws(UsageError)
}

extension ParameterGroup {
    package func validate() throws(UsageError) {}
}

/// A command, by its name and before its type is touched.
package struct Subcommand: Sendable {
    package let name: String
    package let alias: String?
    /// Hidden ones are read like others, and are in no list.
    package let isHidden: Bool
    package let type: @Sendable () -> any Command.Type

    package init(
        _ name: String,
        alias: String? = nil,
        isHidden: Bool = false,
        _ type: @escaping @Sendable () -> any Command.Type
    ) {
        self.name = name
        self.alias = alias
        self.isHidden = isHidden
        self.type = type
    }

    /// What it can be called.
    package var names: [String] { [name, alias].compactMap { $0 } }

    func isCalled(_ argument: Argument) -> Bool {
        name.utf8.elementsEqual(argument.bytes) || alias?.utf8.elementsEqual(argument.bytes) ?? false
    }
}
