/// The remaining work for matching names: an attacker may choose both patterns and names.
struct MatchingWork {
    private var left: Int

    /// - Parameter steps: One step compares a byte of a name, or a component of a path.
    init(steps: Int) { left = steps }

    var isSpent: Bool { left <= 0 }

    mutating func spend(_ steps: Int) { left -= steps }
}
