import EJSONFormat

extension Document {
    /// The errors that would keep the document from being decrypted, as far as they show without a key, in document
    /// order: `notEncrypted`, `malformedBoxedMessage`, `unsupportedVersion`, and `malformedJSON` for raw line breaks,
    /// which only encryption accepts. Each has its position and path. Empty when every value that must be sealed is.
    ///
    /// ```swift
    /// let findings = try Document(contentsOf: "secrets.ejson").findings()
    /// assert(findings.isEmpty, "\(findings)")
    /// ```
    ///
    /// - Throws: `outOfMemory`.
    public func findings() throws(EJSONError) -> [EJSONError] {
        var reader = SelectedStringReader()
        return try findings { (string, source) throws(EJSONError) in
            switch try reader.read(string, of: source) {
            case .boxed: break
            case .plaintext: throw EJSONError(.notEncrypted)
            case .malformed(let error): throw error
            }
        }
    }

    /// The errors that would keep the document from being decrypted with this key: the same, and
    /// `authenticationFailed`. Plaintexts are wiped.
    ///
    /// - Throws: `keyMismatch`, `outOfMemory`.
    public func findings(openingWith privateKey: borrowing PrivateKey) throws(EJSONError) -> [EJSONError] {
        try findings(opening: privateKey)
    }

    /// The same with the shared keys that an agent has answered.
    package func findings(openingWith sharedKeys: borrowing SharedKeys) throws(EJSONError) -> [EJSONError] {
        try findings(opening: sharedKeys)
    }

    private func findings<Source: SharedKeySource & ~Copyable>(
        opening keys: borrowing Source
    ) throws(EJSONError) -> [EJSONError] {
        try requireKey(keys)
        var attempt = try OpeningAttempt()
        return try findings { (string, source) throws(EJSONError) in
            guard try attempt.open(string, of: source, keys) else { throw EJSONError(.notEncrypted) }
        }
    }

    /// The errors that `check` throws for selected strings, and those for raw line breaks in other strings, in document
    /// order.
    private func findings(
        _ check: (JSONString, Span<UInt8>) throws(EJSONError) -> Void
    ) throws(EJSONError) -> [EJSONError] {
        let errors = try text.withBytes { (source) throws(EJSONError) in
            var errors: [(EJSONError, JSONString)] = []
            for scanned in text.scan.strings {
                do throws(EJSONError) {
                    guard !scanned.selection.isEmpty else {
                        throw EJSONError(.malformedJSON, .syntax(.lineBreakInString))
                    }
                    try check(scanned.string, source)
                } catch {
                    if error.code == .outOfMemory { throw error }
                    errors.append((error, scanned.string))
                }
            }
            return errors
        }
        return text.placing(errors)
    }
}
