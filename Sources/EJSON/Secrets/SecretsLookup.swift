import EJSONFormat

// Lookups besides `value(at:)`: of typed values, and of values that may be absent.

extension Secrets {
    /// The paths of all strings, numbers and booleans, in document order: dotted, or a JSON Pointer where a key has a
    /// dot. `_public_key` and other keys that begin with an underscore are included. A member that a later one with the
    /// same key hides is not. A path of more than 1,000 bytes is shortened to its beginning and its end.
    public var paths: [String] {
        withOutline { outline, text in
            let nodes = outline.nodes.indices.filter { index in
                let node = outline.nodes[index]
                return !node.isHidden && node.value.isPlain && node.value.kind != .null
            }
            return outline.paths(of: nodes, in: text)
        }
    }

    /// Whether there is a value, an object or an array at `path`. `null` counts as absent.
    ///
    /// - Throws: `valueNotFound` for a text that is not a path (`a..b`). An absent value is not an error.
    public func contains(_ path: String) throws(EJSONError) -> Bool { try isPresent(path) }

    /// The value at `path` as `value(at:)` gives it; `nil` when it is absent or `null`.
    ///
    /// - Throws: `undeliverableValue`, `outOfMemory`; `valueNotFound` for a text that is not a path. An absent value is
    ///   not an error.
    public func valueIfPresent(at path: String) throws(EJSONError) -> SecretBytes? {
        guard try contains(path) else { return nil }
        return try value(at: path)
    }

    /// The value at `path` as `unprotectedString(at:)` gives it; `nil` when it is absent or `null`.
    ///
    /// - Throws: `undeliverableValue`, `outOfMemory`; `valueNotFound` for a text that is not a path. An absent value is
    ///   not an error.
    public func unprotectedStringIfPresent(at path: String) throws(EJSONError) -> String? {
        guard try contains(path) else { return nil }
        return try unprotectedString(at: path)
    }

    /// Calls `body` with the value at `path` as a string, for interfaces that take nothing else.
    ///
    /// The string is an ordinary one and is released when the call returns. Its memory is never wiped, and `body` can
    /// keep a copy.
    ///
    /// ```swift
    /// let client = try secrets.withString(at: "mail.password") { password in Client(password: password) }
    /// ```
    ///
    /// - Throws: what `value(at:)` throws.
    public func withString<Result: ~Copyable>(
        at path: String,
        _ body: (String) -> Result
    ) throws(EJSONError) -> Result {
        body(try unprotectedString(at: path))
    }

    /// The same with a `body` that throws. Swift has no type for one of two errors, so the type is any.
    ///
    /// - Throws: what `value(at:)` throws, and what `body` throws.
    public func withString<Result: ~Copyable>(
        at path: String,
        _ body: (String) throws -> Result
    ) throws -> Result {
        try body(unprotectedString(at: path))
    }

    /// The integer at `path`: a number without fraction or exponent, or a string with such a number. As in JSON, `007`
    /// is not a number.
    ///
    /// ```swift
    /// let port = try secrets.intIfPresent(at: "database.port") ?? 5432
    /// ```
    ///
    /// - Throws: what `value(at:)` throws; `undeliverableValue` for any other value, and for a number that `Int` cannot
    ///   hold.
    public func int(at path: String) throws(EJSONError) -> Int {
        let number = try value(at: path).withBytes { bytes in decimal(bytes) }
        guard let number else { throw mistyped(at: path, "Int") }
        return number
    }

    /// The integer at `path`; `nil` when it is absent or `null`.
    ///
    /// - Throws: what `int(at:)` throws; `valueNotFound` only for a text that is not a path. An absent value is not an
    ///   error.
    public func intIfPresent(at path: String) throws(EJSONError) -> Int? {
        guard try contains(path) else { return nil }
        return try int(at: path)
    }

    /// The boolean at `path`: `true` or `false`, or a string with one of these words.
    ///
    /// - Throws: what `value(at:)` throws; `undeliverableValue` for any other value.
    public func bool(at path: String) throws(EJSONError) -> Bool {
        let value = try value(at: path)
        let isTrue = value.withBytes { spells($0, "true") }
        guard isTrue || value.withBytes({ spells($0, "false") }) else { throw mistyped(at: path, "Bool") }
        return isTrue
    }

    /// The boolean at `path`; `nil` when it is absent or `null`.
    ///
    /// - Throws: what `bool(at:)` throws; `valueNotFound` only for a text that is not a path. An absent value is not an
    ///   error.
    public func boolIfPresent(at path: String) throws(EJSONError) -> Bool? {
        guard try contains(path) else { return nil }
        return try bool(at: path)
    }

    private func mistyped(at path: String, _ type: String) -> EJSONError {
        failure(.undeliverableValue, .mistyped(type), at: ValuePath(path) ?? ValuePath(components: [path]))
    }
}

/// The value of decimal digits, with or without a minus sign; `nil` for any other text.
private func decimal(_ text: Span<UInt8>) -> Int? {
    let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
    let digits = (isNegative ? 1 : 0)..<text.count
    guard let first = digits.first, text[first] != UInt8(ascii: "0") || text.count == 1 else { return nil }
    var number = 0
    for index in digits {
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[index] else { return nil }
        let digit = Int(text[index] - UInt8(ascii: "0"))
        let (product, overflows) = number.multipliedReportingOverflow(by: 10)
        // Computed as a negative number, because the least integer has no positive counterpart.
        let (difference, underflows) = product.subtractingReportingOverflow(digit)
        guard !overflows, !underflows else { return nil }
        number = difference
    }
    guard !isNegative else { return number }
    return number == .min ? nil : -number
}

private func spells(_ text: Span<UInt8>, _ word: StaticString) -> Bool {
    text.count == word.utf8CodeUnitCount
        && text.indices.allSatisfy { index in unsafe text[index] == word.utf8Start[index] }
}
