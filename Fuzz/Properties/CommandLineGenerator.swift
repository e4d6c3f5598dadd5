package import CommandLineFlags

/// A line that the declarations allow, and its values.
package struct GeneratedCommandLine {
    package private(set) var assignments: [Assignment] = []
    package private(set) var arguments: [Argument] = []

    package init(of forms: [ParameterForm], using random: inout SeededGenerator) {
        var options: [[Argument]] = []
        for index in forms.indices.shuffled(using: &random) where forms[index].kind.isNamed {
            guard Bool.random(using: &random) else { continue }
            let times = forms[index].kind == .repeatedOption ? Int.random(in: 1...3, using: &random) : 1
            for _ in 0..<times { options.append(option(index, forms[index], using: &random)) }
        }
        var positional: [[Argument]] = []
        var mustGoOn = true
        for (index, form) in forms.enumerated() where form.kind.isPositional {
            let count = form.kind.isList ? Int.random(in: form.kind.isRequired ? 1...3 : 0...3, using: &random) : 1
            guard form.kind.isRequired || mustGoOn && Bool.random(using: &random) else {
                mustGoOn = false
                continue
            }
            for _ in 0..<count {
                let value = Self.value(using: &random, beginsWithDash: false)
                assignments.append(Assignment(parameter: index, argument: value))
                positional.append([value])
            }
        }
        // Options may stand anywhere, in their order.
        while !options.isEmpty || !positional.isEmpty {
            let takesOption = positional.isEmpty || !options.isEmpty && Bool.random(using: &random)
            arguments += takesOption ? options.removeFirst() : positional.removeFirst()
        }
        if let index = forms.firstIndex(where: { $0.kind == .argumentsAfterTerminator }) {
            arguments.append("--")
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let value = Self.value(using: &random, beginsWithDash: Bool.random(using: &random))
                assignments.append(Assignment(parameter: index, argument: value))
                arguments.append(value)
            }
        }
    }

    private mutating func option(
        _ index: Int,
        _ form: ParameterForm,
        using random: inout SeededGenerator
    ) -> [Argument] {
        let dashes = Bool.random(using: &random) ? "-" : "--"
        let isInverted = form.kind == .invertibleFlag && Bool.random(using: &random)
        let hasShort = form.short != 0 && Bool.random(using: &random)
        let short = String(Unicode.Scalar(form.short))
        let name = dashes + (hasShort ? short : (isInverted ? "no-" : "") + String(Substring(form.name)))
        guard form.kind.takesValue else {
            assignments.append(Assignment(parameter: index, isInverted: isInverted))
            return [Argument(name)]
        }
        let value = Self.value(using: &random, beginsWithDash: Bool.random(using: &random))
        assignments.append(Assignment(parameter: index, argument: value))
        let glued = Argument(bytes: Array("-\(short)".utf8) + value.bytes)
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where !(value.bytes.count > 1 && value.bytes[0] == dash): return [Argument(name), value]
        case 1
        where hasShort && !value.isEmpty && value.bytes.first != equalsSign
            // What would be a name of its own, or a slip for one, is written in another way.
            && value.bytes.prefix { $0 != equalsSign }.count > 12:
            return [glued]
        default: return [Argument(bytes: Array("\(name)=".utf8) + value.bytes)]
        }
    }

    package static func value(using random: inout SeededGenerator, beginsWithDash: Bool) -> Argument {
        var bytes = (0..<Int.random(in: 0..<20, using: &random)).map { _ -> UInt8 in
            switch Int.random(in: 0..<4, using: &random) {
            case 0: UInt8.random(in: 1...255, using: &random)
            case 1: Array("-=,qo ".utf8).randomElement(using: &random) ?? 1
            default: UInt8.random(in: 0x61...0x7A, using: &random)
            }
        }
        if beginsWithDash { bytes.insert(dash, at: 0) } else { bytes = Array(bytes.drop { $0 == dash }) }
        return Argument(bytes: bytes)
    }
}

private let dash = UInt8(ascii: "-")
private let equalsSign = UInt8(ascii: "=")

/// The same numbers every time (Knuth's MMIX).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        var number: UInt64 = 0
        for _ in 0..<2 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            number = number << 32 | state >> 32
        }
        return number
    }
}
