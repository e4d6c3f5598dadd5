import Configuration
import EJSON
import EJSONConfiguration
import EJSONTesting
import Foundation

/// One document, read by swift-configuration's JSON provider and, sealed, by this one: every lookup must give the same.
/// With the argument `measure`, how many lookups a second each does.
@main
struct Comparison {
    static let json = #"""
        {
          "string": "x\n\u00e9", "empty": "", "long": "LONG", "bytes": "AQID", "noBytes": "!",
          "zero": 0, "minusZero": -0, "int": 42, "minus": -42, "whole": 42.0, "half": 1.5, "exponent": 1e3, "small": 1E-3,
          "large": 9007199254740993, "largest": 9223372036854775807, "true": true, "false": false, "null": null,
          "strings": ["a", "b", "c"], "chunks": ["AQID", "AQ=="], "ints": [1, 2, 3], "doubles": [0.5, 1, 1e2],
          "bools": [true, false], "mixed": [1, true, 0.5], "none": [],
          "nested": {"deep": {"string": "y", "int": 1, "none": []}}, "empty object": {}, "twice": "1", "twice": "2"
        }
        """#.replacing("LONG", with: String(repeating: "long ", count: 200))

    static let names = [
        "string", "empty", "long", "bytes", "noBytes", "zero", "minusZero", "int", "minus", "whole", "half", "exponent",
        "small", "large", "largest", "true", "false", "null", "strings", "chunks", "ints", "doubles", "bools", "mixed",
        "none", "nested", "nested.deep", "nested.deep.string", "nested.deep.int", "nested.deep.none", "empty object",
        "twice", "missing", "nested.missing",
    ]

    static let types: [ConfigType] = [
        .string, .int, .double, .bool, .bytes, .stringArray, .intArray, .doubleArray, .boolArray, .byteChunkArray,
    ]

    static func main() throws {
        let sealed = try EJSONSnapshot(Secrets(testing: json))
        let plain = try JSONSnapshot(data: Array(json.utf8).span.bytes, providerName: "JSON", parsingOptions: .default)
        if CommandLine.arguments.contains("measure") {
            measure(plain, sealed)
        } else {
            try compare(plain, sealed)
        }
    }

    static func compare(_ plain: JSONSnapshot, _ sealed: EJSONSnapshot) throws {
        var differences = 0
        for name in names {
            for type in types {
                let key = AbsoluteConfigKey(name.split(separator: ".").map(String.init))
                let expected = Result { try plain.value(forKey: key, type: type) }
                let actual = Result { try sealed.value(forKey: key, type: type) }
                switch (expected, actual) {
                case (.failure, .failure): break
                case (.success(let expected), .success(let actual))
                where expected.encodedKey == actual.encodedKey && expected.value?.content == actual.value?.content:
                    break
                default:
                    differences += 1
                    print("\(name) as \(type): \(expected), \(actual)")
                }
            }
        }
        print("\(names.count * types.count) lookups compared, \(differences) differ")
        if differences > 0 { exit(1) }
    }

    /// The best of several rounds, in turns, so that what else the machine does weighs on both.
    static func measure(_ plain: JSONSnapshot, _ sealed: EJSONSnapshot) {
        let lookups: [(String, ConfigType)] = [
            ("string", .string), ("long", .string), ("int", .int), ("half", .double), ("true", .bool),
            ("bytes", .bytes),
            ("strings", .stringArray), ("ints", .intArray), ("nested.deep.string", .string), ("missing", .string),
        ]
        var times = [0.0, 0.0]
        for (name, type) in lookups {
            let key = AbsoluteConfigKey(name.split(separator: ".").map(String.init))
            var best = [0.0, 0.0]
            for _ in 0..<9 {
                best[0] = max(best[0], rate(plain, key, type))
                best[1] = max(best[1], rate(sealed, key, type))
            }
            for index in times.indices { times[index] += 1 / best[index] }
            report("\(name) as \(type)", best)
        }
        let all = times.map { Double(lookups.count) / $0 }
        report("all of these", all)
        if all[1] < all[0] { exit(1) }
    }

    static func report(_ what: String, _ rates: [Double]) {
        let thousands = rates.map { Int($0 / 1000) }
        print("\(what): JSON \(thousands[0])k/s, EJSON \(thousands[1])k/s, \(Int(rates[1] / rates[0] * 100))%")
    }

    static func rate(_ snapshot: some ConfigSnapshot, _ key: AbsoluteConfigKey, _ type: ConfigType) -> Double {
        let count = 20_000
        var found = 0
        let time = ContinuousClock().measure {
            for _ in 0..<count {
                if (try? snapshot.value(forKey: key, type: type).value) != nil { found += 1 }
            }
        }
        precondition(found == count || found == 0)
        return Double(count) / (Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds))
    }
}
