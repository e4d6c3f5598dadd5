import EJSONFormat

/// Random nonces, drawn in blocks: a system call for each would cost as much as sealing a short value.
struct NonceSource: ~Copyable {
    private static let blockCount = 128

    private var block = [UInt8](repeating: 0, count: blockCount * BoxedMessage.nonceCount)
    private var used = blockCount

    /// Calls `body` with a nonce that has not been used and will not be used again.
    mutating func withNext<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        if used == Self.blockCount {
            var span = block.mutableSpan
            Sodium.randomizeMuch(&span)
            used = 0
        }
        let start = used * BoxedMessage.nonceCount
        used += 1
        return body(block.span.extracting(start..<start + BoxedMessage.nonceCount))
    }
}
