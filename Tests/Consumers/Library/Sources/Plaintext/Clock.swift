#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The clock that the script reads before it starts the process.
func monotonicNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
