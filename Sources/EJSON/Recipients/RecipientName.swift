/// The name of a recipient: 1 to 64 of `A-Z a-z 0-9 . _ @ -`, such as `web1` or `deploy@laptop`.
///
/// ```swift
/// guard let name = RecipientName("deploy@laptop") else { return nil }
/// let recipient = try document.recipients()[name]
/// ```
public struct RecipientName: Hashable, Sendable, Comparable, LosslessStringConvertible {
    /// The name.
    public let description: String

    /// A name; `nil` for any other text.
    public init?(_ text: String) {
        guard 1...64 ~= text.utf8.count, text.utf8.allSatisfy(isNameByte) else { return nil }
        description = text
    }

    init?(_ text: Span<UInt8>) {
        guard 1...64 ~= text.count, text.indices.allSatisfy({ isNameByte(text[$0]) }) else { return nil }
        description = String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
    }

    /// In the order of the bytes.
    public static func < (left: Self, right: Self) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "@"),
        UInt8(ascii: "-"):
        true
    default: false
    }
}
