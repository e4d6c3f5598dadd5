// Conformances for logs, configuration files and sorted lists of keys.

extension PublicKey: LosslessStringConvertible {
    /// A key from 64 hex digits of either case; `nil` for anything else, and for a point that is refused. The error of
    /// `init(hexadecimal:)` says why.
    public init?(_ description: String) {
        do throws(EJSONError) {
            try self.init(hexadecimal: description)
        } catch {
            return nil
        }
    }
}

extension PublicKey: Comparable {
    /// In the order of the hex digits.
    public static func < (left: PublicKey, right: PublicKey) -> Bool {
        left.withBytes { left in
            right.withBytes { right in
                left.indices.first { left[$0] != right[$0] }.map { left[$0] < right[$0] } ?? false
            }
        }
    }
}

extension PublicKey: Codable {
    /// A key from its 64 hex digits.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for anything else, and for a point that is refused.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let key = PublicKey(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a public key: 64 hex digits")
        }
        self = key
    }

    /// The 64 lower-case hex digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
