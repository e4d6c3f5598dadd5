import ArgumentParser

extension Parameter {
    typealias Setter<Value> = @Sendable (inout Root, Value) -> Void

    static func flag(_ names: String..., help: String, set: @escaping Setter<Bool>) -> Self {
        Parameter(.flag, names, { root, _ in set(&root, true) }, set) {
            Flag(
                wrappedValue: false, name: NameSpecification(names), help: ArgumentHelp(help))
        }
    }

    /// `--name`, which `--no-name` turns off.
    static func invertibleFlag(
        _ name: String,
        default value: Bool,
        help: String,
        set: @escaping Setter<Bool>
    ) -> Self {
        let names = ["--no-" + name.dropFirst(2), name]
        return Parameter(.flag, names, { root, given in set(&root, given == name) }, set) {
            Flag(
                wrappedValue: value, name: NameSpecification([name]), inversion: .prefixedNo, help: ArgumentHelp(help))
        }
    }

    static func option<Value: ExpressibleByArgument & Sendable>(
        _ names: String...,
        value: String,
        help: String,
        set: @escaping Setter<Value?>
    ) -> Self {
        Parameter(.option, names, converting { set(&$0, $1) }, set) {
            Option<Value?>(name: NameSpecification(names), help: ArgumentHelp(help, valueName: value))
        }
    }

    /// An option whose value `transform` makes or refuses.
    static func option<Value: Sendable>(
        _ names: String...,
        value: String,
        help: String,
        transform: @escaping @Sendable (String) throws -> Value,
        set: @escaping Setter<Value?>
    ) -> Self {
        Parameter(.option, names, { root, text in set(&root, try transform(text)) }, set) {
            Option<Value?>(
                name: NameSpecification(names), help: ArgumentHelp(help, valueName: value), transform: transform)
        }
    }

    /// An option with one of a few values, `initial` when it is left out.
    static func option<Value: ExpressibleByArgument & Sendable>(
        _ names: String...,
        value: String,
        default initial: Value,
        help: String,
        set: @escaping Setter<Value>
    ) -> Self {
        Parameter(.option, names, converting(set), set) {
            Option(
                wrappedValue: initial, name: NameSpecification(names), help: ArgumentHelp(help, valueName: value))
        }
    }

    /// An option that may be given more than once.
    static func options(_ name: String, value: String, help: String, add: @escaping Setter<[String]>) -> Self {
        Parameter(.option, [name], { root, text in add(&root, [text]) }, add) {
            Option<[String]>(
                wrappedValue: [], name: NameSpecification([name]), help: ArgumentHelp(help, valueName: value))
        }
    }

    static func argument<Value: ExpressibleByArgument & Sendable>(
        _ name: String,
        help: String,
        set: @escaping Setter<Value>
    ) -> Self {
        Parameter(.positional(isRequired: true), [name], converting(set), set) {
            Argument<Value>(help: ArgumentHelp(help, valueName: name))
        }
    }

    static func optionalArgument(_ name: String, help: String, set: @escaping Setter<String?>) -> Self {
        Parameter(.positional(isRequired: false), [name], { root, text in set(&root, text) }, set) {
            Argument<String?>(help: ArgumentHelp(help, valueName: name))
        }
    }

    /// An argument that is `initial` when it is left out.
    static func argument<Value: ExpressibleByArgument & Sendable>(
        _ name: String,
        default initial: Value,
        help: String,
        set: @escaping Setter<Value>
    ) -> Self {
        Parameter(.positional(isRequired: false), [name], converting(set), set) {
            Argument(wrappedValue: initial, help: ArgumentHelp(help, valueName: name))
        }
    }

    /// All arguments that are left, one at least.
    static func arguments(_ name: String, help: String, add: @escaping Setter<[String]>) -> Self {
        Parameter(.list(isRequired: true), [name], { root, text in add(&root, [text]) }, add) {
            Argument<[String]>(help: ArgumentHelp(help, valueName: name))
        }
    }

    /// All arguments that are left, or none.
    static func optionalArguments(_ name: String, help: String, add: @escaping Setter<[String]>) -> Self {
        Parameter(.list(isRequired: false), [name], { root, text in add(&root, [text]) }, add) {
            Argument<[String]>(wrappedValue: [], help: ArgumentHelp(help, valueName: name))
        }
    }

    /// All arguments in front of those behind `--`, or none.
    ///
    /// ArgumentParser allows one array of positional arguments. For it these are optional ones, so that it still finds
    /// what is wrong with the others: with more documents than that, and something wrong, it names one too many.
    static func argumentsBeforeTerminator(_ name: String, help: String, add: @escaping Setter<[String]>) -> [Self] {
        let read: @Sendable (inout Root, String) throws -> Void = { root, text in add(&root, [text]) }
        let set: Setter<String?> = { root, text in if let text { add(&root, [text]) } }
        let first = Parameter(.list(isRequired: false), [name], read, set) {
            Argument<String?>(help: ArgumentHelp(help, valueName: name))
        }
        return [first]
            + (2...16).map { number in
                Parameter(.positional(isRequired: false), ["\(name)-\(number)"], read, set) {
                    Argument<String?>(help: ArgumentHelp(visibility: .private))
                }
            }
    }

    /// All that stands behind `--`.
    static func argumentsBehindTerminator(_ name: String, help: String, add: @escaping Setter<[String]>) -> Self {
        Parameter(.behindTerminator, [name], { root, text in add(&root, [text]) }, add) {
            Argument<[String]>(wrappedValue: [], parsing: .postTerminator, help: ArgumentHelp(help, valueName: name))
        }
    }

    private init<Definition: ParameterDefinition>(
        _ kind: ParameterKind,
        _ names: [String],
        _ read: @escaping @Sendable (inout Root, String) throws -> Void,
        _ set: @escaping Setter<Definition.Value>,
        definition: @escaping @Sendable () -> Definition
    ) {
        self.init(
            form: ParameterForm(kind: kind, names: names), read: read, definition: definition,
            decode: { root, container, key in
                // Without a value, what the property is made with stands.
                let read =
                    try kind.isRequired
                    ? container.decode(Definition.self, forKey: key)
                    : container.decodeIfPresent(Definition.self, forKey: key)
                if let read { set(&root, read.wrappedValue) }
            })
    }

    private static func converting<Value: ExpressibleByArgument>(
        _ set: @escaping Setter<Value>
    ) -> @Sendable (inout Root, String) throws -> Void {
        { root, text in
            guard let value = Value(argument: text) else { throw NotRead() }
            set(&root, value)
        }
    }
}

/// What is not read directly is read by ArgumentParser, which says what is wrong with it.
struct NotRead: Error {}

/// ArgumentParser's property wrappers.
private protocol ParameterDefinition: Decodable, SendableMetatype {
    associatedtype Value
    var wrappedValue: Value { get }
}

extension Flag: ParameterDefinition {}
extension Option: ParameterDefinition {}
extension Argument: ParameterDefinition {}

extension NameSpecification {
    fileprivate init(_ names: [String]) {
        self.init(
            names.map { name in
                if name.hasPrefix("--") { return .customLong(String(name.dropFirst(2))) }
                return .customShort(name[name.index(before: name.endIndex)])
            })
    }
}
