import EJSONFormat

extension Sealer {
    /// Writes the `range` of `source` with its rewrites to `output`, and calls `progress` with the number of bytes
    /// done.
    ///
    /// - Throws: `cryptographyUnavailable` when libsodium refuses to seal.
    borrowing func write(
        _ source: Span<UInt8>,
        _ range: Range<Int>,
        _ strings: [ScannedString],
        _ rewrites: ArraySlice<EncryptionPlan.Rewrite>,
        to output: inout MutableSpan<UInt8>,
        progress: (Int) -> Void
    ) throws(EJSONError) {
        var nonces = NonceSource()
        var read = range.lowerBound
        var written = 0
        for (count, rewrite) in rewrites.enumerated() {
            if count % progressInterval == 0 { progress(read - range.lowerBound) }
            let scanned = strings[rewrite.string]
            let string = scanned.string
            copyBytes(source.extracting(read..<string.start), to: &output, at: written)
            written += string.start - read
            read = string.end
            if scanned.selection.isEmpty {
                written = copyEscapingLineBreaks(source.extracting(string.range), to: &output, at: written)
            } else {
                let isSealed = nonces.withNext { seal(string, of: source, nonce: $0, into: &output, at: written) }
                guard isSealed else { throw EJSONError(.cryptographyUnavailable) }
                written += BoxedMessage.count(sealing: string.unescapedCount)
            }
        }
        copyBytes(source.extracting(read..<range.upperBound), to: &output, at: written)
    }
}

private func copyEscapingLineBreaks(
    _ source: Span<UInt8>,
    to output: inout MutableSpan<UInt8>,
    at start: Int
) -> Int {
    var written = start
    for index in source.indices {
        switch source[index] {
        case 0x0A, 0x0D:
            output[written] = UInt8(ascii: "\\")
            output[written + 1] = source[index] == 0x0A ? UInt8(ascii: "n") : UInt8(ascii: "r")
            written += 2
        default:
            output[written] = source[index]
            written += 1
        }
    }
    return written
}
