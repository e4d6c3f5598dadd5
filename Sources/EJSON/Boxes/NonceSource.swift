import EJSONFormat

/// Random nonces, generated in blocks, because a system call for each would take as long as sealing a short value.
struct NonceSource: ~Copyable {
    private static let blockCount = 128

    private var block = [UInt8](repeating: 0, count: blockCount * BoxedMessage.nonceCount)
    private var used = blockCount

    /// Calls `body` with a nonce that is used only once.
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
