package import EJSONFormat

extension Document {
    /// The recipients of the document: the entries of its top-level member `_recipients`, in order. A document without
    /// that member has none. The entries are not verified, because that takes the document's private key: see
    /// `RecipientList.verify(with:)`.
    ///
    /// - Throws: `invalidRecipient`, `invalidPublicKey`, with the position of the entry.
    public func recipients() throws(EJSONError) -> RecipientList {
        let scan = try recipientScan()
        var list = RecipientList()
        var reader = LiteralReader()
        for index in scan.entries.indices {
            do throws(EJSONError) {
                try list.append(recipient(scan, at: index, &reader))
            } catch {
                throw text.withBytes { source in
                    var error = error
                    let offset = scan.entries[index].start - 1
                    error.position = error.position ?? EJSONError.Position(of: offset, in: source)
                    error.path = error.path ?? "\(recipientsKey).\(index)"
                    return error
                }
            }
        }
        return list
    }

    /// Whether the document has a list with an entry.
    ///
    /// - Throws: `invalidRecipient`.
    package func hasRecipients() throws(EJSONError) -> Bool { try !recipientScan().entries.isEmpty }

    /// Whether an X25519 key is among the recipients. Entries with other kinds of keys are not read.
    ///
    /// - Throws: `invalidRecipient`.
    package func lists(_ publicKey: PublicKey) throws(EJSONError) -> Bool {
        try !entries(recipientScan(), for: .publicKey(publicKey.description)).isEmpty
    }

    /// The entries of the list in the text.
    ///
    /// - Throws: `invalidRecipient` when it is not one array of at most 4,096 strings.
    package func recipientScan() throws(EJSONError) -> RecipientScan {
        try text.withBytes { (source) throws(EJSONError) in
            let scan: RecipientScan
            do throws(JSONSyntaxError) { scan = try RecipientScan(source) } catch {
                throw EJSONError(error, in: source)
            }
            func failure(_ problem: RecipientProblem, at offset: Int) -> EJSONError {
                EJSONError(
                    .invalidRecipient, .recipient(problem), position: EJSONError.Position(of: offset, in: source),
                    path: recipientsKey)
            }
            if let (problem, offset) = scan.problem {
                switch problem {
                case .notAList: throw failure(.notAList, at: offset)
                case .duplicateList: throw failure(.duplicateList, at: offset)
                }
            }
            if scan.entries.count > RecipientList.maximumCount {
                throw failure(.tooMany, at: scan.entries[RecipientList.maximumCount].start - 1)
            }
            return scan
        }
    }

    /// The entries with this key. Other entries are not parsed: a malformed one is an error where the list is changed
    /// or checked, and must not keep a host from starting.
    func entries(_ scan: RecipientScan, for key: RecipientKeyText) throws(EJSONError) -> [JSONString] {
        let key = Array(key.text.utf8)
        return try text.withBytes { (source) throws(EJSONError) in
            var found: [JSONString] = []
            var reader = LiteralReader()
            for entry in scan.entries where entry.count >= key.count {
                let isNamed = try reader.read(entry, of: source) { (entry) throws(EJSONError) in
                    holdsKey(entry, key.span)
                }
                if isNamed { found.append(entry) }
            }
            return found
        }
    }

    /// The parsed entries.
    ///
    /// - Throws: `invalidRecipient`.
    func sealedKeys(_ entries: [JSONString]) throws(EJSONError) -> [SealedDocumentKey] {
        try text.withBytes { (source) throws(EJSONError) in
            var keys: [SealedDocumentKey] = []
            var reader = LiteralReader()
            for entry in entries {
                keys.append(
                    try reader.read(entry, of: source) { (entry) throws(EJSONError) in
                        try SealedDocumentKey(entry: entry)
                    })
            }
            return keys
        }
    }

    /// The names and keys of entries with X25519 keys, which are keys of key files and documents.
    func listedPublicKeys(_ scan: RecipientScan) throws(EJSONError) -> [(name: RecipientName, key: PublicKey)] {
        try text.withBytes { (source) throws(EJSONError) in
            var found: [(RecipientName, PublicKey)] = []
            var reader = LiteralReader()
            for entry in scan.entries {
                let listed = try reader.read(entry, of: source) { (entry) throws(EJSONError) in
                    listedPublicKey(entry)
                }
                if let listed { found.append(listed) }
            }
            return found
        }
    }

    /// The names of the entries that have a valid one.
    func recipientNames(_ scan: RecipientScan) throws(EJSONError) -> [String] {
        try text.withBytes { (source) throws(EJSONError) in
            var names: [String] = []
            var reader = LiteralReader()
            for entry in scan.entries {
                let name = try reader.read(entry, of: source) { (entry) throws(EJSONError) in
                    let end = entry.indices.first { entry[$0] == UInt8(ascii: " ") } ?? entry.count
                    return RecipientName(entry.extracting(0..<end))
                }
                if let name { names.append(name.description) }
            }
            return names
        }
    }

    private func recipient(
        _ scan: RecipientScan,
        at index: Int,
        _ reader: inout LiteralReader
    ) throws(EJSONError) -> Recipient {
        try text.withBytes { (source) throws(EJSONError) in
            try reader.read(scan.entries[index], of: source) { (entry) throws(EJSONError) in
                try Recipient(entry: entry)
            }
        }
    }

    /// The node of the array `_recipients`; `nil` when there is none.
    package func recipientsNode(_ outline: JSONOutline, _ source: Span<UInt8>) -> Int? {
        outline.nodes[0].children.first { outline.name(of: $0, in: source) == recipientsKey }
    }
}

/// The key of the top-level member with the list.
package let recipientsKey = RecipientScan.key

/// Whether the text after an entry's name begins with a key and a space. Hex digits match in either case. Base64 is
/// compared exactly.
private func holdsKey(_ entry: Span<UInt8>, _ key: Span<UInt8>) -> Bool {
    guard let space = entry.indices.prefix(65).first(where: { entry[$0] == UInt8(ascii: " ") }) else { return false }
    let start = space + 1
    guard entry.count > start + key.count, entry[start + key.count] == UInt8(ascii: " ") else { return false }
    let isHexadecimal = key.count == 2 * PublicKey.byteCount
    return key.indices.allSatisfy { index in
        let byte = entry[start + index]
        return byte == key[index] || isHexadecimal && byte | 0x20 == key[index] && byte >= UInt8(ascii: "A")
    }
}

/// The name and the key of an entry with 64 hex digits; `nil` for any other.
private func listedPublicKey(_ entry: Span<UInt8>) -> (RecipientName, PublicKey)? {
    guard let space = entry.indices.prefix(65).first(where: { entry[$0] == UInt8(ascii: " ") }) else { return nil }
    let digits = space + 1..<space + 1 + 2 * PublicKey.byteCount
    guard entry.count > digits.upperBound, entry[digits.upperBound] == UInt8(ascii: " "),
        let name = RecipientName(entry.extracting(0..<space)),
        // An invalid key is an error where the list is changed or checked.
        let key = try? PublicKey(hexadecimalDigits: entry.extracting(digits))
    else { return nil }
    return (name, key)
}
