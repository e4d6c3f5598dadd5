package import SystemPackage

/// A type whose values are written as arguments.
package protocol ArgumentValue: Equatable, Sendable {
    /// - Throws: `UsageError` with what is wrong. It follows the argument and the parameter in the message: "expected a
    ///   number".
    init(_ argument: Argument) throws(UsageError)

    /// How the value is written. Help shows defaults this way.
    var spelling: String { get }

    /// All values, when there are few.
    static var choices: [Choice] { get }

    /// The completion, unless the declaration has another one.
    static var completion: Completion { get }
}

extension ArgumentValue {
    package static var choices: [Choice] { [] }
    package static var completion: Completion { .none }
}

/// One of a closed set of values, with what it means.
package struct Choice: Equatable, Sendable {
    package let name: String
    package let help: String

    package init(_ name: String, _ help: String = "") {
        self.name = name
        self.help = help
    }
}

/// A closed set of values: an enumeration whose raw values are written as arguments.
package protocol ArgumentChoice: ArgumentValue, CaseIterable, RawRepresentable where RawValue == String {
    /// What the value means, for help and completions.
    var help: String { get }
}

extension ArgumentChoice {
    package var help: String { "" }

    package init(_ argument: Argument) throws(UsageError) {
        for value in Self.allCases where value.rawValue.utf8.elementsEqual(argument.bytes) {
            self = value
            return
        }
        let names = Self.allCases.map(\.rawValue)
        let guess = didYouMean(argument.text.flatMap { nearest(to: $0, among: names) }, otherwise: "")
        throw UsageError("expected \(alternatives(names))\(guess)")
    }

    package var spelling: String { rawValue }

    package static var choices: [Choice] { allCases.map { Choice($0.rawValue, $0.help) } }
}

/// `text, json or yaml`.
func alternatives(_ names: [String]) -> String {
    let first = names.dropLast().joined(separator: ", ")
    return first + (first.isEmpty ? "" : " or ") + (names.last ?? "")
}

extension String: ArgumentValue {
    package init(_ argument: Argument) throws(UsageError) {
        guard let text = argument.text else { throw .notUTF8 }
        self = text
    }

    package var spelling: String { self }
}

extension Int: ArgumentValue {}
extension Int32: ArgumentValue {}

extension ArgumentValue where Self: FixedWidthInteger {
    package init(_ argument: Argument) throws(UsageError) {
        guard let text = argument.text, let number = Self(text, radix: 10) else {
            throw UsageError("expected a number")
        }
        self = number
    }

    package var spelling: String { String(self) }
}

extension FilePath: ArgumentValue {
    /// - Throws: when it is empty: no file has that name, and `"$UNSET"` expands to it.
    package init(_ argument: Argument) throws(UsageError) {
        if argument.isEmpty { throw UsageError("expected a path") }
        self = argument.path
    }

    package var spelling: String { printableText(of: Array(string.utf8)) }
}

extension Argument: ArgumentValue {
    package init(_ argument: Argument) throws(UsageError) {
        self = argument
    }

    package var spelling: String { description }
}
