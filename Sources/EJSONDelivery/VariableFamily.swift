/// Variables that are refused for the same reason.
struct VariableFamily: Sendable {
    let reason: String

    /// Names. `A_*` stands for all that begin with `A_`, and `*_A` for all that end with `_A`.
    let patterns: [StaticString]

    /// Names that do not change which code runs, or that hold a secret.
    var except: [StaticString] = []

    /// Whether applications keep secrets in variables with the same prefix.
    var sparesSecrets = false

    /// Whether programs ignore the case of the names.
    var ignoresCase = false

    func holds(_ name: [UInt8]) -> Bool {
        patterns.contains { matches(name, $0, ignoringCase: ignoresCase) } && !spares(name)
    }

    /// Whether a name that matches one of the patterns is none of the family's.
    func spares(_ name: [UInt8]) -> Bool {
        sparesSecrets && secretEndings.contains { matches(name, $0) }
            || except.contains { matches(name, $0, ignoringCase: ignoresCase) }
    }
}

/// Endings of names of secrets. In no family does such a name have another meaning.
private let secretEndings: [StaticString] = [
    "*TOKEN", "*TOKENS", "*PASSWORD", "*PASSWD", "*PASSPHRASE", "*SECRET", "*SECRETS", "*API_KEY", "*ACCESS_KEY",
    "*DEPLOY_KEY", "*ENCRYPTION_KEY", "*PRIVATE_KEY", "*SECRET_KEY", "*SIGNING_KEY", "*CREDENTIALS", "*USERNAME",
]

/// Whether a name is what a pattern stands for.
func matches(_ name: [UInt8], _ pattern: StaticString, ignoringCase: Bool = false) -> Bool {
    let pattern = unsafe UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
    guard let initial = name.first, let first = unsafe pattern.first, let last = unsafe pattern.last else {
        return false
    }
    // Decides nearly every comparison.
    guard first == star || isEqual(initial, first, ignoringCase) else { return false }
    let hasStar = first == star || last == star
    let count = pattern.count - (hasStar ? 1 : 0)
    guard name.count == count || name.count > count && hasStar else { return false }
    let (start, patternStart) = first == star ? (name.count - count, 1) : (0, 0)
    for index in 0..<count where unsafe !isEqual(name[start + index], pattern[patternStart + index], ignoringCase) {
        return false
    }
    return true
}

let star = UInt8(ascii: "*")

private func isEqual(_ left: UInt8, _ right: UInt8, _ ignoringCase: Bool) -> Bool {
    left == right || ignoringCase && upperCased(left) == upperCased(right)
}

func upperCased(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte ? byte & ~0x20 : byte
}
