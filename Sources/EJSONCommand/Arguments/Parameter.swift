/// One option, flag or positional argument of a command, or of a group of options: how it is read directly, and what it
/// is to ArgumentParser.
struct Parameter<Root>: Sendable {
    let form: ParameterForm
    /// Takes one argument: a value, or a flag's name. Throws when it is not understood.
    let read: @Sendable (inout Root, String) throws -> Void
    /// The property wrapper that defines it for ArgumentParser.
    let definition: @Sendable () -> Any
    /// Takes what ArgumentParser has read.
    let decode: @Sendable (inout Root, KeyedDecodingContainer<ParameterKey>, ParameterKey) throws -> Void

    var key: ParameterKey { ParameterKey(stringValue: form.names[form.names.count - 1]) }

    /// Calls its second argument with the group that the first one has.
    typealias Place<Outer> = @Sendable (inout Outer, (inout Root) throws -> Void) throws -> Void

    /// The same parameter, of something that has the group.
    func within<Outer>(_ place: @escaping Place<Outer>) -> Parameter<Outer> {
        Parameter<Outer>(
            form: form,
            read: { outer, argument in try place(&outer) { try read(&$0, argument) } },
            definition: definition,
            decode: { outer, container, key in try place(&outer) { try decode(&$0, container, key) } })
    }
}

/// What tells a parameter's arguments from others.
struct ParameterForm: Sendable {
    let kind: ParameterKind
    /// `-o` and `--output`; of a positional argument, what help calls it.
    let names: [String]
}

enum ParameterKind: Equatable {
    case flag
    case option
    case positional(isRequired: Bool)
    /// All positional arguments that are left.
    case list(isRequired: Bool)
    /// All that stands behind `--`.
    case behindTerminator

    var isNamed: Bool { self == .flag || self == .option }

    var isPositional: Bool { !isNamed && self != .behindTerminator }

    var isRequired: Bool { self == .positional(isRequired: true) || self == .list(isRequired: true) }

    var takesOne: Bool { self == .positional(isRequired: true) || self == .positional(isRequired: false) }
}

/// What ArgumentParser keeps a value under.
struct ParameterKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
