/// How much matching of names may still be done: who brings the patterns and the names decides how much there is to do.
struct MatchingWork {
    private var left: Int

    /// - Parameter steps: One compares a byte of a name, or a part of a path.
    init(steps: Int) { left = steps }

    var isSpent: Bool { left <= 0 }

    mutating func spend(_ steps: Int) { left -= steps }
}
