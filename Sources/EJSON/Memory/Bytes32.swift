import EJSONFormat

/// 32 bytes by value: a public key, a digest. Never a secret.
package struct Bytes32: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// The number of bytes.
    package static let count = 32

    package init() {}

    /// Takes the 32 bytes of `bytes` from `start` on.
    package init(_ bytes: Span<UInt8>, at start: Int = 0) {
        withMutableBytes { copyBytes(bytes.extracting(start..<start + Self.count), to: &$0, at: 0) }
    }

    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeBytes(of: words) { (raw) throws(Failure) in
            try unsafe body(raw.bindMemory(to: UInt8.self).span)
        }
    }

    package mutating func withMutableBytes<Result: ~Copyable, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeMutableBytes(of: &words) { (raw) throws(Failure) in
            var span = unsafe raw.bindMemory(to: UInt8.self).mutableSpan
            return try body(&span)
        }
    }

    /// The bytes as 64 lower-case hex digits.
    package var hexadecimal: String { withBytes { EJSONFormat.hexadecimal($0) } }

    package static func == (left: Bytes32, right: Bytes32) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1
            && left.words.2 == right.words.2 && left.words.3 == right.words.3
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
