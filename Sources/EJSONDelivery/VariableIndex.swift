/// Finds the family of a name without trying all patterns: a document may have very many names, and nearly all of them
/// are in no family.
struct VariableIndex: Sendable {
    private struct Entry: Sendable {
        let pattern: StaticString
        let family: Int
        /// 0 for the pattern of an ending.
        let bucket: Int
    }

    private let families: [VariableFamily]

    /// Patterns in buckets by their first two bytes, in upper case because some families ignore it, and in each bucket in
    /// the order of the families.
    private let entries: [Entry]

    /// Where each bucket begins, and the last one ends.
    private let starts: [Int]

    /// Patterns of endings, in the order of the families, and one bit for the last byte of each.
    private let endings: [Entry]
    private let lastBytes: UInt64

    private static let bucketCount = 256

    init(_ families: [VariableFamily]) {
        var unsorted: [Entry] = []
        var endings: [Entry] = []
        var lastBytes: UInt64 = 0
        var starts = [Int](repeating: 0, count: Self.bucketCount + 1)
        unsorted.reserveCapacity(512)
        for (number, family) in families.enumerated() {
            for pattern in family.patterns {
                let bytes = unsafe UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
                if unsafe bytes[0] == star {
                    endings.append(Entry(pattern: pattern, family: number, bucket: 0))
                    unsafe lastBytes |= Self.bit(bytes[bytes.count - 1])
                    continue
                }
                // A bucket needs two bytes that stand for themselves.
                precondition(unsafe bytes.count > 1 && bytes[1] != star)
                let bucket = unsafe Self.bucket(bytes[0], bytes[1])
                unsorted.append(Entry(pattern: pattern, family: number, bucket: bucket))
                starts[bucket + 1] += 1
            }
        }
        for bucket in 0..<Self.bucketCount { starts[bucket + 1] += starts[bucket] }
        var ends = starts
        var entries = unsorted
        for entry in unsorted {
            entries[ends[entry.bucket]] = entry
            ends[entry.bucket] += 1
        }
        (self.families, self.entries, self.starts) = (families, entries, starts)
        (self.endings, self.lastBytes) = (endings, lastBytes)
    }

    /// The first family that holds a name, by its index; `nil` when none does.
    func family(holding name: String) -> Int? {
        let text = name.utf8
        guard let first = text.first, let second = text.dropFirst().first, let last = text.last else { return nil }
        let bucket = Self.bucket(first, second)
        let candidates = starts[bucket]..<starts[bucket + 1]
        let mayEndSo = lastBytes & Self.bit(last) != 0
        if candidates.isEmpty, !mayEndSo { return nil }
        let name = Array(text)
        let byStart = firstFamily(of: entries[candidates], holding: name)
        guard mayEndSo, let byEnd = firstFamily(of: endings[...], holding: name) else { return byStart }
        return min(byStart ?? byEnd, byEnd)
    }

    private func firstFamily(of entries: ArraySlice<Entry>, holding name: [UInt8]) -> Int? {
        entries.first { entry in
            let family = families[entry.family]
            return matches(name, entry.pattern, ignoringCase: family.ignoresCase) && !family.spares(name)
        }?.family
    }

    private static func bucket(_ first: UInt8, _ second: UInt8) -> Int {
        Int(upperCased(first) &* 31 &+ upperCased(second))
    }

    /// One of 64 bits: two bytes may share it, which costs time and no more.
    private static func bit(_ byte: UInt8) -> UInt64 { 1 << UInt64(upperCased(byte) & 63) }
}
