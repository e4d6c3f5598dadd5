import CPlatform

/// The time of a clock that is never set, in milliseconds. (`ContinuousClock` would link Swift's concurrency, half a
/// megabyte in a static file.)
///
/// The C function is `clock_gettime`.
func monotonicMilliseconds() -> Int {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000
}
