/// Writes JSON documents of every construct, the same ones for the same seed.
struct DocumentGenerator {
    private var random: SplitMix64
    private var keys = 0

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
    }

    /// A valid document without duplicate keys, whose meaning is undefined.
    mutating func document() -> [UInt8] {
        Array((space() + object(depth: 0) + space()).utf8)
    }

    /// A document with one to three bytes or pieces of it changed, which is seldom valid.
    mutating func damagedDocument() -> [UInt8] {
        var text = document()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<text.count, using: &random)
            let length = min(Int.random(in: 1...8, using: &random), text.count - place)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: text.removeSubrange(place..<place + length)
            case 1: text.insert(contentsOf: text[place..<place + length], at: place)
            case 2: text[place] = UInt8.random(in: 0x01...0xFF, using: &random)
            case 3: text.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
            default: text[place] = Array("{}[]\",:\\u-+.eE019 tfn/".utf8).randomElement(using: &random) ?? 0
            }
            if text.isEmpty { text = [0x20] }
        }
        return text
    }

    private static let pieces =
        [
            "\\u", "\\ud83d", "\\x", "\"", "\\\"", ",", ":", "{}", "[]", "[", "}", "null", "nul", "1e", "-", "00",
            "0x1", "NaN",
            "//", "/**/", "'", " ", "\t", "\u{B}", "\u{A0}", "é", "🔐",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x1F], [0x7F],
        ]

    private mutating func space() -> String {
        pick([(8, ""), (2, " "), (1, "\n"), (1, "\r\n\t"), (1, "    ")])
    }

    private mutating func value(depth: Int) -> String {
        let isLeaf = depth > 5
        switch Int.random(in: isLeaf ? 3...9 : 0...9, using: &random) {
        case 0, 1: return object(depth: depth)
        case 2: return array(depth: depth)
        case 3: return number()
        case 4: return pick([(1, "true"), (1, "false"), (1, "null")])
        default: return string()
        }
    }

    private mutating func object(depth: Int) -> String {
        list("{", "}") { generator in
            generator.keys += 1
            let key = generator.string().dropLast() + "\(generator.keys)\""
            return key + generator.space() + ":" + generator.space() + generator.value(depth: depth + 1)
        }
    }

    private mutating func array(depth: Int) -> String {
        list("[", "]") { $0.value(depth: depth + 1) }
    }

    private mutating func list(_ open: String, _ close: String, _ element: (inout Self) -> String) -> String {
        var elements: [String] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) { elements.append(space() + element(&self) + space()) }
        return open + (elements.isEmpty ? space() : elements.joined(separator: ",")) + close
    }

    private mutating func number() -> String {
        var number =
            pick([(3, ""), (1, "-")])
            + pick([(1, "0"), (1, "7"), (2, "\(UInt32.random(in: 1...UInt32.max, using: &random))")])
        if Bool.random(using: &random) { number += ".\(Int.random(in: 0...999, using: &random))" }
        if Int.random(in: 0..<3, using: &random) == 0 {
            number +=
                pick([(1, "e"), (1, "E")]) + pick([(1, ""), (1, "+"), (1, "-")])
                + "\(Int.random(in: 0...30, using: &random))"
        }
        return number
    }

    private mutating func string() -> String {
        var string = "\""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                string += pick([
                    (1, #"\""#), (1, #"\\"#), (1, #"\/"#), (1, #"\b"#), (1, #"\f"#), (1, #"\n"#), (1, #"\r"#),
                    (1, #"\t"#),
                ])
            case 1: string += escape(scalar())
            case 2: string.unicodeScalars.append(scalar())
            case 3:
                string += pick([
                    (1, "_"), (1, " "), (1, "\u{7F}"), (1, "EJ["), (1, "a longer run of plain text"), (1, "{}[]:,'"),
                ])
            default: string.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x61...0x7A, using: &random)))
            }
        }
        return string + "\""
    }

    /// A character of any length in UTF-8, but no quote, backslash or control character.
    private mutating func scalar() -> Unicode.Scalar {
        let range: ClosedRange<UInt32> = pick([
            (1, 0x5D...0x7F), (1, 0x80...0x7FF), (1, 0x800...0xD7FF), (1, 0xE000...0xFFFF), (1, 0x10000...0x10FFFF),
        ])
        return Unicode.Scalar(UInt32.random(in: range, using: &random)) ?? "x"
    }

    /// The character as `\uXXXX`, or as two of them, with digits of either case. Some are control characters.
    private mutating func escape(_ scalar: Unicode.Scalar) -> String {
        let scalar =
            Bool.random(using: &random) ? scalar : Unicode.Scalar(UInt8.random(in: 0x01...0x7F, using: &random))
        let isUpper = Bool.random(using: &random)
        return UTF16.encode(scalar)?.map { unit in
            let digits = String(unit, radix: 16, uppercase: isUpper)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined() ?? ""
    }

    /// One of the choices, each as often as its weight.
    private mutating func pick<Choice>(_ choices: [(weight: Int, choice: Choice)]) -> Choice {
        var left = Int.random(in: 0..<choices.reduce(0) { $0 + $1.weight }, using: &random)
        for (weight, choice) in choices {
            left -= weight
            if left < 0 { return choice }
        }
        return choices[0].choice
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
