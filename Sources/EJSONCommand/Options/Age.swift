import CPlatform
import CommandLineFlags
import EJSON

/// A span of time in days, weeks or years of 365 days: `90d`, `12w`, `1y`.
struct Age: ArgumentValue {
    private static let units: [Character: (days: Int, name: String)] = [
        "d": (1, "day"), "w": (7, "week"), "y": (365, "year"),
    ]

    let spelling: String
    let words: String
    private let seconds: Int

    init(_ argument: Argument) throws(UsageError) {
        guard let text = argument.text, let unit = text.last.flatMap({ Self.units[$0] }),
            let count = Int(text.dropLast()), 0...100_000 ~= count
        else { throw UsageError("expected days, weeks or years: 90d, 12w or 1y") }
        spelling = text
        seconds = count * unit.days * 86_400
        words = count == 1 ? "1 \(unit.name)" : "\(count) \(unit.name)s"
    }

    /// Whether a time, in seconds since 1970, is longer ago.
    func isExceeded(since moment: Int) -> Bool {
        // git's history may contain any number.
        let (age, overflows) = secondsSince1970().subtractingReportingOverflow(moment)
        return overflows ? moment < 0 : age > seconds
    }
}
