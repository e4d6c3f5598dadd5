/// The parameters of a command, as its `declare(in:)` declares them, one after the other.
///
/// Names include their dashes. `help` is one or two sentences; `details` is for long help and man pages.
package struct Parameters: ~Copyable {
    enum Purpose {
        /// Collects the names, which is all that a start needs.
        case names
        /// Collects everything, defaults included.
        case documentation
        /// Sets the properties.
        case values([Assignment])
    }

    private let purpose: Purpose
    private var index = 0
    private var heading = ""
    private(set) var forms: [ParameterForm] = []
    private(set) var parameters: [Parameter] = []
    /// The error of the first invalid value.
    private(set) var error: UsageError?
    /// What to say about an argument too many.
    private(set) var surplusWords: String?
    /// Whether a positional argument is likely the first of those that belong after `--`.
    private(set) var belongsAfterTerminator: (@Sendable (Argument) -> Bool)?

    init(_ purpose: Purpose) {
        self.purpose = purpose
        if case .names = purpose { forms.reserveCapacity(32) }
    }

    // MARK: Groups

    /// Parameters that another type declares, under this heading in help.
    package mutating func group(_ group: inout some ParameterGroup, heading: String = "") {
        let outer = self.heading
        if !heading.isEmpty { self.heading = heading }
        group.declare(in: &self)
        self.heading = outer
        guard case .values = purpose, error == nil else { return }
        do throws(UsageError) { try group.validate() } catch { self.error = error }
    }

    // MARK: Flags

    package mutating func flag(
        _ long: String,
        _ short: String = "",
        help: String,
        details: String = "",
        into property: inout Bool
    ) {
        let given = declare(.flag, short, long) { Words(help: help, details: details) }
        if given != nil { property = true }
    }

    /// `--name`, which `--no-name` turns off.
    package mutating func invertibleFlag(
        _ long: String,
        help: String,
        details: String = "",
        into property: inout Bool
    ) {
        let given = declare(.invertibleFlag, "", long) {
            Words(help: help, details: details, defaultSpelling: property ? long : nil)
        }
        if let given { property = !given.isInverted }
    }

    // MARK: Options

    /// An optional option without a default. A shared option may also precede a subcommand's name if both declare it. A
    /// hidden option works but is not in help.
    package mutating func option<Value: ArgumentValue>(
        _ long: String,
        _ short: String = "",
        value name: String,
        help: String,
        details: String = "",
        isShared: Bool = false,
        isHidden: Bool = false,
        completion: Completion? = nil,
        into property: inout Value?
    ) {
        let given = declare(.option, short, long, isShared: isShared) {
            Words(
                value: name, help: help, details: details, choices: Value.choices,
                completion: completion ?? Value.completion, isHidden: isHidden)
        }
        if let given { property = read(given, named: long) ?? property }
    }

    /// An option whose default is the property's value.
    package mutating func option<Value: ArgumentValue>(
        _ long: String,
        _ short: String = "",
        value name: String,
        help: String,
        details: String = "",
        completion: Completion? = nil,
        into property: inout Value
    ) {
        let given = declare(.option, short, long) {
            Words(
                value: name, help: help, details: details, defaultSpelling: property.spelling, choices: Value.choices,
                completion: completion ?? Value.completion)
        }
        if let given { property = read(given, named: long) ?? property }
    }

    /// An option that may be given more than once.
    package mutating func options<Value: ArgumentValue>(
        _ long: String,
        value name: String,
        help: String,
        details: String = "",
        completion: Completion? = nil,
        into property: inout [Value]
    ) {
        let given = declareList(.repeatedOption, long) {
            Words(
                value: name, help: help, details: details, choices: Value.choices,
                completion: completion ?? Value.completion)
        }
        for given in given { append(given, named: long, to: &property) }
    }

    // MARK: Positional arguments

    /// What to say, instead of repeating it, about an argument too many, which may be a secret.
    package mutating func surplus(_ words: String) { surplusWords = words }

    package mutating func argument<Value: ArgumentValue>(
        _ name: String,
        help: String,
        completion: Completion? = nil,
        into property: inout Value
    ) {
        let given = declare(.argument(isRequired: true), "", name) {
            Words(value: name, help: help, choices: Value.choices, completion: completion ?? Value.completion)
        }
        if let given { property = read(given, named: name) ?? property }
    }

    /// An optional argument.
    package mutating func optionalArgument<Value: ArgumentValue>(
        _ name: String,
        help: String,
        completion: Completion? = nil,
        into property: inout Value?
    ) {
        let given = declare(.argument(isRequired: false), "", name) {
            Words(value: name, help: help, choices: Value.choices, completion: completion ?? Value.completion)
        }
        if let given { property = read(given, named: name) ?? property }
    }

    /// An argument whose default is the property's value.
    package mutating func optionalArgument<Value: ArgumentValue>(
        _ name: String,
        help: String,
        completion: Completion? = nil,
        into property: inout Value
    ) {
        let given = declare(.argument(isRequired: false), "", name) {
            Words(
                value: name, help: help, defaultSpelling: property.spelling, choices: Value.choices,
                completion: completion ?? Value.completion)
        }
        if let given { property = read(given, named: name) ?? property }
    }

    /// All remaining arguments, at least one.
    package mutating func arguments<Value: ArgumentValue>(
        _ name: String,
        help: String,
        completion: Completion? = nil,
        into property: inout [Value]
    ) {
        let given = declareList(.arguments(isRequired: true), name) {
            Words(value: name, help: help, choices: Value.choices, completion: completion ?? Value.completion)
        }
        for given in given { append(given, named: name, to: &property) }
    }

    /// All remaining arguments; without any, the property keeps its value.
    package mutating func optionalArguments<Value: ArgumentValue>(
        _ name: String,
        help: String,
        completion: Completion? = nil,
        into property: inout [Value]
    ) {
        let given = declareList(.arguments(isRequired: false), name) {
            Words(
                value: name, help: help,
                defaultSpelling: property.isEmpty ? nil : property.map(\.spelling).joined(separator: " "),
                choices: Value.choices, completion: completion ?? Value.completion)
        }
        if !given.isEmpty { property = [] }
        for given in given { append(given, named: name, to: &property) }
    }

    /// All arguments after `--`.
    ///
    /// - Parameter isMeant: whether a positional argument is likely the first of them, when the `--` was forgotten. Called
    ///   after an error only.
    package mutating func argumentsAfterTerminator<Value: ArgumentValue>(
        _ name: String,
        help: String,
        completion: Completion? = nil,
        isMeant: (@Sendable (Argument) -> Bool)? = nil,
        into property: inout [Value]
    ) {
        belongsAfterTerminator = isMeant
        let given = declareList(.argumentsAfterTerminator, name) {
            Words(value: name, help: help, choices: Value.choices, completion: completion ?? Value.completion)
        }
        for given in given { append(given, named: name, to: &property) }
    }

    // MARK: What a declaration does

    /// The documentation of a parameter, made on demand.
    private struct Words {
        var value = ""
        var help: String
        var details = ""
        var defaultSpelling: String?
        var choices: [Choice] = []
        var completion = Completion.none
        var isHidden = false
    }

    /// Declares a parameter, and returns its argument if one was given.
    private mutating func declare(
        _ kind: ParameterKind,
        _ short: String,
        _ long: String,
        isShared: Bool = false,
        _ words: () -> Words
    ) -> Assignment? {
        defer { index += 1 }
        if case .values(let assignments) = purpose { return assignments.first { $0.parameter == index } }
        note(kind, short, long, isShared, words)
        return nil
    }

    private mutating func declareList(_ kind: ParameterKind, _ long: String, _ words: () -> Words) -> [Assignment] {
        defer { index += 1 }
        if case .values(let assignments) = purpose { return assignments.filter { $0.parameter == index } }
        note(kind, "", long, false, words)
        return []
    }

    private mutating func note(
        _ kind: ParameterKind,
        _ short: String,
        _ long: String,
        _ isShared: Bool,
        _ words: () -> Words
    ) {
        let form = ParameterForm(kind: kind, short: short.utf8.last ?? 0, long: long, isShared: isShared)
        forms.append(form)
        guard case .documentation = purpose else { return }
        let words = words()
        parameters.append(
            Parameter(
                form: form, valueName: words.value, help: words.help, details: words.details, heading: heading,
                defaultSpelling: words.defaultSpelling, choices: words.choices, completion: words.completion,
                isHidden: words.isHidden))
    }

    private mutating func append<Value: ArgumentValue>(
        _ given: Assignment,
        named name: String,
        to property: inout [Value]
    ) {
        if let value: Value = read(given, named: name) { property.append(value) }
    }

    /// The value; `nil` when it is invalid.
    private mutating func read<Value: ArgumentValue>(_ given: Assignment, named name: String) -> Value? {
        do throws(UsageError) {
            return try Value(given.argument)
        } catch {
            let subject = name.utf8.first == dash ? name : "<\(name)>"
            let reason = error.words.isEmpty ? "" : ": \(error.words)"
            self.error =
                self.error ?? UsageError("'\(given.argument)' is invalid for \(subject)\(reason)", kind: error.kind)
            return nil
        }
    }
}
