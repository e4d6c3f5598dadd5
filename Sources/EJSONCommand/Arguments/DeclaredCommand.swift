import ArgumentParser

/// Options or a command whose parameters are declared once, and read in two ways.
///
/// A container waits for the start of the command, and ArgumentParser takes as long as all the rest. So ordinary
/// arguments are read directly, and all others by ArgumentParser: it refuses what is wrong, says why, and makes help,
/// completions and man pages. Both take the parameters from here.
protocol Declared: Equatable, Sendable {
    init()
    static var parameters: [Parameter<Self>] { get }
}

extension Declared {
    /// Those of a group, for something that has it: `place` hands the group of the one to the other. (Key paths are made
    /// at run time.)
    static func parameters<Outer>(_ place: @escaping Parameter<Self>.Place<Outer>) -> [Parameter<Outer>] {
        parameters.map { $0.within(place) }
    }
}

protocol DeclaredCommand: Declared, ParsableCommand, CustomReflectable {
    static var subcommands: [Subcommand] { get }
}

extension DeclaredCommand {
    static var parameters: [Parameter<Self>] { [] }
    static var subcommands: [Subcommand] { [] }

    /// ArgumentParser looks for its property wrappers here.
    var customMirror: Mirror {
        Mirror(self, children: Self.parameters.map { ($0.key.stringValue, $0.definition()) }, displayStyle: .struct)
    }

    /// Called by ArgumentParser when it has read all arguments.
    init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: ParameterKey.self)
        for parameter in Self.parameters { try parameter.decode(&self, container, parameter.key) }
    }
}
