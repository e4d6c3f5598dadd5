// Functions for many bytes at once. Byte by byte, with a bounds check for each, they would take several times as long.

/// Copies `source` to `target`, from `index` on.
package func copyBytes(_ source: Span<UInt8>, to target: inout MutableSpan<UInt8>, at index: Int) {
    precondition(index >= 0 && index <= target.count - source.count)
    guard !source.isEmpty else { return }
    unsafe source.withUnsafeBufferPointer { source in
        unsafe target.withUnsafeMutableBufferPointer { target in
            if let from = source.baseAddress, let to = target.baseAddress {
                unsafe (to + index).update(from: from, count: source.count)
            }
        }
    }
}

/// Whether the `count` bytes at `firstIndex` of `first` are those at `secondIndex` of `second`.
package func haveSameBytes(
    _ first: Span<UInt8>,
    at firstIndex: Int,
    _ second: Span<UInt8>,
    at secondIndex: Int,
    count: Int
) -> Bool {
    precondition(count >= 0 && firstIndex >= 0 && firstIndex <= first.count - count)
    precondition(secondIndex >= 0 && secondIndex <= second.count - count)
    guard count >= 8 else { return (0..<count).allSatisfy { first[firstIndex + $0] == second[secondIndex + $0] } }
    return unsafe first.withUnsafeBytes { first in
        unsafe second.withUnsafeBytes { second in
            func difference(at offset: Int) -> UInt64 {
                unsafe first.loadUnaligned(fromByteOffset: firstIndex + offset, as: UInt64.self)
                    ^ second.loadUnaligned(fromByteOffset: secondIndex + offset, as: UInt64.self)
            }
            // The last eight may overlap those before.
            var differences = difference(at: count - 8)
            for offset in stride(from: 0, to: count - 8, by: 8) { differences |= difference(at: offset) }
            return differences == 0
        }
    }
}

/// Whether the bytes of `text` from `index` on are those of `expected`.
func holds(_ text: Span<UInt8>, _ expected: StaticString, at index: Int) -> Bool {
    expected.withUTF8Buffer { expected in
        text.count - index >= expected.count
            && expected.indices.allSatisfy { unsafe expected[$0] == text[index + $0] }
    }
}

/// Of JSON.
func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

/// The index of the first `byte` in `range` of `text`, or the end of the range.
func firstIndex(of byte: UInt8, _ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    let pattern = ones &* UInt64(byte)
    var index = range.lowerBound
    while index <= range.upperBound - 8 {
        // The load checks the span's bounds, and every bit pattern is a UInt64.
        let word = UInt64(littleEndian: unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
        let difference = word ^ pattern
        let matches = (difference &- ones) & ~difference & tops
        if matches != 0 { return index + matches.trailingZeroBitCount / 8 }
        index += 8
    }
    while index < range.upperBound, text[index] != byte { index += 1 }
    return index
}

/// The index of the first byte from `start` on that is not plain: a quote, a backslash, a control character or a byte
/// of 0x80 and above; in the last 15 bytes of the text possibly that of a plain byte before it.
@inline(__always)
func endOfPlainRun(_ text: Span<UInt8>, from start: Int) -> Int {
    precondition(start >= 0)
    var index = start
    // In bounds, by the condition of the loop.
    while index <= text.count - 16 {
        let specials = unsafe specialBytes(text, at: index)
        if specials.0 | specials.1 != 0 {
            return specials.0 != 0
                ? index &+ specials.0.trailingZeroBitCount / 8 : index &+ 8 &+ specials.1.trailingZeroBitCount / 8
        }
        index &+= 16
    }
    return index
}

/// Whether the last 16 bytes are plain; `false` when there are fewer.
@inline(__always)
func endsPlain(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 16 else { return false }
    let specials = unsafe specialBytes(text, at: text.count - 16)
    return specials.0 | specials.1 == 0
}

/// `specialBytes(in:)` of the 16 bytes at `index`. The caller makes sure that they are there. Every bit pattern is a
/// UInt64.
@inline(__always)
@unsafe
private func specialBytes(_ text: Span<UInt8>, at index: Int) -> (UInt64, UInt64) {
    let bytes = unsafe text.bytes
    let first = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
    let second = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index &+ 8, as: UInt64.self)
    return (specialBytes(in: UInt64(littleEndian: first)), specialBytes(in: UInt64(littleEndian: second)))
}

/// The top bit of each byte of `word` that is not plain. Bits above the lowest one set may be wrong (a borrow), so use
/// only the lowest.
@inline(__always)
func specialBytes(in word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    return ((quote &- ones) | (backslash &- ones) | (word &- (ones &* 0x20)) | word) & tops
}

private let ones: UInt64 = 0x0101_0101_0101_0101
private let tops: UInt64 = 0x8080_8080_8080_8080
