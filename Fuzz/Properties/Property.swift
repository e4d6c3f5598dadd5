/// Something that holds for every input. `make fuzz` looks for inputs that break it; the tests try those of
/// `testdata/corpus` again.
package struct Property: Sendable {
    /// Also the name of its directory in `testdata/corpus`.
    package let name: String

    /// Throws when the property does not hold for an input.
    package let check: @Sendable ([UInt8]) throws -> Void

    package static let all = [
        scanner, stringLiterals, boxedMessages, documents, privateKeys, valuePaths, commandLines,
        agentMessages, recipients,
    ]

    init(_ name: String, _ check: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.check = check
    }
}

/// A property does not hold.
package struct Violation: Error {
    package let words: String
}

func require(_ condition: Bool, _ words: @autoclosure () -> String) throws {
    guard condition else { throw Violation(words: words()) }
}

func require<Value>(_ value: Value?, _ words: @autoclosure () -> String) throws -> Value {
    guard let value else { throw Violation(words: words()) }
    return value
}
