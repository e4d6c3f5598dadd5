#if Configuration

    import Configuration
    import EJSON
    import EJSONFormat

    /// The values of a document by their dotted keys. The bytes of strings are in guarded memory.
    @available(macOS 15.0, iOS 18.0, watchOS 11.0, tvOS 18.0, visionOS 2.0, *)
    final class ConfigurationValues: Sendable {
        struct Value: Sendable {
            let content: Content
            let isSecret: Bool
        }

        /// Has no references, because they would be counted at every lookup.
        enum Content: Sendable {
            /// The range of a string's bytes.
            case string(Range<Int>)
            /// The range of an array's elements among the strings of all arrays.
            case strings(Range<Int>)
            case number(JSONNumber)
            /// The range of an array's elements among the numbers of all arrays.
            case numbers(Range<Int>)
        }

        private let values: [String: Value]
        private let strings: [Range<Int>]
        private let numbers: [JSONNumber]
        private let bytes: SecretBytes

        /// - Throws: `undeliverableValue`, `outOfMemory`.
        init(_ secrets: Secrets) throws(EJSONError) {
            var collector = try Collector(capacity: secrets.withJSON { $0.count })
            try secrets.withOutline { (outline, text) throws(EJSONError) in
                // Elements of arrays have no names of their own.
                let named = outline.descendants(of: 0).filter { node in
                    let parent = outline.nodes[node].parent.map { outline.nodes[$0].value.kind }
                    return !outline.nodes[node].isHidden && outline.nodes[node].value.kind != .object
                        && parent != .array
                }
                let names = outline.joinedNames(of: named, in: 0, separator: UInt8(ascii: "."), text)
                for (node, name) in zip(named, names) { try collector.add(node, name, of: outline, text) }
            }
            values = collector.values
            strings = collector.strings
            numbers = collector.numbers
            bytes = collector.bytes
        }

        var names: [String] { values.keys.sorted() }

        subscript(name: String) -> Value? { values[name] }

        /// The value as `type`, or `nil` when it has another type.
        func content(
            of value: Value,
            as type: ConfigType,
            _ bytesDecoder: any ConfigBytesFromStringDecoder
        ) -> ConfigContent? {
            switch (type, value.content) {
            case (.string, .string(let range)): .string(string(range))
            case (.bytes, .string(let range)): bytesDecoder.decode(string(range)).map { .bytes($0) }
            case (.int, .number(let number)): number.int.map { .int($0) }
            case (.double, .number(let number)): number.double.map { .double($0) }
            case (.bool, .number(let number)): .bool(number.bool)
            case (.stringArray, .strings(let range)): .stringArray(elements(range))
            case (.byteChunkArray, .strings(let range)):
                all(elements(range), bytesDecoder.decode).map { .byteChunkArray($0) }
            case (.intArray, .numbers(let range)): all(numbers[range], \.int).map { .intArray($0) }
            case (.doubleArray, .numbers(let range)): all(numbers[range], \.double).map { .doubleArray($0) }
            case (.boolArray, .numbers(let range)): .boolArray(numbers[range].map(\.bool))
            // An empty array is one of any type.
            case (.stringArray, .numbers(let range)) where range.isEmpty: .stringArray([])
            case (.byteChunkArray, .numbers(let range)) where range.isEmpty: .byteChunkArray([])
            default: nil
            }
        }

        private func string(_ range: Range<Int>) -> String {
            bytes.withBytes { bytes in
                unsafe bytes.withUnsafeBufferPointer { unsafe text(range, of: $0) }
            }
        }

        private func elements(_ range: Range<Int>) -> [String] {
            bytes.withBytes { bytes in
                unsafe bytes.withUnsafeBufferPointer { bytes in
                    strings[range].map { unsafe text($0, of: bytes) }
                }
            }
        }
    }

    /// The text in a range of bytes, which are UTF-8.
    private func text(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>) -> String {
        let text = bytes.extracting(range)
        guard #available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *) else {
            return unsafe String(decoding: text, as: UTF8.self)
        }
        let characters = unsafe UTF8Span(unchecked: text.span)
        return String(copying: characters)
    }

    /// The components of a key joined by dots. It is faster than `joined(separator:)`, and every lookup needs it.
    func dotted(_ components: [String]) -> String {
        guard components.count > 1 else { return components.first ?? "" }
        let count = components.reduce(components.count - 1) { $0 + $1.utf8.count }
        return unsafe String(unsafeUninitializedCapacity: count) { buffer in
            var end = 0
            for (index, component) in components.enumerated() {
                if index > 0 {
                    unsafe buffer[end] = UInt8(ascii: ".")
                    end += 1
                }
                end = unsafe buffer[end...].update(fromContentsOf: component.utf8)
            }
            return count
        }
    }

    private func all<Element, Result>(
        _ elements: some Collection<Element>, _ convert: (Element) -> Result?
    ) -> [Result]? {
        let results = elements.compactMap(convert)
        return results.count == elements.count ? results : nil
    }

    /// The values found so far.
    @available(macOS 15.0, iOS 18.0, watchOS 11.0, tvOS 18.0, visionOS 2.0, *)
    private struct Collector: ~Copyable {
        private(set) var values: [String: ConfigurationValues.Value] = [:]
        private(set) var strings: [Range<Int>] = []
        private(set) var numbers: [JSONNumber] = []
        private(set) var bytes: SecretBytes

        init(capacity: Int) throws(EJSONError) {
            bytes = try SecretBytes(capacity: capacity)
        }

        /// Adds a value that is not an element of an array.
        mutating func add(
            _ node: Int, _ name: String?, of outline: JSONOutline, _ text: Span<UInt8>
        ) throws(EJSONError) {
            func path() -> String { outline.paths(of: [node], in: text)[0] }
            guard let name else {
                throw EJSONError(.undeliverableValue, .delivery(.notAVariableName), path: path())
            }
            let value = outline.nodes[node].value
            let members = outline.nodes[node].children.map { outline.nodes[$0] }
            let elements = members.map(\.value)
            let content: ConfigurationValues.Content
            switch value.kind {
            case .object, .null: return
            case .string: content = .string(try append(value, of: text, at: path))
            case .number, .boolean: content = .number(JSONNumber(text.extracting(value.range)))
            case .array where elements.allSatisfy { $0.kind == .number || $0.kind == .boolean }:
                let start = numbers.count
                for element in elements { numbers.append(JSONNumber(text.extracting(element.range))) }
                content = .numbers(start..<numbers.count)
            case .array where elements.allSatisfy { $0.kind == .string }:
                let start = strings.count
                for element in elements { strings.append(try append(element, of: text, at: path)) }
                content = .strings(start..<strings.count)
            case .array:
                throw EJSONError(.undeliverableValue, .delivery(.mixedArray), path: path())
            }
            let isSecret = !outline.nodes[node].selection.isEmpty || members.contains { !$0.selection.isEmpty }
            values[name] = ConfigurationValues.Value(content: content, isSecret: isSecret)
        }

        private mutating func append(
            _ value: JSONValue, of text: Span<UInt8>, at path: () -> String
        ) throws(EJSONError) -> Range<Int> {
            let range = try bytes.append(value, of: text)
            guard bytes.withBytes({ isUTF8($0.extracting(range)) }) else {
                throw EJSONError(.undeliverableValue, .delivery(.notText), path: path())
            }
            return range
        }
    }

#endif
