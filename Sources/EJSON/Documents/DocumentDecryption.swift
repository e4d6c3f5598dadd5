import EJSONFormat

extension Document {
    /// The document with every boxed message replaced by its string, all other bytes unchanged: valid JSON, in guarded
    /// memory. Strings are escaped as the reference does: `\"`, `\\`, `\n`, `\r`, `\t`, other control characters as
    /// `\u00xx` in lower case, everything else raw.
    ///
    /// Either every value opens or nothing is returned. It takes time in proportion to the document, and one scalar
    /// multiplication for each ephemeral key.
    ///
    /// - Throws: `keyMismatch`; `malformedBoxedMessage`, `unsupportedVersion`, `authenticationFailed`, `notEncrypted`
    ///   for the first value at fault, with its position and path; `malformedJSON` for a raw line break inside a
    ///   string, which only encryption accepts; `outOfMemory`. A plaintext that the reference would not seal, because
    ///   the last key before it begins with an underscore, is not an error and stays as it is.
    ///
    /// The C function is `crypto_box_open_easy_afternm`.
    public func decrypted(with privateKey: borrowing PrivateKey) throws(EJSONError) -> SecretBytes {
        try decrypted(with: privateKey, progress: nil)
    }

    /// The same with progress reports. If `keepingPlaintexts`, values that are not sealed yet and raw line breaks stay
    /// as they are, because the user is about to edit the document.
    package func decrypted(
        with privateKey: borrowing PrivateKey,
        keepingPlaintexts: Bool = false,
        progress: ProgressHandler?
    ) throws(EJSONError) -> SecretBytes {
        try decrypted(
            with: privateKey, keepingPlaintexts: keepingPlaintexts, progress: progress, processors: processorCount)
    }

    /// The same with the shared keys that an agent has answered.
    package func decrypted(
        with sharedKeys: borrowing SharedKeys,
        keepingPlaintexts: Bool = false,
        progress: ProgressHandler? = nil
    ) throws(EJSONError) -> SecretBytes {
        try decrypted(
            with: sharedKeys, keepingPlaintexts: keepingPlaintexts, progress: progress, processors: processorCount)
    }

    func decrypted<Source: SharedKeySource & ~Copyable>(
        with source: borrowing Source,
        keepingPlaintexts: Bool = false,
        progress: ProgressHandler?,
        processors: Int
    ) throws(EJSONError) -> SecretBytes {
        try requireKey(source)
        if !keepingPlaintexts { try text.withBytes { (source) throws(EJSONError) in try rejectLineBreaks(source) } }
        let parts = decryptionParts(processors)
        let pieces = unsafe withUnsafePointer(to: source) { source in
            nonisolated(unsafe) let source = unsafe source
            return inParallel(parts.count) { (number) throws(EJSONError) in
                try unsafe decrypted(
                    parts, number, with: source.pointee, keepingPlaintexts: keepingPlaintexts,
                    progress: number == 0 ? progress : nil)
            }
        }
        var output = try pieces[0].take()
        for piece in pieces.dropFirst() {
            try piece.take().withBytes { (bytes) throws(EJSONError) in try output.append(bytes) }
        }
        return output
    }

    /// The strings for each thread.
    private func decryptionParts(_ processors: Int) -> [Part] {
        text.withBytes { source in
            let strings = text.scan.strings
            var last = text.scan.publicKey.start
            return cutIntoParts(strings.count, processors: processors) { index in
                let string = strings[index].string
                guard !strings[index].selection.isEmpty, string.count >= BoxedMessage.minimumCount else { return 0 }
                // A box and its text, and a scalar multiplication when the ephemeral key differs from the last one.
                let hasNewKey = !haveSameBytes(
                    source, at: last, source, at: string.start, count: BoxedMessage.prefixCount)
                last = string.start
                return 600 + 2 * string.count + (hasNewKey ? 28_000 : 0)
            }
        }
    }

    /// The document from the first string of a part up to the first one of the next. The first part begins at the
    /// beginning of the document, and has capacity for all of it.
    private func decrypted<Source: SharedKeySource & ~Copyable>(
        _ parts: [Part],
        _ number: Int,
        with keys: borrowing Source,
        keepingPlaintexts: Bool,
        progress: ProgressHandler?
    ) throws(EJSONError) -> SecretBytes {
        try text.withBytes { (source) throws(EJSONError) in
            defer { Sodium.wipeDeepStack() }
            let strings = text.scan.strings
            let part = parts[number].range
            var read = number == 0 ? 0 : strings[part.lowerBound].string.start
            let end = number == parts.count - 1 ? source.count : strings[part.upperBound].string.start
            var output = try SecretBytes(
                capacity: number == 0
                    ? expectedCount(strings[...], source.count) : expectedCount(strings[part], end - read))
            var opener = try MessageOpener()
            var reader = LiteralReader()
            for index in part {
                if let progress, index % progressInterval == 0 { progress(read * parts.count, source.count) }
                let scanned = strings[index]
                guard !scanned.selection.isEmpty else { continue }
                let string = scanned.string
                try output.reserve(string.start - read)
                output.append(source, read..<string.start)
                read = string.start
                do throws(EJSONError) {
                    let isOpened = try reader.read(string, of: source) { (string) throws(EJSONError) in
                        try opener.open(string, keys, appendingTo: &output)
                    }
                    if isOpened {
                        read = string.end
                    } else if scanned.selection.contains(.byLastKey), !keepingPlaintexts {
                        throw EJSONError(.notEncrypted)
                    }
                } catch {
                    throw text.placing(error, at: string)
                }
            }
            try output.reserve(end - read)
            output.append(source, read..<end)
            return output
        }
    }

    /// The capacity for the plaintext of `count` bytes with these strings, when few of them need an escape. It nearly
    /// always suffices.
    private func expectedCount(_ strings: ArraySlice<ScannedString>, _ count: Int) -> Int {
        var count = count
        for scanned in strings where scanned.string.count >= BoxedMessage.minimumCount {
            count -= scanned.string.count - BoxedMessage.greatestPlaintextCount(in: scanned.string.count)
        }
        return count + count / 32 + BoxedMessage.tagCount + 2
    }

    private func rejectLineBreaks(_ source: Span<UInt8>) throws(EJSONError) {
        guard let first = text.scan.strings.first(where: { $0.string.lineBreaks > 0 })?.string,
            let offset = first.range.first(where: { source[$0] == 0x0A || source[$0] == 0x0D })
        else { return }
        throw EJSONError(
            .malformedJSON, .syntax(.lineBreakInString), position: EJSONError.Position(of: offset, in: source))
    }
}
