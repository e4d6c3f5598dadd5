/// The argument of a parameter.
package struct Assignment: Hashable, Sendable {
    /// Its index in the command's parameters.
    package let parameter: Int
    /// The value; empty for a flag.
    package let argument: Argument
    /// Whether it is `--no-name`.
    package let isInverted: Bool

    package init(parameter: Int, argument: Argument = Argument(bytes: []), isInverted: Bool = false) {
        self.parameter = parameter
        self.argument = argument
        self.isInverted = isInverted
    }
}

/// Reads the arguments of one command, or those before a subcommand's name.
///
/// It does not use the command's type: unspecialised generic code looks its types up when it first runs, which took as
/// long as the rest of parsing.
package struct ArgumentReader {
    package let forms: [ParameterForm]
    private(set) var rest: ArraySlice<Argument>
    package private(set) var assignments: [Assignment] = []
    private let surplusWords: String?
    private(set) var terminator: ForgottenTerminator
    /// For each parameter, whether and how it was given.
    private var given: [Given]

    private enum Given { case not, plainly, inverted }

    package init(_ forms: [ParameterForm], _ arguments: ArraySlice<Argument>) {
        self.init(forms, arguments, ForgottenTerminator(forms, TerminatedLine(tool: "", arguments: arguments)))
    }

    init(
        _ forms: [ParameterForm],
        _ arguments: ArraySlice<Argument>,
        _ terminator: ForgottenTerminator,
        surplusWords: String? = nil
    ) {
        self.forms = forms
        self.terminator = terminator
        self.surplusWords = surplusWords
        rest = arguments
        given = Array(repeating: .not, count: forms.count)
    }

    /// Reads all arguments.
    package mutating func readAll() throws(CommandLineStop) {
        var positional = forms.indices.filter { forms[$0].kind.isPositional }[...]
        var isTerminated = false
        while let argument = rest.popFirst() {
            if argument.isTerminator, !isTerminated {
                if let index = forms.firstIndex(where: { $0.kind == .argumentsAfterTerminator }) {
                    for argument in rest { assignments.append(Assignment(parameter: index, argument: argument)) }
                    rest = []
                }
                isTerminated = true
            } else if argument.isOption, !isTerminated {
                do throws(CommandLineStop) {
                    try read(option: argument)
                } catch {
                    guard case .wrong(let error) = error else { throw error }
                    throw .wrong(terminator.explained(error))
                }
            } else {
                if !isTerminated { terminator.note(position: rest.startIndex - 1) }
                guard let index = positional.first else {
                    throw .wrong(
                        terminator.explained(UsageError(surplusWords ?? "Unexpected argument '\(argument)'.")))
                }
                assignments.append(Assignment(parameter: index, argument: argument))
                given[index] = .plainly
                if !forms[index].kind.isList { positional.removeFirst() }
            }
        }
        for index in forms.indices where forms[index].kind.isRequired && given[index] == .not {
            throw .usage("Missing argument <\(forms[index].long)>.")
        }
    }

    /// Reads the options before a subcommand's name.
    mutating func readOptions() throws(CommandLineStop) {
        while let argument = rest.first, argument.isOption, !argument.isTerminator {
            rest.removeFirst()
            try read(option: argument)
        }
    }

    /// Adopts options given before this command's name that this command has too. The closer one wins.
    mutating func add(_ shared: [SharedAssignment]) {
        for shared in shared {
            guard let index = forms.firstIndex(where: { $0.long == shared.name && $0.kind.takesValue }),
                given[index] == .not
            else { continue }
            assignments.append(Assignment(parameter: index, argument: shared.argument))
            given[index] = .plainly
        }
    }

    // MARK: Options

    private mutating func read(option argument: Argument) throws(CommandLineStop) {
        let option = OptionSpelling(argument)
        if let found = find(option.name) {
            try read(found, option.value, spelled: argument)
        } else if isHelp(option.name) {
            guard option.value == nil else { throw .usage("--help takes no value; it is given '\(argument)'.") }
            throw .help(isLong: option.name.count > 1)
        } else if isBundleWithHelp(option) {
            throw .help(isLong: false)
        } else if option.mayBeBundle, let bundle = bundle(argument) {
            if let name = nearestOption(to: option.name) {
                // -keydri would be -k eydri.
                terminator.isSaid = true
                throw .usage(
                    "There is no option '\(argument)'\(didYouMean(name))\(spelledApart(bundle.last))\(terminator.hint)"
                )
            }
            for (found, value) in bundle { try read(found, value, spelled: argument) }
        } else {
            terminator.isSaid = true
            let guess = nearestOption(to: option.name)
            if guess == nil, let words = terminator.words { throw .usage(words) }
            throw .usage("There is no option '\(argument.withoutValue)'\(didYouMean(guess))\(terminator.hint)")
        }
    }

    /// An option or flag found by name.
    struct Found {
        let parameter: Int
        var isInverted = false
    }

    /// - Parameter value: the part after the equals sign, if there is one.
    private mutating func read(
        _ found: Found,
        _ value: ArraySlice<UInt8>?,
        spelled argument: Argument
    ) throws(CommandLineStop) {
        let index = found.parameter
        let form = forms[index]
        if form.kind.isFlag {
            guard value == nil else { throw .usage("\(form.long) takes no value; it is given '\(argument)'.") }
            let now = found.isInverted ? Given.inverted : .plainly
            if given[index] == now { return }
            guard given[index] == .not else { throw .usage("\(form.long) and \(form.inverse) are given both.") }
            given[index] = now
            assignments.append(Assignment(parameter: index, isInverted: found.isInverted))
            return
        }
        if form.kind == .option, given[index] != .not { throw .usage("\(form.long) is given twice.") }
        given[index] = .plainly
        let argument: Argument
        if let value { argument = Argument(bytes: Array(value)) } else { argument = try next(form) }
        assignments.append(Assignment(parameter: index, argument: argument))
    }

    /// The value in the next argument.
    private mutating func next(_ form: ParameterForm) throws(CommandLineStop) -> Argument {
        guard let next = rest.first else { throw .usage("\(form.long) needs a value.") }
        guard !next.isOption else {
            throw .usage(
                "\(form.long) needs a value"
                    + (next.isTerminator ? "." : "; one that begins with a dash is written \(form.long)=\(next)"))
        }
        rest.removeFirst()
        return next
    }

    /// The parameter with a name. One byte is a short name, unless it is a long name too.
    func find(_ name: ArraySlice<UInt8>) -> Found? {
        for (index, form) in forms.enumerated() where form.kind.isNamed {
            if form.name.elementsEqual(name) { return Found(parameter: index) }
            if form.kind == .invertibleFlag, name.starts(with: "no-".utf8),
                form.name.elementsEqual(name.dropFirst(3))
            {
                return Found(parameter: index, isInverted: true)
            }
        }
        guard name.count == 1, let byte = name.first else { return nil }
        return find(short: byte)
    }

    private func find(short: UInt8) -> Found? {
        guard short != 0 else { return nil }
        return forms.firstIndex { $0.short == short }.map { Found(parameter: $0) }
    }

    /// Short names in one argument; the last may be followed by its value. `nil` when a name is unknown.
    func bundle(_ argument: Argument) -> [(found: Found, value: ArraySlice<UInt8>?)]? {
        var bundle: [(Found, ArraySlice<UInt8>?)] = []
        var rest = argument.bytes.dropFirst()
        while let short = rest.popFirst() {
            guard let found = find(short: short) else { return nil }
            if rest.first == equalsSign {
                bundle.append((found, rest.dropFirst()))
                return bundle
            }
            if forms[found.parameter].kind.takesValue {
                bundle.append((found, rest.isEmpty ? nil : rest))
                return bundle
            }
            bundle.append((found, nil))
        }
        return bundle
    }

    /// `-vh`: flags, and `h` among them.
    private func isBundleWithHelp(_ option: OptionSpelling) -> Bool {
        let help = UInt8(ascii: "h")
        guard option.mayBeBundle, option.value == nil, option.name.contains(help), find(short: help) == nil else {
            return false
        }
        return option.name.allSatisfy { short in
            short == help || find(short: short).map { forms[$0.parameter].kind.isFlag } ?? false
        }
    }

    /// How to give the last option of a bundle its value separately, if it has one.
    private func spelledApart(_ last: (found: Found, value: ArraySlice<UInt8>?)?) -> String {
        guard let last, let bytes = last.value else { return "" }
        let short = "-\(Unicode.Scalar(forms[last.found.parameter].short))"
        let value = Argument(bytes: Array(bytes))
        return " The value '\(value)' of \(short) is written apart: \(short) \(value)"
    }

    private func nearestOption(to name: ArraySlice<UInt8>) -> String? {
        guard let name = String(validating: name, as: UTF8.self) else { return nil }
        let names =
            ["help"]
            + forms.filter(\.kind.isNamed).flatMap { form in
                form.kind == .invertibleFlag ? [form.long, form.inverse] : [form.long]
            }.map { String($0.dropFirst(2)) }
        return nearest(to: name, among: names).map { "--" + $0 }
    }
}

/// An option that was given before a subcommand's name.
struct SharedAssignment {
    let name: String
    let argument: Argument
}

/// Why parsing stopped.
package enum CommandLineStop: Error {
    case help(isLong: Bool)
    case wrong(UsageError)

    static func usage(_ words: String, kind: UsageError.Kind = .wrongArguments) -> CommandLineStop {
        .wrong(UsageError(words, kind: kind))
    }
}

extension ParameterForm {
    /// `--no-name`.
    var inverse: String { "--no-" + long.dropFirst(2) }
}
