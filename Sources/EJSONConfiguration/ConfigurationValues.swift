#if Configuration

    import Configuration
    import EJSON
    import EJSONFormat

    /// The values of a document by their dotted keys, the bytes of strings in guarded memory.
    @available(macOS 15.0, iOS 18.0, watchOS 11.0, tvOS 18.0, visionOS 2.0, *)
    final class ConfigurationValues: Sendable {
        struct Value: Sendable {
            let content: Content
            let isSecret: Bool
        }

        enum Content: Sendable {
            case string(Range<Int>)
            case strings([Range<Int>])
            case number(JSONNumber)
            case numbers([JSONNumber])
        }

        private let values: [String: Value]
        private let bytes: SecretBytes

        /// - Throws: `undeliverableValue`, `outOfMemory`.
        init(_ secrets: Secrets) throws(EJSONError) {
            var collector = try Collector(capacity: secrets.withJSON { $0.count })
            try secrets.withJSON { (text) throws(EJSONError) in
                let members = findValue(at: .root, in: text, deep: true)?.members ?? []
                let arrays = Set(members.lazy.filter { $0.value.kind == .array }.map(\.path))
                // An array comes behind its elements.
                var elements: [[String]: [JSONValue]] = [:]
                for member in members {
                    let parent = Array(member.path.dropLast())
                    if arrays.contains(parent) {
                        elements[parent, default: []].append(member.value)
                    } else {
                        try collector.add(member, elements[member.path] ?? [], of: text)
                    }
                }
            }
            values = collector.values
            bytes = collector.bytes
        }

        var names: Dictionary<String, Value>.Keys { values.keys }

        subscript(name: String) -> Value? { values[name] }

        /// The value as `type`, or `nil` when it is of another.
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
            case (.stringArray, .strings(let ranges)): .stringArray(ranges.map(string))
            case (.byteChunkArray, .strings(let ranges)):
                all(ranges) { bytesDecoder.decode(string($0)) }.map { .byteChunkArray($0) }
            case (.intArray, .numbers(let numbers)): all(numbers, \.int).map { .intArray($0) }
            case (.doubleArray, .numbers(let numbers)): all(numbers, \.double).map { .doubleArray($0) }
            case (.boolArray, .numbers(let numbers)): .boolArray(numbers.map(\.bool))
            // An empty array is one of any type.
            case (.stringArray, .numbers(let numbers)) where numbers.isEmpty: .stringArray([])
            case (.byteChunkArray, .numbers(let numbers)) where numbers.isEmpty: .byteChunkArray([])
            default: nil
            }
        }

        private func string(_ range: Range<Int>) -> String {
            bytes.withBytes { bytes in
                unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
            }
        }
    }

    private func all<Element, Result>(_ elements: [Element], _ convert: (Element) -> Result?) -> [Result]? {
        let results = elements.compactMap(convert)
        return results.count == elements.count ? results : nil
    }

    /// The values found so far.
    @available(macOS 15.0, iOS 18.0, watchOS 11.0, tvOS 18.0, visionOS 2.0, *)
    private struct Collector: ~Copyable {
        private(set) var values: [String: ConfigurationValues.Value] = [:]
        private(set) var bytes: SecretBytes

        init(capacity: Int) throws(EJSONError) {
            bytes = try SecretBytes(capacity: capacity)
        }

        /// Adds a value that is no array's element; `elements` are those of an array.
        mutating func add(_ member: JSONMember, _ elements: [JSONValue], of text: Span<UInt8>) throws(EJSONError) {
            let path = ValuePath(components: member.path)
            let content: ConfigurationValues.Content
            switch member.value.kind {
            case .object, .null: return
            case .string: content = .string(try append(member.value, of: text, at: path))
            case .number, .boolean: content = .number(JSONNumber(text.extracting(member.value.range)))
            case .array where elements.allSatisfy { $0.kind == .number || $0.kind == .boolean }:
                content = .numbers(elements.map { JSONNumber(text.extracting($0.range)) })
            case .array where elements.allSatisfy { $0.kind == .string }:
                var ranges: [Range<Int>] = []
                for element in elements { ranges.append(try append(element, of: text, at: path)) }
                content = .strings(ranges)
            case .array:
                throw EJSONError(.undeliverableValue, .delivery(.mixedArray), keyPath: path.description)
            }
            let isSecret = member.value.isSelected || elements.contains { $0.isSelected }
            values[member.path.joined(separator: ".")] = ConfigurationValues.Value(content: content, isSecret: isSecret)
        }

        private mutating func append(
            _ value: JSONValue, of text: Span<UInt8>, at path: ValuePath
        ) throws(EJSONError) -> Range<Int> {
            let range = try bytes.append(value, of: text)
            guard bytes.withBytes({ isUTF8($0.extracting(range)) }) else {
                throw EJSONError(.undeliverableValue, .delivery(.notText), keyPath: path.description)
            }
            return range
        }
    }

#endif
