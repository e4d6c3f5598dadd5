import EJSONFormat

extension Document {
    /// Who can open the document: the entries of its top-level member `_recipients`, in order. Nothing is verified: that
    /// takes the document's private key, see `RecipientList.verify(with:)`. A document without that member has none.
    ///
    /// - Throws: `invalidRecipient`, `invalidPublicKey`, with the position of the entry.
    public func recipients() throws(EJSONError) -> RecipientList {
        try text.withBytes { (source) throws(EJSONError) in
            let outline = try outline(source)
            guard let node = try recipientsNode(outline, source) else { return RecipientList() }
            var list = RecipientList()
            var reader = LiteralReader()
            for child in outline.nodes[node].children {
                let entry = outline.nodes[child]
                do throws(EJSONError) {
                    guard entry.value.kind == .string else {
                        throw EJSONError(.invalidRecipient, .recipient(.notAList))
                    }
                    let recipient = try reader.read(JSONString(entry.value), of: source) {
                        (text, range) throws(EJSONError) in try Recipient(entry: text.extracting(range))
                    }
                    try list.append(recipient)
                } catch {
                    var error = error
                    error.position = EJSONError.Position(of: entry.extent.lowerBound, in: source)
                    error.keyPath = "_recipients.\(entry.position)"
                    throw error
                }
            }
            return list
        }
    }

    /// The array `_recipients`; `nil` when there is none.
    func recipientsNode(_ outline: JSONOutline, _ source: Span<UInt8>) throws(EJSONError) -> Int? {
        var found: Int?
        for child in outline.nodes[0].children {
            let node = outline.nodes[child]
            guard let key = node.key, outline.name(of: child, in: source) == recipientsKey else { continue }
            let problem: RecipientProblem? =
                found != nil || key.hasEscapes ? .duplicateList : node.value.kind == .array ? nil : .notAList
            if let problem {
                throw EJSONError(
                    .invalidRecipient, .recipient(problem),
                    position: EJSONError.Position(of: node.start, in: source), keyPath: recipientsKey)
            }
            found = child
        }
        return found
    }
}

/// The top-level member that holds the list.
let recipientsKey = "_recipients"
