public import EJSON

/// One document in all the states that are measured.
public struct Corpus {
    /// What secrets it holds.
    public let shape: DocumentShape
    private let plaintexts: [[UInt8]]

    /// The same bytes for the same shape.
    public init(_ shape: DocumentShape) {
        self.shape = shape
        plaintexts = shape.literals(seed: 1)
    }

    /// Nothing sealed.
    public func plain() -> [UInt8] {
        document(plaintexts)
    }

    /// All values sealed by one ephemeral key, as one encryption does it.
    public func sealed() throws(EJSONError) -> [UInt8] {
        try Document(plain().span).encrypted()
    }

    /// Each value sealed by an ephemeral key of its own, as in a document that was changed value by value.
    public func sealedOneByOne() throws(EJSONError) -> [UInt8] {
        var messages: [[UInt8]] = []
        for plaintext in plaintexts {
            messages += literals(of: try Document(document([plaintext]).span).encrypted())
        }
        return document(messages)
    }

    /// Sealed, but for one new value in the middle.
    public func sealedButOne() throws(EJSONError) -> [UInt8] {
        var messages = literals(of: try sealed())
        messages[messages.count / 2] = plaintexts[messages.count / 2]
        return document(messages)
    }
}

/// A member a line.
private func document(_ literals: [[UInt8]]) -> [UInt8] {
    var text = Array("{\n  \"_public_key\": \"\(TestKey.publicDigits)\"".utf8)
    text.reserveCapacity(text.count + literals.reduce(0) { $0 + $1.count + 24 })
    for (index, literal) in literals.enumerated() {
        text += Array(",\n  \"secret\(index)\": \"".utf8)
        text += literal
        text.append(UInt8(ascii: "\""))
    }
    return text + Array("\n}\n".utf8)
}

/// The literals of a document that `document` has made: what stands between the third and the fourth quote of a line.
public func literals(of document: [UInt8]) -> [[UInt8]] {
    document.split(separator: 0x0A).dropFirst(2).dropLast().map { line in
        Array(line.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)[3])
    }
}
