import EJSONFormat

extension Document {
    /// What keeps the document's values from being opened, as far as can be seen without a key, in document order:
    /// `notEncrypted`, `malformedBoxedMessage`, `unsupportedVersion`, and `malformedJSON` for raw line breaks, which only
    /// encryption accepts. Each with its position and key path. Empty when all is well.
    ///
    /// - Throws: `outOfMemory`.
    package func findings() throws(EJSONError) -> [EJSONError] {
        var inspector = BoxedMessageInspector()
        return try findings { (text, range) throws(EJSONError) in try inspector.isBoxed(text, range) }
    }

    /// What keeps the document's values from being opened with this key: the same, and `authenticationFailed`. What was
    /// opened is wiped.
    ///
    /// - Throws: `keyMismatch`, `outOfMemory`.
    package func findings(openingWith privateKey: borrowing PrivateKey) throws(EJSONError) -> [EJSONError] {
        guard privateKey.publicKey == recipient else { throw EJSONError(.keyMismatch, publicKey: recipient) }
        var opener = try MessageOpener()
        var opened = try SecretBytes(capacity: 1_024)
        return try findings { (text, range) throws(EJSONError) in
            opened.withRoom { _, count in count = 0 }
            return try opener.open(text, range, privateKey, appendingTo: &opened)
        }
    }

    /// How many values are boxed messages; those that only have the shape of one are not counted.
    ///
    /// - Throws: `outOfMemory`.
    package func boxedMessageCount() throws(EJSONError) -> Int {
        var inspector = BoxedMessageInspector()
        var count = 0
        _ = try findings { (text, range) throws(EJSONError) in
            let isBoxed = try inspector.isBoxed(text, range)
            if isBoxed { count += 1 }
            return isBoxed
        }
        return count
    }

    /// Whether a private key, which need not be that of the document's public key, opens one of its values: the value
    /// was sealed to that key. What was opened is wiped.
    ///
    /// - Throws: `outOfMemory`.
    package func hasValueOpened(by privateKey: borrowing PrivateKey) throws(EJSONError) -> Bool {
        var opener = try MessageOpener()
        var opened = try SecretBytes(capacity: 1_024)
        var isOpened = false
        _ = try findings { (text, range) throws(EJSONError) in
            if isOpened { return true }
            opened.withRoom { _, count in count = 0 }
            isOpened = try opener.open(text, range, privateKey, appendingTo: &opened)
            return true
        }
        return isOpened
    }

    /// What the private key does not open of one value for each ephemeral key: enough to see whether values were sealed
    /// to another public key than the document names. What was opened is wiped.
    ///
    /// - Throws: `keyMismatch`, `outOfMemory`.
    package func foreignValues(for privateKey: borrowing PrivateKey) throws(EJSONError) -> [EJSONError] {
        guard privateKey.publicKey == recipient else { throw EJSONError(.keyMismatch, publicKey: recipient) }
        var opener = try MessageOpener()
        var opened = try SecretBytes(capacity: 1_024)
        var seen: Set<[UInt8]> = []
        let errors = try findings { (text, range) throws(EJSONError) in
            guard BoxedMessage.hasFrame(text, range) else { return true }
            guard seen.insert(prefix(text, range)).inserted else { return true }
            opened.withRoom { _, count in count = 0 }
            _ = try opener.open(text, range, privateKey, appendingTo: &opened)
            return true
        }
        return errors.filter { $0.code == .authenticationFailed }
    }

    /// The ephemeral keys of its boxed messages, as they begin: `EJ[1:`, the key in base64, `:`.
    ///
    /// - Throws: `outOfMemory`.
    package func ephemeralKeyPrefixes() throws(EJSONError) -> Set<[UInt8]> {
        var prefixes: Set<[UInt8]> = []
        _ = try findings { (text, range) throws(EJSONError) in
            if BoxedMessage.hasShape(text, range) { prefixes.insert(prefix(text, range)) }
            return true
        }
        return prefixes
    }

    /// How many values have an ephemeral key of a group, and the first of them. The keys were made to seal to other public
    /// keys than this document names: such values do not open, and no key is needed to see it.
    ///
    /// - Parameter groups: By how the messages begin. One walk serves all groups.
    /// - Throws: `outOfMemory`.
    package func values(
        withEphemeralKeysOf groups: [[UInt8]: Int]
    ) throws(EJSONError) -> [Int: (count: Int, first: EJSONError)] {
        guard !groups.isEmpty else { return [:] }
        // In document order, as the errors are.
        var found: [Int] = []
        let errors = try findings { (text, range) throws(EJSONError) in
            guard BoxedMessage.hasShape(text, range), let group = groups[prefix(text, range)] else { return true }
            found.append(group)
            throw EJSONError(.authenticationFailed)
        }
        var values: [Int: (count: Int, first: EJSONError)] = [:]
        for (group, error) in zip(found, errors.filter { $0.code == .authenticationFailed }) {
            values[group, default: (0, error)].count += 1
        }
        return values
    }

    private func findings(
        _ isBoxed: (Span<UInt8>, Range<Int>) throws(EJSONError) -> Bool
    ) throws(EJSONError) -> [EJSONError] {
        let errors = try text.withBytes { (source) throws(EJSONError) in
            // What `isBoxed` has opened goes from the stack before the caller gives its memory back.
            defer { Sodium.wipeDeepStack() }
            var reader = LiteralReader()
            var errors: [(EJSONError, JSONString)] = []
            for scanned in text.scan.strings {
                let string = scanned.string
                guard !scanned.selection.isEmpty else {
                    errors.append((EJSONError(.malformedJSON, .syntax(.lineBreakInString)), string))
                    continue
                }
                do throws(EJSONError) {
                    let isSealed = try reader.read(string, of: source) { (text, range) throws(EJSONError) in
                        try isBoxed(text, range)
                    }
                    if !isSealed { errors.append((EJSONError(.notEncrypted), string)) }
                } catch {
                    if error.code == .outOfMemory { throw error }
                    errors.append((error, string))
                }
            }
            return errors
        }
        return text.placing(errors)
    }
}

/// What a boxed message begins with: all of one encryption of a document have the same.
private func prefix(_ message: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    (range.lowerBound..<range.lowerBound + BoxedMessage.prefixCount).map { message[$0] }
}
