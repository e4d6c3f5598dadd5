import EJSON
import EJSONFormat

/// Digests that show which plaintexts are equal, without comparing every pair.
struct PlaintextDigests: ~Copyable {
    private let digest: KeyedDigest

    init() throws(EJSONError) {
        digest = try KeyedDigest()
    }

    /// The digests of the selected strings, their escapes resolved, in document order.
    borrowing func ofSelectedStrings(in document: Document) throws(EJSONError) -> [Bytes32] {
        try document.text.withBytes { (source) throws(EJSONError) in
            var reader = LiteralReader()
            var digests: [Bytes32] = []
            for string in document.selectedStrings {
                digests.append(
                    try reader.read(string, of: source) { (string) throws(EJSONError) in
                        digest.digest(string)
                    })
            }
            Sodium.wipeDeepStack()
            return digests
        }
    }
}

extension Document {
    /// Whether both have the same selected strings in the same order, with whatever escapes.
    func hasSameValues(as other: Document) throws(EJSONError) -> Bool {
        let digests = try PlaintextDigests()
        return try digests.ofSelectedStrings(in: self) == digests.ofSelectedStrings(in: other)
    }
}
