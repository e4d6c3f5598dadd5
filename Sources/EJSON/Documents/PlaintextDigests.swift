import CSodium
import EJSONFormat

/// Tells equal plaintexts without comparing each with each: a digest of each under a random key, which is wiped with
/// this value. What is left of a digest then tells nothing.
struct PlaintextDigests: ~Copyable {
    private let key: SecretBytes

    init() throws(EJSONError) {
        var key = try SecretBytes(capacity: Bytes32.count)
        key.withRoom { room, count in
            Sodium.randomize(&room)
            count = room.count
        }
        self.key = key
    }

    /// The digests of the selected strings, their escapes resolved, in document order.
    /// The C function is `crypto_generichash`.
    borrowing func ofSelectedStrings(in document: Document) throws(EJSONError) -> [Bytes32] {
        try document.text.withBytes { (source) throws(EJSONError) in
            var reader = LiteralReader()
            var digests: [Bytes32] = []
            for string in document.selectedStrings {
                digests.append(
                    try reader.read(string, of: source) { (text, range) throws(EJSONError) in digest(text, range) })
            }
            Sodium.wipeDeepStack()
            return digests
        }
    }

    private borrowing func digest(_ text: Span<UInt8>, _ range: Range<Int>) -> Bytes32 {
        var digest = Bytes32()
        key.withBytes { key in
            digest.withMutableBytes { digest in
                unsafe withPointer(to: text, range) { text in
                    unsafe withPointer(to: key, 0..<Bytes32.count) { key in
                        unsafe withMutablePointer(to: &digest, 0..<Bytes32.count) { digest in
                            _ = unsafe crypto_generichash(
                                digest, Bytes32.count, text, UInt64(range.count), key, Bytes32.count)
                        }
                    }
                }
            }
        }
        return digest
    }
}

extension Document {
    /// Those that the selection rule selects, in document order.
    var selectedStrings: [JSONString] {
        text.scan.strings.lazy.filter { !$0.selection.isEmpty }.map(\.string)
    }

    /// Whether both have the same selected strings, however they are spelled, in the same order.
    func hasSameValues(as other: Document) throws(EJSONError) -> Bool {
        let digests = try PlaintextDigests()
        return try digests.ofSelectedStrings(in: self) == digests.ofSelectedStrings(in: other)
    }
}
