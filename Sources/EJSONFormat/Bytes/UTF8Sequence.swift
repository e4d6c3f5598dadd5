/// The length in bytes of the well-formed UTF-8 sequence of a character above U+007F at `index`, or 0.
///
/// Overlong forms, surrogates and code points above U+10FFFF are not well formed (Unicode, table 3-7).
package func utf8SequenceLength(in text: Span<UInt8>, at index: Int) -> Int {
    let lead = text[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF:
        length = 2
    case 0xE0:
        length = 3
        second = 0xA0...0xBF
    case 0xED:
        length = 3
        second = 0x80...0x9F
    case 0xE1...0xEF:
        length = 3
    case 0xF0:
        length = 4
        second = 0x90...0xBF
    case 0xF1...0xF3:
        length = 4
    case 0xF4:
        length = 4
        second = 0x80...0x8F
    default:
        return 0
    }
    guard text.count - index >= length, second ~= text[index + 1] else { return 0 }
    for next in index + 2..<index + max(length, 2) where text[next] & 0xC0 != 0x80 { return 0 }
    return length
}
