/// Numbers the paths of values in one text or several: two values have the same number when the keys and array indices
/// on the way to them are the same.
package struct ValuePathNumbers {
    private struct Step: Hashable {
        /// The number of the object or array.
        let parent: Int
        /// As bytes, because keys that look the same may differ; `nil` in an array.
        let key: [UInt8]?
        let index: Int
    }

    private var numbers: [Step: Int] = [:]

    package init() {}

    /// The numbers of the selected strings in a text that has been scanned before, in document order. It takes time in
    /// proportion to the text, however deep it is nested.
    package mutating func ofSelectedStrings(in text: Span<UInt8>) -> [Int] {
        var walker = Walker(places: self)
        // The text has been scanned before, so it cannot fail now.
        try? scanJSON(text, handler: &walker)
        self = walker.places
        return walker.selected
    }

    private mutating func number(_ step: Step) -> Int {
        // 0 is the top-level object.
        let next = numbers.count + 1
        let number = numbers[step] ?? next
        if number == next { numbers[step] = next }
        return number
    }

    private struct Walker: JSONHandler {
        private struct Frame {
            let number: Int
            let isArray: Bool
            var key: [UInt8] = []
            var index = -1
        }

        var places: ValuePathNumbers
        private(set) var selected: [Int] = []
        private var frames: [Frame] = []

        init(places: ValuePathNumbers) {
            self.places = places
        }

        mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) {
            frames.append(Frame(number: next(), isArray: container == .array))
        }

        mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) {
            frames.removeLast()
        }

        mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) {
            frames[frames.count - 1].key = unescapedBytes(key, in: text)
        }

        mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) {
            let number = next()
            if !selection.isEmpty { selected.append(number) }
        }

        mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) {
            _ = next()
        }

        /// The number of the value that begins.
        private mutating func next() -> Int {
            guard let last = frames.indices.last else { return 0 }
            let frame = frames[last]
            guard frame.isArray else { return places.number(Step(parent: frame.number, key: frame.key, index: 0)) }
            frames[last].index += 1
            return places.number(Step(parent: frame.number, key: nil, index: frame.index + 1))
        }
    }
}
