/// An argument that begins with a dash: its name, and what comes after the first equals sign.
struct OptionSpelling {
    let name: ArraySlice<UInt8>
    let value: ArraySlice<UInt8>?
    /// Whether it has one dash, and more than one character.
    let mayBeBundle: Bool

    init(_ argument: Argument) {
        let bytes = argument.bytes
        let hasTwoDashes = bytes.count > 1 && bytes[1] == dash
        let rest = bytes.dropFirst(hasTwoDashes ? 2 : 1)
        let end = rest.firstIndex(of: equalsSign)
        name = rest[..<(end ?? rest.endIndex)]
        value = end.map { rest[$0...].dropFirst() }
        mayBeBundle = !hasTwoDashes && name.count > 1
    }

    var asksForHelp: Bool { value == nil && isHelp(name) }
}

/// `-h` and `--help`, with one dash or two.
func isHelp(_ name: ArraySlice<UInt8>) -> Bool { name.elementsEqual("h".utf8) || name.elementsEqual("help".utf8) }

extension Argument {
    /// An option without its value.
    var withoutValue: Argument {
        Argument(bytes: Array(bytes[..<(bytes.firstIndex(of: equalsSign) ?? bytes.endIndex)]))
    }
}
