/// The value of a hex digit of either case, or `nil`. It uses no table, because the digits of a key would then choose
/// the cache lines that are read.
package func hexadecimalValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// The lower-case hex digit of the low four bits of `value`.
package func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    let nibble = value & 0x0F
    return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
}

/// Decodes hex of either case. Returns `false` when `digits` is not exactly two digits for each byte of `bytes`.
package func decodeHexadecimal(_ digits: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) -> Bool {
    guard digits.count == 2 * bytes.count else { return false }
    for index in bytes.indices {
        guard let high = hexadecimalValue(digits[2 * index]), let low = hexadecimalValue(digits[2 * index + 1]) else {
            return false
        }
        bytes[index] = high << 4 | low
    }
    return true
}

/// Two lower-case digits for each byte. Not for secrets, because strings are not wiped.
package func hexadecimal(_ bytes: Span<UInt8>) -> String {
    var digits = [UInt8](repeating: 0, count: 2 * bytes.count)
    var span = digits.mutableSpan
    encodeHexadecimal(bytes, into: &span)
    return String(decoding: digits, as: UTF8.self)
}

/// Writes two lower-case digits for each byte. `digits` must have the capacity.
package func encodeHexadecimal(_ bytes: Span<UInt8>, into digits: inout MutableSpan<UInt8>) {
    for index in bytes.indices {
        digits[2 * index] = hexadecimalDigit(bytes[index] >> 4)
        digits[2 * index + 1] = hexadecimalDigit(bytes[index])
    }
}
