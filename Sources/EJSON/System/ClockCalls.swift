import CPlatform

// The time.

/// Seconds since 1970. The C function is `time`.
package func secondsSince1970() -> Int { Int(time(nil)) }

/// The time in UTC, in the format of RFC 3339. The C function is `platform_utc_time`.
package func utcTime() -> String {
    var text = [CChar](repeating: 0, count: Int(platform_utc_time_size))
    unsafe platform_utc_time(&text)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
