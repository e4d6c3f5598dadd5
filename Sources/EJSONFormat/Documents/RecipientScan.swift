/// The entries of the top-level array `_recipients`. One pass finds them and keeps nothing else of the document,
/// because a program at its start needs one entry of a list that may have thousands.
package struct RecipientScan: Sendable {
    package enum Problem: Sendable {
        case notAList, duplicateList
    }

    /// The key of the list in the text.
    package static let key = "_recipients"

    /// The entries, in order.
    package let entries: [JSONString]

    /// What is wrong with the list, and at which offset.
    package let problem: (problem: Problem, offset: Int)?

    package init(_ text: Span<UInt8>) throws(JSONSyntaxError) {
        var collector = Collector()
        try scanJSON(text, handler: &collector)
        entries = collector.entries
        problem = collector.problem
    }
}

private struct Collector: JSONHandler {
    var entries: [JSONString] = []
    var problem: (problem: RecipientScan.Problem, offset: Int)?

    private var hasList = false
    /// Where the key `_recipients` begins, if it has just been read.
    private var keyStart: Int?
    private var isInside = false

    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
        if isInside { note(.notAList, at: offset) }
        guard let keyStart else { return }
        self.keyStart = nil
        if container == .array { isInside = true } else { note(.notAList, at: keyStart) }
    }

    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
        if depth == 2 { isInside = false }
    }

    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
        guard depth == 1, literal(key, in: text, equals: "_recipients") else { return }
        if hasList || key.hasEscapes { note(.duplicateList, at: key.start - 1) }
        hasList = true
        keyStart = key.start - 1
    }

    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
        if isInside { entries.append(string) }
        rejectPlainValue()
    }

    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
        if isInside { note(.notAList, at: range.lowerBound) }
        rejectPlainValue()
    }

    private mutating func rejectPlainValue() {
        guard let keyStart else { return }
        self.keyStart = nil
        note(.notAList, at: keyStart)
    }

    private mutating func note(_ problem: RecipientScan.Problem, at offset: Int) {
        if self.problem == nil { self.problem = (problem, offset) }
    }
}
