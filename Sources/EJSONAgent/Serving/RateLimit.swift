/// A number of requests a minute, of which as many may come at once as in a whole minute.
package struct RateLimit: Sendable {
    private let capacity: Double
    private var tokens: Double
    private var last: ContinuousClock.Instant

    package init(perMinute rate: Int, now: ContinuousClock.Instant = .now) {
        capacity = Double(rate)
        tokens = capacity
        last = now
    }

    /// Whether one more request is within the rate. The clock is the one that nobody can set.
    package mutating func allows(at now: ContinuousClock.Instant = .now) -> Bool {
        let elapsed = last.duration(to: now) / .seconds(60)
        last = now
        tokens = min(capacity, tokens + max(0, elapsed) * capacity)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
